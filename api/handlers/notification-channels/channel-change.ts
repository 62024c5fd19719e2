/** What the changes of a notification channel have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { MAX_CHANNELS } from '../../../domain/notification-channel.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { TOLD_BY } from '../../../store/notifications/answerable.ts';
import { queuedAnew } from '../../../store/notifications/deliveries.ts';
import { type Asker, accessTo } from '../../authorization/access-to.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';
import { findChannel } from './find-channel.ts';

type ChannelRequest = Pick<Request, 'access' | 'actor' | 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`, `precondition_failed`. */
export async function takeChannel(request: ChannelRequest, tx: Transaction): Promise<NotificationChannelDocument> {
  const channel = await findChannel(request, tx);
  requireMatch(request.ifMatch, channel.revision);
  return channel;
}

/**
 * A channel tells whoever it leads to what its caller may read: it rests on the caller's rights from now on. An application
 * may not read by a channel what it is not authorized to read itself.
 * @throws CapstanError `forbidden` where they may not read there.
 */
export function answerFor(
  request: Asker & Pick<Request, 'access'>,
  { scope_id }: Pick<NotificationChannelDocument, 'scope_id'>,
): Pick<NotificationChannelDocument, 'answerable'> {
  const place = { scopeId: scope_id, resourceId: null };
  request.access.requireAlso('notification:write', place);
  accessTo(TOLD_BY['audit:read'], request).requireAlso('audit:read', place);
  accessTo(TOLD_BY['event:read'], request).requireAlso('event:read', place);
  const { type, id } = request.actor;
  return { answerable: { type, id } };
}

/**
 * Writes its next revision. Whatever stood in the way may be mended by it, so what is queued is tried anew at once.
 * @throws CapstanError `precondition_failed` where another change came first.
 */
export async function reviseChannel(
  request: ChannelRequest,
  tx: Transaction,
  channel: NotificationChannelDocument,
  fields: Partial<NotificationChannelDocument>,
): Promise<NotificationChannelDocument> {
  const { models } = request.means.store;
  const anew = { consecutive_failures: 0, failing_since: null, last_error: null, retry_at: null, held_until: null };
  await models.notificationDeliveries.updateMany(
    { channel_id: channel._id, status: 'pending' },
    { $set: queuedAnew(request.now) },
    { session: tx.session },
  );
  const changed = { ...anew, watch_due_at: request.now, ...fields };
  return revise(models.notificationChannels, request, tx, channel, changed);
}

/**
 * Each active one holds a place at some worker; a paused one may go on at any moment. Two requests at the same time may
 * both see room: the bound is there against floods, not to be exact.
 * @throws CapstanError `conflict`.
 */
export async function requireChannelPlace(
  { means, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
): Promise<void> {
  const others = await means.store.models.notificationChannels.countDocuments(
    { organization_id: organizationId, status: { $in: ['active', 'paused'] } },
    { session, limit: MAX_CHANNELS },
  );
  if (others < MAX_CHANNELS) return;
  throw new CapstanError(
    'conflict',
    `There are ${MAX_CHANNELS} notification channels that are active or paused, and no more may be; deactivate one first.`,
  );
}

/** What follows the commit of a change: its workflow is told. */
export function sendSoon({ means }: Pick<Request, 'means'>): void {
  means.notifications.sendSoon();
}
