/** GET /v1/devices/{id} */

import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentDevice } from './present-device.ts';

export const getDevice = query('getDevice', async ({ organizationId, path, means }) => {
  const found = await means.store.models.devices.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const device = requireFound(found);
  return showing(200, device, presentDevice(device));
});
