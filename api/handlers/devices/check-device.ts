/** What the contract cannot say of a device: trust that fits the kind, clear text on loopback only, links that exist. */

import type { ClientSession } from 'mongoose';
import type { EndpointTrust } from '../../../domain/target.ts';
import { isLoopbackHost } from '../../../runtime/no-machine.ts';
import type { DeviceDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { checkCertificates } from '../check-certificates.ts';
import { requireNamed, unusable } from '../found.ts';
import { checkAddress } from './check-address.ts';

type Endpoint = Pick<DeviceDocument, 'kind' | 'address' | 'trust'>;

/** Trust as it is stored: what was left out becomes null. */
export function storedTrust(trust: components['schemas']['EndpointTrust']): EndpointTrust {
  if (trust.kind !== 'tls') return trust;
  return { kind: 'tls', ca_pem: trust.ca_pem ?? null, server_name: trust.server_name ?? null };
}

/** @throws CapstanError `unprocessable`. */
export function checkEndpoint({ kind, address, trust }: Endpoint): void {
  checkAddress(address);
  if ((kind === 'ssh') !== (trust.kind === 'ssh_host_key')) {
    const fitting = kind === 'ssh' ? 'ssh_host_key' : 'tls or loopback_plaintext';
    throw unusable('trust.kind', `must be ${fitting} for a device of kind ${kind}`);
  }
  if (trust.kind === 'loopback_plaintext' && !isLoopbackHost({ hostname: address.toLowerCase() })) {
    throw unusable('trust.kind', 'can be loopback_plaintext for localhost, 127.0.0.0/8 and ::1 only');
  }
  if (trust.kind === 'tls' && trust.ca_pem !== null) checkCertificates('trust.ca_pem', trust.ca_pem);
}

/** @throws CapstanError `unprocessable` where a link of the device leads nowhere, or out of reach. */
export async function checkDeviceLinks(
  { access, organizationId, means }: Pick<Request, 'access' | 'organizationId' | 'means'>,
  session: ClientSession,
  device: Pick<DeviceDocument, '_id'>,
  links: { readonly reconcile_resource_id?: number | null | undefined },
): Promise<void> {
  if (typeof links.reconcile_resource_id !== 'number') return;
  const found = await means.store.models.resources
    .findOne({ _id: links.reconcile_resource_id, organization_id: organizationId }, { device_id: 1, scope_id: 1 })
    .session(session)
    .lean();
  // Its credential will set others: that takes the right to change it, not just to see it.
  const account = requireNamed(
    access.permitted('resource', found, 'resource:write'),
    'reconcile_resource_id',
    'resource',
  );
  if (account.device_id !== device._id) {
    throw unusable('reconcile_resource_id', 'must name a resource on this device; a new device has none yet');
  }
}
