/** A device on the wire. */

import type { DeviceDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentDevice(device: DeviceDocument): components['schemas']['Device'] {
  return {
    id: device._id,
    public_id: device.public_id,
    name: device.name,
    scope_id: device.scope_id,
    kind: device.kind,
    address: device.address,
    port: device.port,
    trust: presentTrust(device.trust),
    reconcile_resource_id: device.reconcile_resource_id,
    status: device.status,
    ...wireTracked(device),
  };
}

function presentTrust(trust: DeviceDocument['trust']): components['schemas']['EndpointTrust'] {
  return trust.kind === 'ssh_host_key' ? { kind: trust.kind, fingerprints: [...trust.fingerprints] } : trust;
}
