/** POST /v1/notification-channels */

import { DEFAULT_MIN_SEVERITY } from '../../../domain/notification-event.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { feedSize } from '../../../store/notifications/feed.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { answerFor, requireChannelPlace, sendSoon } from './channel-change.ts';
import { newSigningSecret, requireSecret, sealChannelSecret } from './channel-secret.ts';
import { checkDestination } from './check-destination.ts';
import { presentChannel, serverOf } from './present-channel.ts';
import { readDestination, readFilters, readTls } from './read-channel.ts';

export const createNotificationChannel = command(
  'createNotificationChannel',
  async (request, tx) => {
    const { access, organizationId, body, means, now } = request;
    const { store } = means;
    const scope_id = body.scope_id ?? access.profile.tree.rootId;
    access.requirePlace({ scopeId: scope_id, resourceId: null });
    const answering = answerFor(request, { scope_id });
    await requireChannelPlace(request, tx);
    const given = readDestination(body.kind, body);
    const tls = readTls(body.tls);
    checkDestination(means, { destination: given.destination, tls });
    const signing = body.kind === 'webhook' ? newSigningSecret() : null;
    const secret = signing ?? given.secret;
    requireSecret(body.kind, given.destination, secret !== null);
    const owner = { _id: await store.nextId('notification_channel'), organization_id: organizationId };
    const channel: NotificationChannelDocument = {
      ...owner,
      scope_id,
      name: body.name,
      kind: body.kind,
      destination: given.destination,
      tls,
      filters: readFilters({ types: null, min_severity: DEFAULT_MIN_SEVERITY }, body.filters),
      secrets: secret ? [await sealChannelSecret(store, owner, secret, { version: 1, now })] : [],
      ...answering,
      status: 'active',
      paused_for: null,
      position: await feedSize(store, organizationId),
      since: now,
      next_number: 1,
      last_delivery_at: null,
      failing_since: null,
      consecutive_failures: 0,
      last_error: null,
      retry_at: null,
      held_until: null,
      watch_due_at: now,
      told_revision: 0,
      ...firstRevision(request, tx),
    };
    await store.models.notificationChannels.create([channel], { session: tx.session });
    const shown = { ...(await presentChannel(store, channel, tx.session)), signing_secret: signing?.reveal() ?? null };
    return {
      ...showingNew('notification_channel', '/v1/notification-channels', channel, shown),
      change: `tells ${channel.kind} ${serverOf(channel.destination)} of scope ${scope_id}`,
    };
  },
  sendSoon,
);
