/** Which shared SSH keys are due by policy: those of accounts that are, and to which something can be done. */

import { rotationDueAt } from '../../domain/rotation-schedule.ts';
import { inactiveDevices } from '../inactive-devices.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { Store } from '../store.ts';
import type { DueResource } from './due-resources.ts';

const CHUNK = 1_000;

/** Ids, in the order of `due`. */
export async function dueKeys(
  store: Store,
  organizationId: number,
  due: readonly DueResource[],
  now: Date,
): Promise<number[]> {
  const found = new Set<number>();
  for (let from = 0; from < due.length; from += CHUNK) {
    const some = due.slice(from, from + CHUNK);
    const inactive = await inactiveDevices(
      store,
      organizationId,
      some.map(({ resource }) => resource.device_id),
    );
    const credentials = await store.models.credentials
      .find(
        {
          resource_id: { $in: some.map(({ resource }) => resource._id) },
          organization_id: organizationId,
          status: 'active',
          ssh_key_id: { $gt: 0 },
        },
        { resource_id: 1, ssh_key_id: 1, created_at: 1 },
      )
      .lean<Pick<CredentialDocument, 'resource_id' | 'ssh_key_id' | 'created_at'>[]>();
    const credentialOf = new Map(credentials.map((credential) => [credential.resource_id, credential]));
    for (const { resource, intervalDays } of some) {
      const credential = credentialOf.get(resource._id);
      if (typeof credential?.ssh_key_id !== 'number' || inactive.has(resource.device_id)) continue;
      const since = resource.rotated_at ?? credential.created_at;
      if (rotationDueAt(resource._id, since, intervalDays) <= now) found.add(credential.ssh_key_id);
    }
  }
  return [...found];
}
