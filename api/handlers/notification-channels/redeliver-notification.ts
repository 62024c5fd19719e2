/** POST /v1/notification-channels/{id}/deliveries/{event_id}/redeliver */

import { CapstanError } from '../../../domain/errors.ts';
import type { NotificationDeliveryDocument } from '../../../store/models/notification-channel.ts';
import { deliveryId, queuedAnew } from '../../../store/notifications/deliveries.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { sendSoon } from './channel-change.ts';
import { findChannel } from './find-channel.ts';
import { presentDelivery } from './present-delivery.ts';

export const redeliverNotification = command(
  'redeliverNotification',
  async (request, tx) => {
    const { path, means, now } = request;
    const channel = await findChannel(request, tx);
    if (channel.status === 'inactive') {
      throw new CapstanError('conflict', 'The notification channel is inactive: nothing is sent to it.');
    }
    const queued = await means.store.models.notificationDeliveries
      .findOneAndUpdate(
        { _id: deliveryId(channel._id, path.event_id) },
        { $set: { ...queuedAnew(now), by_hand: true } },
        { session: tx.session, returnDocument: 'after' },
      )
      .lean<NotificationDeliveryDocument>();
    const delivery = requireFound(queued);
    return { status: 200, body: presentDelivery(delivery), change: `queues ${delivery.event_id} again` };
  },
  sendSoon,
);
