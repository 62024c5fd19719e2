/** A delivery to a notification channel on the wire. */

import type { NotificationDeliveryDocument } from '../../../store/models/notification-channel.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull } from '../wire-time.ts';

export function presentDelivery(delivery: NotificationDeliveryDocument): components['schemas']['NotificationDelivery'] {
  const { event_id, event_type, severity, line, status, tries, attempts, receipt } = delivery;
  return {
    ...{ event_id, type: event_type, severity, line, status, tries, receipt },
    attempts: attempts.map(({ at, code, status: answered, duration_ms }) => ({
      at: wireTime(at),
      code,
      status: answered,
      duration_ms,
    })),
    next_attempt_at: wireTimeOrNull(delivery.next_attempt_at),
    created_at: wireTime(delivery.created_at),
    ended_at: wireTimeOrNull(delivery.ended_at),
  };
}
