/** Leases: one operation at a time per resource, a bounded number per device, and a token that fences earlier holders. */

import { randomInt } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { isDuplicateKey } from './duplicate-key.ts';
import { HAS_SLOT } from './models/lease.ts';
import type { Store } from './store.ts';

/** Longer than any single step may take; every step extends it. */
export const LEASE_MS = 300_000;
export const EXTENDED = [{ $set: { expires_at: { $add: ['$$NOW', LEASE_MS] } } }];
/** What a lease is set to when nobody holds it any more. */
export const FREE = { job_id: null, slot: null, holder: null } as const;
/** Condition: it has run out, by the clock of the database. */
export const IS_OVER = { $expr: { $lt: ['$expires_at', '$$NOW'] } };

/** The holder's writes no longer count: another job has taken the resource over in the meantime. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  constructor(resourceId: number, jobId: number) {
    super(`job ${jobId} no longer holds the lease of resource ${resourceId}`);
  }
}

export interface HeldLease {
  readonly resourceId: number;
  readonly jobId: number;
  readonly token: number;
}

export interface LeaseRequest {
  readonly resourceId: number;
  readonly jobId: number;
  readonly deviceId: number;
  /** How many resources of the device may be worked on at once. */
  readonly maxParallel: number;
  /** So many slots are left to others, who wait for one. */
  readonly leavesFree?: number;
}

export type LeaseAnswer = HeldLease | { readonly busy: 'resource' | 'device' };

/** Two jobs that choose the same slot at once meet in the index; the loser looks again this often. */
const SLOT_TRIES = 5;

/**
 * Takes the lease of a resource, and with it a slot of its device, or takes them again for the job
 * that holds them.
 */
export async function acquireLease(store: Store, request: LeaseRequest): Promise<LeaseAnswer> {
  for (let attempt = 0; attempt < SLOT_TRIES; attempt += 1) {
    const slot = await freeSlot(store, request);
    if (slot === null) return { busy: 'device' };
    try {
      const taken = await takeFreeLease(store, request, slot);
      if (taken) return taken;
      // Either another job holds it, or the resource has never been leased.
      await createLease(store, request.resourceId);
      return (await takeFreeLease(store, request, slot)) ?? { busy: 'resource' };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  return { busy: 'device' };
}

/** A slot of the device that no other job holds, by chance so that jobs at once seldom meet; null where all are held. */
async function freeSlot(
  store: Store,
  { deviceId, maxParallel, resourceId, leavesFree = 0 }: LeaseRequest,
): Promise<number | null> {
  const { leases } = store.models;
  // Those of jobs that died long ago would hold their slots for ever.
  await leases.updateMany({ device_id: deviceId, ...HAS_SLOT, ...IS_OVER, _id: { $ne: resourceId } }, { $set: FREE });
  const held = await leases
    .find({ device_id: deviceId, ...HAS_SLOT, _id: { $ne: resourceId } })
    .select('slot')
    .lean();
  const used = new Set(held.map(({ slot }) => slot));
  const free = Array.from({ length: maxParallel }, (_, slot) => slot).filter((slot) => !used.has(slot));
  return free.length > leavesFree ? (free[randomInt(free.length)] ?? null) : null;
}

async function takeFreeLease(store: Store, request: LeaseRequest, slot: number): Promise<HeldLease | null> {
  const { resourceId, jobId, deviceId } = request;
  const lease = await store.models.leases
    .findOneAndUpdate(
      {
        _id: resourceId,
        $or: [{ job_id: null }, { job_id: jobId }, IS_OVER],
      },
      [
        {
          $set: {
            token: { $cond: [{ $eq: ['$job_id', jobId] }, '$token', { $add: ['$token', 1] }] },
            job_id: jobId,
            device_id: deviceId,
            slot,
            holder: null,
            expires_at: { $add: ['$$NOW', LEASE_MS] },
          },
        },
      ],
      { returnDocument: 'after', updatePipeline: true },
    )
    .lean();
  return lease ? { resourceId, jobId, token: lease.token } : null;
}

async function createLease(store: Store, resourceId: number): Promise<void> {
  const free = { token: 0, job_id: null, device_id: null, slot: null, expires_at: new Date(0) };
  try {
    await store.models.leases.updateOne({ _id: resourceId }, { $setOnInsert: free }, { upsert: true });
  } catch (error) {
    // Another job created it at the same moment.
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Proves inside a transaction that the lease is still held, and extends it. The write makes the
 * transaction conflict with a take-over at the same moment.
 * @throws LeaseLost
 */
export async function assertLease(store: Store, lease: HeldLease, session?: ClientSession): Promise<void> {
  const { matchedCount } = await store.models.leases.updateOne(
    { _id: lease.resourceId, job_id: lease.jobId, token: lease.token },
    EXTENDED,
    { ...(session ? { session } : {}), updatePipeline: true },
  );
  if (matchedCount === 0) throw new LeaseLost(lease.resourceId, lease.jobId);
  await store.models.leases.updateMany(slotsBeside(lease), EXTENDED, {
    ...(session ? { session } : {}),
    updatePipeline: true,
  });
}

/** Frees the resource for the next job. Harmless where the lease is gone already. */
export async function releaseLease(store: Store, lease: HeldLease, session: ClientSession): Promise<void> {
  await store.models.leases.updateOne(
    { _id: lease.resourceId, job_id: lease.jobId, token: lease.token },
    { $set: FREE },
    { session },
  );
  await store.models.leases.deleteMany(slotsBeside(lease), { session });
}

/** Frees what a job still holds of a resource, whichever of its attempts took it. */
export async function releaseLeaseOfJob(store: Store, resourceId: number, jobId: number): Promise<void> {
  await store.models.leases.updateOne({ _id: resourceId, job_id: jobId }, { $set: FREE });
  await store.models.leases.deleteMany(slotsBeside({ resourceId, jobId }));
}

/** The name under which an operation on the resource holds slots beside its lease: those of a platform. */
export function holderBeside({ resourceId, jobId }: Pick<HeldLease, 'resourceId' | 'jobId'>): string {
  return `${jobId}/alone/${resourceId}`;
}

/** They last as long as the lease, and are given back with it. */
function slotsBeside(lease: Pick<HeldLease, 'resourceId' | 'jobId'>) {
  return { holder: holderBeside(lease), _id: { $lt: 0 } };
}

/** Whether any job is at work on the resource. */
export async function isLeased(store: Store, resourceId: number): Promise<boolean> {
  const held = { _id: resourceId, job_id: { $ne: null }, $expr: { $gte: ['$expires_at', '$$NOW'] } };
  return (await store.models.leases.exists(held)) !== null;
}

/** Whether a job other than `jobId` is at work on the resource. */
export async function isLeasedByAnother(store: Store, resourceId: number, jobId: number): Promise<boolean> {
  const lease = await store.models.leases.exists({
    _id: resourceId,
    job_id: { $nin: [null, jobId] },
    $expr: { $gte: ['$expires_at', '$$NOW'] },
  });
  return lease !== null;
}
