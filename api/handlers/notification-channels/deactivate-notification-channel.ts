/** POST /v1/notification-channels/{id}/deactivate */

import { command } from '../../operation.ts';
import { sendSoon } from './channel-change.ts';
import { setChannelStatus } from './set-channel-status.ts';

export const deactivateNotificationChannel = command(
  'deactivateNotificationChannel',
  (request, tx) => setChannelStatus(request, tx, 'inactive'),
  sendSoon,
);
