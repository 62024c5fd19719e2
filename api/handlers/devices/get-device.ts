/** GET /v1/devices/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentDevice } from './present-device.ts';

export const getDevice = query('getDevice', async ({ access, organizationId, path, means }) => {
  const found = await means.store.models.devices.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const device = access.requireFound('device', found);
  return showing(200, device, presentDevice(device));
});
