/** POST /v1/devices/{id}/deactivate */

import { command } from '../../operation.ts';
import { setDeviceStatus } from './set-device-status.ts';

export const deactivateDevice = command('deactivateDevice', (request, tx) => setDeviceStatus(request, tx, 'inactive'));
