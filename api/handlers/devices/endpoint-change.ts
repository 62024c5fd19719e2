/** What it means that a device becomes another endpoint: what may not change, and what the record says of it. */

import { createHash } from 'node:crypto';
import { CapstanError } from '../../../domain/errors.ts';
import type { EndpointTrust } from '../../../domain/target.ts';
import type { DeviceDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import type { Transaction } from '../../operation.ts';
import { requireIdle } from '../credentials/require-idle.ts';
import { changeInWords } from '../revision.ts';

type Endpoint = Pick<DeviceDocument, 'address' | 'port' | 'trust'>;

/** 128 bits: enough that nobody makes two kinds of trust that look the same in the record. */
const DIGEST_LENGTH = 32;

/** Whether nothing that was proved at the device before holds any more. */
export function isOtherEndpoint(changed: Partial<Endpoint>): boolean {
  return changed.address !== undefined || changed.port !== undefined || changed.trust !== undefined;
}

/**
 * Proves that the device may become the endpoint: its proof of identity stays one, and no job is under way
 * that would begin at one host and end at another.
 * @throws CapstanError `conflict`.
 */
export async function checkEndpointChange(
  store: Store,
  tx: Transaction,
  device: DeviceDocument,
  { trust }: Partial<Endpoint>,
): Promise<void> {
  if (trust?.kind === 'loopback_plaintext' && device.trust.kind !== 'loopback_plaintext') {
    throw new CapstanError(
      'conflict',
      `The device proves who it is by ${device.trust.kind}, and never becomes one that does not; create another device for loopback_plaintext.`,
    );
  }
  const { resources, jobItems } = store.models;
  const onDevice = await resources
    .find({ device_id: device._id, organization_id: device.organization_id }, { _id: 1 })
    .session(tx.session)
    .lean();
  const unfinished = await jobItems
    .findOne(
      { resource_id: { $in: onDevice.map(({ _id }) => _id) }, status: { $in: ['queued', 'running'] } },
      { job_id: 1, resource_id: 1 },
    )
    .session(tx.session)
    .lean();
  if (unfinished) {
    throw new CapstanError(
      'conflict',
      `Job ${unfinished.job_id} on resource ${unfinished.resource_id} of the device has not ended; wait until it has, or cancel it.`,
    );
  }
  // A job that is asked for at this moment takes its lease after this transaction, or makes it run again.
  for (const { _id } of onDevice) await requireIdle(store, tx, _id);
}

/** What the audit record says: the names of all fields that changed, and the endpoint before and after. */
export function endpointChangeInWords(before: Endpoint, changed: Partial<Endpoint>): string {
  const parts = [changeInWords(changed)];
  if (changed.address !== undefined) parts.push(`address: ${before.address} -> ${changed.address}`);
  if (changed.port !== undefined) parts.push(`port: ${before.port} -> ${changed.port}`);
  if (changed.trust !== undefined) parts.push(`trust: ${trustDigest(before.trust)} -> ${trustDigest(changed.trust)}`);
  return parts.join('; ');
}

/** `kind sha256:…` over the JSON of all that is trusted. */
function trustDigest(trust: EndpointTrust): string {
  if (trust.kind === 'loopback_plaintext') return trust.kind;
  const content = trust.kind === 'tls' ? [trust.ca_pem, trust.server_name] : trust.fingerprints;
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `${trust.kind} sha256:${digest.slice(0, DIGEST_LENGTH)}`;
}
