/** Exactly what a job on one resource is asked to do: what people consent to, and what is compared with it before it begins. */

import type { DeviceDocument, ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';

type AskedJob = Pick<JobDocument, 'operation' | 'reason' | 'ticket_id' | 'input'>;

/** Which members of its input a person consents to, beside what every job has. */
const OPTIONS: Readonly<Partial<Record<JobDocument['operation'], readonly string[]>>> = {
  checkout: ['credential_id', 'exclusive', 'minutes'],
  connect: ['credential_id', 'protocol', 'mode', 'minutes'],
  extend: ['session_id', 'minutes'],
};

/**
 * `device` is that of the resource, both as they are now: who has moved to another target, or to where other people answer
 * for it, wants consent for that one.
 */
export function askedOfJob(
  { operation, reason, ticket_id, input }: AskedJob,
  resource: Pick<ResourceDocument, '_id' | 'scope_id' | 'username' | 'device_id' | 'platform_id'>,
  { address, port }: Pick<DeviceDocument, 'address' | 'port'>,
): Record<string, unknown> {
  const { _id: resource_id, scope_id, username, device_id, platform_id } = resource;
  return {
    operation,
    resource_id,
    scope_id,
    username,
    device_id,
    address,
    port,
    platform_id,
    reason,
    ticket_id,
    options: Object.fromEntries((OPTIONS[operation] ?? []).map((name) => [name, input?.[name] ?? null])),
  };
}
