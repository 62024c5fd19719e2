/** GET /v1/notification-channels */

import { query } from '../../operation.ts';
import { placedPage } from '../placed-page.ts';
import { presentChannels } from './present-channel.ts';

export const listNotificationChannels = query('listNotificationChannels', async (request) => {
  const { store } = request.means;
  const { rows, nextCursor } = await placedPage('listNotificationChannels', request, {
    kind: 'notificationChannel',
    model: store.models.notificationChannels,
  });
  const shown = await presentChannels(store, rows);
  return { status: 200, body: { notification_channels: shown, next_cursor: nextCursor } };
});
