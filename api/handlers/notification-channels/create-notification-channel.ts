/** POST /v1/notification-channels */

import { DEFAULT_MIN_SEVERITY } from '../../../domain/notification-event.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { feedEnd } from '../../../store/notifications/feed.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { answerFor, requireChannelPlace, sendSoon } from './channel-change.ts';
import { newSigningSecret, sealChannelSecret } from './channel-secret.ts';
import { checkDestination } from './check-destination.ts';
import { presentChannel } from './present-channel.ts';
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
    const owner = { _id: await store.nextId('notification_channel'), organization_id: organizationId };
    const secret = newSigningSecret();
    const channel: NotificationChannelDocument = {
      ...owner,
      scope_id,
      name: body.name,
      kind: body.kind,
      destination: readDestination(body.kind, body),
      tls: readTls(body.tls),
      filters: readFilters({ types: null, min_severity: DEFAULT_MIN_SEVERITY }, body.filters),
      secrets: [await sealChannelSecret(store, owner, secret, { version: 1, now })],
      ...answering,
      status: 'active',
      paused_for: null,
      position: await feedEnd(store, organizationId),
      next_number: 1,
      last_delivery_at: null,
      failing_since: null,
      consecutive_failures: 0,
      last_error: null,
      retry_at: null,
      watch_due_at: now,
      told_revision: 0,
      ...firstRevision(request, tx),
    };
    checkDestination(means, channel);
    await store.models.notificationChannels.create([channel], { session: tx.session });
    const shown = { ...(await presentChannel(store, channel, tx.session)), signing_secret: secret.reveal() };
    return {
      ...showingNew('notification_channel', '/v1/notification-channels', channel, shown),
      change: `tells ${channel.kind} ${new URL(channel.destination.url).origin} of scope ${scope_id}`,
    };
  },
  sendSoon,
);
