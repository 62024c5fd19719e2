/** POST /v1/devices/{id}/activate */

import { command } from '../../operation.ts';
import { setDeviceStatus } from './set-device-status.ts';

export const activateDevice = command('activateDevice', (request, tx) => setDeviceStatus(request, tx, 'active'));
