/** GET /v1/notification-channels */

import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentChannels } from './present-channel.ts';

export const listNotificationChannels = query('listNotificationChannels', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listNotificationChannels', request);
  const found = await means.store.models.notificationChannels
    .find({
      organization_id: organizationId,
      ...access.filter('notificationChannel'),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<NotificationChannelDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const shown = await presentChannels(means.store, rows);
  return { status: 200, body: { notification_channels: shown, next_cursor: nextCursor } };
});
