/** Leases: one operation at a time per resource, with a token that fences whoever held it before. */

import type { ClientSession } from 'mongoose';
import type { Store } from './store.ts';

/** Longer than any single step may take; every step extends it. */
const LEASE_MS = 300_000;

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

/**
 * Takes the lease for a job, or takes it again for the one that holds it.
 * @returns null while another job holds it.
 */
export async function acquireLease(store: Store, resourceId: number, jobId: number): Promise<HeldLease | null> {
  const taken = await takeFreeLease(store, resourceId, jobId);
  if (taken !== null) return taken;
  // Either another job holds it, or the resource has never been leased.
  await createLease(store, resourceId);
  return takeFreeLease(store, resourceId, jobId);
}

async function takeFreeLease(store: Store, resourceId: number, jobId: number): Promise<HeldLease | null> {
  const lease = await store.models.leases
    .findOneAndUpdate(
      {
        _id: resourceId,
        $or: [{ job_id: null }, { job_id: jobId }, { $expr: { $lt: ['$expires_at', '$$NOW'] } }],
      },
      [
        {
          $set: {
            token: { $cond: [{ $eq: ['$job_id', jobId] }, '$token', { $add: ['$token', 1] }] },
            job_id: jobId,
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
  const free = { token: 0, job_id: null, expires_at: new Date(0) };
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
    [{ $set: { expires_at: { $add: ['$$NOW', LEASE_MS] } } }],
    { ...(session ? { session } : {}), updatePipeline: true },
  );
  if (matchedCount === 0) throw new LeaseLost(lease.resourceId, lease.jobId);
}

/** Frees the resource for the next job. Harmless where the lease is gone already. */
export async function releaseLease(store: Store, lease: HeldLease, session: ClientSession): Promise<void> {
  await store.models.leases.updateOne(
    { _id: lease.resourceId, job_id: lease.jobId, token: lease.token },
    { $set: { job_id: null } },
    { session },
  );
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}
