/** POST /v1/notification-channels/{id}/test */

import { CapstanError } from '../../../domain/errors.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { newDelivery } from '../../../store/notifications/deliveries.ts';
import { command } from '../../operation.ts';
import { requireRevised } from '../revision.ts';
import { sendSoon } from './channel-change.ts';
import { findChannel } from './find-channel.ts';
import { presentDelivery } from './present-delivery.ts';

export const testNotificationChannel = command(
  'testNotificationChannel',
  async (request, tx) => {
    const channel = await findChannel(request, tx);
    const { models } = request.means.store;
    if (channel.status !== 'active') {
      throw new CapstanError('conflict', 'The notification channel is not active: nothing is sent to it.');
    }
    // The settings stay as they are, and so does the revision: the workflow looks by itself within seconds.
    const counted = await models.notificationChannels
      .findOneAndUpdate({ _id: channel._id, status: 'active' }, { $inc: { next_number: 1 } }, { session: tx.session })
      .lean<NotificationChannelDocument>();
    const event = {
      id: tx.eventId,
      source: 'audit',
      type: 'capstan.audit.notification_channel.test.succeeded',
      severity: 'medium',
      line: `notification_channel:${channel._id}`,
    } as const;
    const delivery = { ...newDelivery(channel, event, requireRevised(counted).next_number), by_hand: true };
    await models.notificationDeliveries.create([delivery], { session: tx.session });
    return { status: 200, body: presentDelivery(delivery) };
  },
  sendSoon,
);
