/** GET /v1/notification-channels/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findChannel } from './find-channel.ts';
import { presentChannel } from './present-channel.ts';

export const getNotificationChannel = query('getNotificationChannel', async (request) => {
  const channel = await findChannel(request);
  return showing(200, channel, await presentChannel(request.means.store, channel));
});
