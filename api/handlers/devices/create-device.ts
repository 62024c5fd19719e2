/** POST /v1/devices */

import { ulid } from 'ulid';
import type { DeviceDocument } from '../../../store/models/inventory.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkDeviceLinks, checkEndpoint, storedTrust } from './check-device.ts';
import { presentDevice } from './present-device.ts';

export const createDevice = command('createDevice', async (request, tx) => {
  const { access, organizationId, body, means } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  const device: DeviceDocument = {
    _id: await means.store.nextId('device'),
    public_id: `dev_${ulid().toLowerCase()}`,
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    kind: body.kind,
    address: body.address,
    port: body.port,
    trust: storedTrust(body.trust),
    reconcile_resource_id: body.reconcile_resource_id ?? null,
    status: 'active',
    ...firstRevision(request, tx),
  };
  checkEndpoint(device);
  await checkDeviceLinks(request, tx.session, device, { reconcile_resource_id: device.reconcile_resource_id });
  await means.store.models.devices.create([device], { session: tx.session });
  return showingNew('device', '/v1/devices', device, presentDevice(device));
});
