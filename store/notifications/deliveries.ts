/** Deliveries to notification channels as they are queued: at first, and again. */

import type { NotificationEvent } from '../../domain/notification-event.ts';
import type { NotificationChannelDocument, NotificationDeliveryDocument } from '../models/notification-channel.ts';

export function deliveryId(channelId: number, eventId: string): string {
  return `${channelId}:${eventId}`;
}

/** @param number its place in the order of the channel. */
export function newDelivery(
  { _id, organization_id }: Pick<NotificationChannelDocument, '_id' | 'organization_id'>,
  { id, source, type, severity, line }: Pick<NotificationEvent, 'id' | 'source' | 'type' | 'severity' | 'line'>,
  number: number,
): NotificationDeliveryDocument {
  const now = new Date();
  return {
    _id: deliveryId(_id, id),
    organization_id,
    channel_id: _id,
    event_id: id,
    source,
    event_type: type,
    severity,
    line,
    number,
    attempts: [],
    created_at: now,
    receipt: null,
    ...queuedAnew(now),
  };
}

/** Fields of a delivery that nobody has tried since it was queued. */
export function queuedAnew(now: Date) {
  return {
    status: 'pending',
    tries: 0,
    first_failed_at: null,
    next_attempt_at: now,
    ended_at: null,
    expires_at: null,
  } as const satisfies Partial<NotificationDeliveryDocument>;
}
