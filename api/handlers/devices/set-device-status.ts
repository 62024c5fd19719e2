/** What activating and deactivating a device have in common. */

import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { presentDevice } from './present-device.ts';

export async function setDeviceStatus(
  request: Request<'activateDevice' | 'deactivateDevice'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { access, organizationId, path, means, ifMatch } = request;
  const { devices } = means.store.models;
  const found = await devices.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const device = access.requireFound('device', found);
  requireMatch(ifMatch, device.revision);
  if (device.status === status) return showing(200, device, presentDevice(device));
  const changed = await revise(devices, request, tx, device, { status });
  return showing(200, changed, presentDevice(changed));
}
