/** Work on many resources by a plan: how it is cut into waves, and when so much has failed that people must look. */

import type { BulkOperation, CredentialOperation, JobOperation } from './job.ts';

/** What a bulk job does to each of its resources. */
const OPERATION_OF_BULK = {
  bulk_verify: 'verify',
  bulk_rotate: 'rotate',
  bulk_reconcile: 'reconcile',
} as const satisfies Record<Exclude<BulkOperation, 'bulk_preflight'>, CredentialOperation>;

/** What a job does to each of its resources by a plan; null: it carries out no plan. */
export function operationOfBulk(operation: JobOperation): CredentialOperation | null {
  if (operation === 'bulk_verify' || operation === 'bulk_rotate' || operation === 'bulk_reconcile') {
    return OPERATION_OF_BULK[operation];
  }
  return null;
}

/** How a bulk job is run; what the request leaves open comes from the policy, or from the defaults below. */
export interface BulkOptions {
  /** How many resources go first, alone; 0: none. */
  readonly canary: number;
  /** How many go together after that; after each wave the job looks up. */
  readonly wave_size: number;
  /** How many at once on one device, beside what platform and policy allow; null: no further bound. */
  readonly max_parallel_per_device: number | null;
  readonly failure_budget: BulkBudget;
  /** Not before this time; null: at once. */
  readonly start_at: Date | null;
}

/**
 * How many may fail, or end unknown, before the job pauses; null: not limited so. Counted anew once somebody has resumed
 * it from a pause for failures; after any other pause the count goes on.
 */
export interface BulkBudget {
  /** Of the whole job. */
  readonly count: number | null;
  /** Of the whole job, in percent of its resources. */
  readonly percent: number | null;
  /** Of one wave, in percent of that. */
  readonly wave_percent: number | null;
  readonly per_device: number | null;
}

/** The lower of two bounds, of which null is none. */
export function lowerBound(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** The most that may be asked for: between two waves targets wait for the next one to be formed. */
export const DEFAULT_WAVE_SIZE = 2_000;
export const DEFAULT_BUDGET: BulkBudget = { count: null, percent: 5, wave_percent: 20, per_device: null };

/** How an item has ended that another job may do again. */
export const RETRYABLE_STATUSES = ['failed', 'unknown', 'canceled'] as const;
export type LeftStatus = (typeof RETRYABLE_STATUSES)[number];
/** What somebody has canceled was not to be done: it is done again only where that is said. */
export const RETRIED_UNLESS_SAID: readonly LeftStatus[] = ['failed', 'unknown'];

/**
 * Whether a job by a plan that has ended has done anything by it: where all that its waves were to do was put off until it
 * was canceled, it has not. Without a wave no item was ever begun, however the job has ended.
 */
export function hasBegunWork({ wave, counts }: { readonly wave: number; readonly counts: BulkCounts }): boolean {
  return wave > 0 && counts.succeeded + counts.failed + counts.unknown > 0;
}

/** How the resources of a bulk job stand; together they are all of them. */
export interface BulkCounts {
  readonly queued: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unknown: number;
  readonly canceled: number;
}

/** Why a bulk job does nothing at the moment. */
export type BulkPause =
  /** Somebody has asked for it. */
  | { readonly kind: 'requested'; readonly detail: string }
  /** Too many have failed: `detail` says where. */
  | { readonly kind: 'failure_budget'; readonly detail: string; readonly device_id: number | null }
  /** One of the resources that went first has failed. */
  | { readonly kind: 'canary'; readonly detail: string }
  /** A step could not be taken, and repeating it was of no use: a defect. */
  | { readonly kind: 'internal'; readonly detail: string };

/** What has failed since the job began or was resumed. */
export interface BulkFailures {
  readonly total: number;
  readonly inWave: number;
  /** Most of one device. */
  readonly worstDevice: { readonly device_id: number; readonly count: number } | null;
}

export interface BulkExtent {
  readonly resources: number;
  readonly waveSize: number;
  readonly isCanary: boolean;
}

/** Why the job must pause by what has failed; null: it may go on. */
export function pauseAfter(
  { failure_budget: budget }: Pick<BulkOptions, 'failure_budget'>,
  failures: BulkFailures,
  extent: BulkExtent,
): BulkPause | null {
  const { total, inWave, worstDevice } = failures;
  if (extent.isCanary && inWave > 0) {
    return { kind: 'canary', detail: `${inWave} of ${extent.waveSize} that went first did not succeed` };
  }
  const over = (detail: string, device_id: number | null = null): BulkPause => ({
    kind: 'failure_budget',
    detail,
    device_id,
  });
  if (budget.count !== null && total > budget.count) {
    return over(`${total} did not succeed, of which ${budget.count} were allowed`);
  }
  if (budget.percent !== null && isMoreThan(budget.percent, total, extent.resources)) {
    return over(`${total} of ${extent.resources} did not succeed; ${budget.percent} % were allowed`);
  }
  if (budget.wave_percent !== null && isMoreThan(budget.wave_percent, inWave, extent.waveSize)) {
    return over(`${inWave} of a wave of ${extent.waveSize} did not succeed; ${budget.wave_percent} % were allowed`);
  }
  if (budget.per_device !== null && worstDevice && worstDevice.count > budget.per_device) {
    const { device_id, count } = worstDevice;
    return over(
      `${count} did not succeed on device ${device_id}, of which ${budget.per_device} were allowed`,
      device_id,
    );
  }
  return null;
}

/** Of few resources one may fail whatever the share is, unless none may. */
function isMoreThan(percent: number, failed: number, of: number): boolean {
  const allowed = (of * percent) / 100;
  return failed > (percent === 0 ? 0 : Math.max(1, allowed));
}
