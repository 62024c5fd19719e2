/** GET /v1/notification-channels/{id}/deliveries */

import type { NotificationDeliveryDocument } from '../../../store/models/notification-channel.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { openPage } from '../page.ts';
import { findChannel } from './find-channel.ts';
import { presentDelivery } from './present-delivery.ts';

export const listNotificationDeliveries = query('listNotificationDeliveries', async (request) => {
  const channel = await findChannel(request);
  const page = openPage('listNotificationDeliveries', request, { of: channel._id });
  const last = page.position?.['number'];
  const found = await request.means.store.models.notificationDeliveries
    .find({
      channel_id: channel._id,
      ...equal('status', request.query.status),
      ...equal('event_id', request.query.event_id),
      ...(typeof last === 'number' ? { number: { $lt: last } } : {}),
    })
    .sort({ number: -1 })
    .limit(page.fetch)
    .lean<NotificationDeliveryDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ number }) => ({ number }));
  return { status: 200, body: { deliveries: rows.map(presentDelivery), next_cursor: nextCursor } };
});
