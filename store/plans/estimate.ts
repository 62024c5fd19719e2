/**
 * How long the work of a plan takes, from what its logins took.
 *
 * Logins are what an operation spends its time with: a verification logs in once; a rotation or reconciliation twice, to
 * change and to prove. So a device takes the sum of its logins, times that, over the places that it has; all of them
 * together take no less than the sum of all over what is worked on at once. The longer of the two is the estimate. What
 * was not logged in at counts as the mean of what was. It leaves out what nobody can know: failures, maintenance windows,
 * consent, and pauses.
 */

import type { CredentialOperation } from '../../domain/job.ts';
import { RUNNABLE_VERDICTS } from '../../domain/plan.ts';
import type { PlanDocument } from '../models/plan.ts';
import type { Store } from '../store.ts';
import { planItemCollection } from './plan-items.ts';

/** The resources of a device that the work would be done to. */
export interface DeviceWork {
  readonly resources: number;
  /** Of how many of them a login was measured, and how long those took together. */
  readonly measured: number;
  readonly total_ms: number;
  /** How many at once; null where none was measured. */
  readonly parallel: number | null;
}

const LOGINS_OF = { verify: 1, rotate: 2, reconcile: 2 } as const satisfies Record<CredentialOperation, number>;
/** As many as a job by a plan works on at once, however many devices it is about: two batches of 16. */
const MOST_AT_ONCE = 32;

/** In seconds; null where nothing was measured. */
export function estimate(operation: CredentialOperation, devices: readonly DeviceWork[]): number | null {
  if (devices.length === 0) return 0;
  const measured = devices.reduce((sum, device) => sum + device.measured, 0);
  if (measured === 0) return null;
  const mean = devices.reduce((sum, { total_ms }) => sum + total_ms, 0) / measured;
  const work = devices.map((device) => device.total_ms + (device.resources - device.measured) * mean);
  const longest = devices.reduce(
    (most, { parallel }, index) => Math.max(most, (work[index] ?? 0) / (parallel ?? 1)),
    0,
  );
  const together = work.reduce((sum, ms) => sum + ms, 0) / MOST_AT_ONCE;
  return Math.ceil((Math.max(longest, together) * LOGINS_OF[operation]) / 1000);
}

export async function deviceWork(store: Store, { _id }: Pick<PlanDocument, '_id'>): Promise<DeviceWork[]> {
  return planItemCollection(store)
    .aggregate<DeviceWork>([
      { $match: { plan_id: _id, verdict: { $in: [...RUNNABLE_VERDICTS] } } },
      {
        $group: {
          _id: '$device_id',
          resources: { $sum: 1 },
          measured: { $sum: { $cond: [{ $gt: ['$measured', null] }, 1, 0] } },
          total_ms: { $sum: '$measured.login_ms' },
          parallel: { $min: '$measured.parallel' },
        },
      },
    ])
    .toArray();
}
