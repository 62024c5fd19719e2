/** POST /v1/notification-channels/{id}/activate */

import { command } from '../../operation.ts';
import { sendSoon } from './channel-change.ts';
import { setChannelStatus } from './set-channel-status.ts';

export const activateNotificationChannel = command(
  'activateNotificationChannel',
  (request, tx) => setChannelStatus(request, tx, 'active'),
  sendSoon,
);
