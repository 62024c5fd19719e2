/** POST /v1/notification-channels/{id}/pause */

import { command } from '../../operation.ts';
import { sendSoon } from './channel-change.ts';
import { setChannelStatus } from './set-channel-status.ts';

export const pauseNotificationChannel = command(
  'pauseNotificationChannel',
  (request, tx) => setChannelStatus(request, tx, 'paused'),
  sendSoon,
);
