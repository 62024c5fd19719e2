/** Which of the resources that are due can be rotated, and were not just tried in vain. */

import { BACK_OFF_MS, rotationDueAt } from '../../domain/rotation-schedule.ts';
import { inactiveDevices } from '../inactive-devices.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { Store } from '../store.ts';
import type { DueResource } from './due-resources.ts';
import { planItemCollection, planItemId } from './plan-items.ts';
import { busyResources } from './surroundings.ts';

/** Ids, in the order of `due`. */
export async function sweepable(
  store: Store,
  organizationId: number,
  due: readonly DueResource[],
  now: Date,
): Promise<number[]> {
  const ids = due.map(({ resource }) => resource._id);
  const [inactive, credentials, busy, tried] = await Promise.all([
    inactiveDevices(
      store,
      organizationId,
      due.map(({ resource }) => resource.device_id),
    ),
    usableCredentials(store, organizationId, ids),
    busyResources(store, ids, NO_JOB),
    triedInVain(store, organizationId, ids, new Date(now.getTime() - BACK_OFF_MS)),
  ]);
  return due
    .filter(({ resource: { _id, device_id, rotated_at }, intervalDays }) => {
      const credential = credentials.get(_id);
      if (!credential || inactive.has(device_id) || busy.has(_id) || tried.has(_id)) return false;
      return rotationDueAt(_id, rotated_at ?? credential.created_at, intervalDays) <= now;
    })
    .map(({ resource }) => resource._id);
}

/** No job has this number: there is none yet whose own items would not count. */
const NO_JOB = 0;

/**
 * By resource: active ones with a current version. A key that several accounts share is not turned for one of them, what
 * somebody has checked out is rotated afterwards by itself, and certificates are not rotated at all.
 */
async function usableCredentials(
  { models }: Store,
  organizationId: number,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, Pick<CredentialDocument, 'created_at'>>> {
  const credentials = await models.credentials
    .find(
      {
        resource_id: { $in: resourceIds },
        organization_id: organizationId,
        status: 'active',
        ssh_key_id: null,
        authority_id: null,
        'custody.holders.0': { $exists: false },
        'custody.turning_due': { $ne: true },
      },
      { resource_id: 1, created_at: 1 },
    )
    .lean();
  const versions = await models.credentialVersions
    .find({ credential_id: { $in: credentials.map(({ _id }) => _id) }, state: 'current' }, { credential_id: 1 })
    .lean();
  const current = new Set(versions.map(({ credential_id }) => credential_id));
  return new Map(credentials.filter(({ _id }) => current.has(_id)).map((one) => [one.resource_id, one]));
}

/** Those that a sweep has failed to rotate since, or has found something to stand against. */
async function triedInVain(
  store: Store,
  organizationId: number,
  resourceIds: readonly number[],
  since: Date,
): Promise<ReadonlySet<number>> {
  const { jobItems, jobs, plans } = store.models;
  const ended = { resource_id: { $in: resourceIds }, status: { $in: ['failed' as const, 'unknown' as const] } };
  const items = await jobItems.find({ ...ended, ended_at: { $gte: since } }, { job_id: 1, resource_id: 1 }).lean();
  const jobIds = [...new Set(items.map(({ job_id }) => job_id))];
  const sweeps = await jobs
    .find({ _id: { $in: jobIds }, operation: 'bulk_rotate', 'actor.type': 'system' }, { _id: 1 })
    .lean();
  const bySweep = new Set(sweeps.map(({ _id }) => _id));
  const failed = items.filter(({ job_id }) => bySweep.has(job_id)).map(({ resource_id }) => resource_id);

  const recent = { organization_id: organizationId, runs_by_itself: true, created_at: { $gte: since } };
  const planned = await plans.find(recent, { _id: 1 }).lean();
  const itemIds = planned.flatMap(({ _id }) => resourceIds.map((resource) => planItemId(_id, resource)));
  const blocked = await planItemCollection(store)
    .find({ _id: { $in: itemIds }, verdict: 'blocked' })
    .project<{ readonly resource_id: number }>({ resource_id: 1 })
    .toArray();
  return new Set([...failed, ...blocked.map(({ resource_id }) => resource_id)]);
}
