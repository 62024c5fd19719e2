/** What stands around the resources of a plan: other jobs on them, people who have them or work there, and what depends on them. */

import { LIVE_STATUSES } from '../../domain/connect-session.ts';
import { ACCESS_OPERATIONS } from '../../domain/job.ts';
import { custodyOf } from '../custody/hold.ts';
import { leaseHolders } from '../lease-holders.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { Store } from '../store.ts';

export interface BusyWith {
  readonly jobId: number;
  /** Whether it is at work; else it waits for its turn. */
  readonly isAtWork: boolean;
}

/** Resources that a job other than `ownJobId` works on or is still to work on, with that job. Sessions and check-outs change nothing of them. */
export async function busyResources(
  store: Store,
  resourceIds: readonly number[],
  ownJobId: number,
): Promise<ReadonlyMap<number, BusyWith>> {
  const [items, holders] = await Promise.all([
    store.models.jobItems
      .find(
        { resource_id: { $in: resourceIds }, status: { $in: ['queued', 'running'] }, job_id: { $ne: ownJobId } },
        { job_id: 1, resource_id: 1 },
      )
      .lean(),
    leaseHolders(store, resourceIds),
  ]);
  const busy = new Map<number, BusyWith>();
  const giving = await jobsThatGiveAccess(
    store,
    items.map(({ job_id }) => job_id),
  );
  for (const { resource_id, job_id } of items) {
    if (!giving.has(job_id)) busy.set(resource_id, { jobId: job_id, isAtWork: false });
  }
  for (const [id, jobId] of holders) if (jobId !== ownJobId) busy.set(id, { jobId, isAtWork: true });
  return busy;
}

async function jobsThatGiveAccess({ models }: Store, jobIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (jobIds.length === 0) return new Set();
  const found = await models.jobs
    .find({ _id: { $in: [...new Set(jobIds)] }, operation: { $in: ACCESS_OPERATIONS } }, { _id: 1 })
    .lean();
  return new Set(found.map(({ _id }) => _id));
}

/** A check-out in whose hands a credential is, and until when, if nobody ends it earlier. */
export interface HeldBy {
  readonly checkOutId: number;
  readonly until: Date;
}

/** By credential, the last of its check-outs to run out; those that nobody has are missing. */
export async function checkOutsOf(
  { models }: Store,
  credentials: readonly Pick<CredentialDocument, '_id' | 'custody'>[],
): Promise<ReadonlyMap<number, HeldBy>> {
  const ids = credentials.flatMap((credential) => custodyOf(credential).holders);
  if (ids.length === 0) return new Map();
  const held = await models.custodies
    .find({ _id: { $in: ids } }, { credential_id: 1, expires_at: 1 })
    .sort({ expires_at: 1 })
    .lean();
  return new Map(
    held.flatMap(({ _id, credential_id, expires_at }) =>
      expires_at === null ? [] : [[credential_id, { checkOutId: _id, until: expires_at }]],
    ),
  );
}

/** How many sessions gateways have on each of these; those without any are missing. */
export async function countLiveSessions(
  { models }: Store,
  organizationId: number,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const live = { organization_id: organizationId, resource_id: { $in: resourceIds }, status: { $in: LIVE_STATUSES } };
  const counts = await models.connectSessions.aggregate<{ readonly _id: number; readonly count: number }>([
    { $match: live },
    { $group: { _id: '$resource_id', count: { $sum: 1 } } },
  ]);
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}

/** How many other active resources have each of these as their reconcile account; those without any are missing. */
export async function countDependents(
  { models }: Store,
  organizationId: number,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const active = { organization_id: organizationId, status: { $ne: 'inactive' as const } };
  const [byName, devices] = await Promise.all([
    models.resources.aggregate<{ readonly _id: number; readonly count: number }>([
      { $match: { reconcile_resource_id: { $in: resourceIds }, ...active } },
      { $group: { _id: '$reconcile_resource_id', count: { $sum: 1 } } },
    ]),
    models.devices
      .find(
        { reconcile_resource_id: { $in: resourceIds }, organization_id: organizationId },
        { reconcile_resource_id: 1 },
      )
      .lean(),
  ]);
  const counts = new Map(byName.map(({ _id, count }) => [_id, count]));
  for (const { _id: device_id, reconcile_resource_id: account } of devices) {
    if (account === null) continue;
    const others = { device_id, reconcile_resource_id: null, _id: { $ne: account }, ...active };
    const count = await models.resources.countDocuments(others);
    if (count > 0) counts.set(account, (counts.get(account) ?? 0) + count);
  }
  return counts;
}
