/** Capstan pauses a channel by itself: what comes waits until somebody activates it. */

import type { AuditActor } from '../../domain/audit.ts';
import type { ChannelPause } from '../../domain/notification-channel.ts';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import type { NotificationChannelDocument } from '../models/notification-channel.ts';
import type { Store } from '../store.ts';

const ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'notifications',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** @returns whether it did: somebody else may have changed the channel since it was read. */
export async function pauseChannel(
  store: Store,
  { _id, organization_id, scope_id, revision }: NotificationChannelDocument,
  reason: Exclude<ChannelPause, 'asked'>,
): Promise<boolean> {
  const eventId = newEventId();
  return store.transaction(async (session) => {
    const { modifiedCount } = await store.models.notificationChannels.updateOne(
      { _id, revision, status: 'active' },
      {
        $set: { status: 'paused', paused_for: reason, updated_at: new Date(), last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session },
    );
    if (modifiedCount === 0) return false;
    const entry = {
      organization_id,
      scope_id,
      resource_id: null,
      actor: ACTOR,
      target_type: 'notification_channel',
      target_id: _id,
      operation: 'notification_channel.pause',
      permission: null,
      status: 'succeeded',
      code: reason,
      reason: null,
      change: `notification channel ${_id} is paused`,
      ticket_id: null,
      job_id: null,
      correlation_id: eventId,
      trace_id: null,
    } as const;
    await recordEffect(store, session, entry, eventId);
    return true;
  });
}
