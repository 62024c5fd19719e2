/** Why an item of a job is not at work: what whoever looks at it is told. */

import type { ItemStatus, JobStatus } from './job.ts';

/** What a worker has found in its way; that is kept with the item, and found anew when its turn comes again. */
export const FOUND_WAITS = ['window', 'resource', 'check_out', 'reconcile_account', 'device', 'platform'] as const;
export type FoundWaitReason = (typeof FOUND_WAITS)[number];

/** Beside those, what follows from how its job stands. */
export const WAIT_REASONS = ['consent', 'start', 'pause', 'wave', 'turn', ...FOUND_WAITS] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

export interface FoundWait {
  readonly reason: FoundWaitReason;
  /** The job that holds the resource, or the reconcile account; null: it is about no job, or nobody can say which. */
  readonly job_id: number | null;
  /** The check-out that holds the credential. */
  readonly check_out_id: number | null;
}

/** As it is stored. */
export interface StoredWait extends FoundWait {
  readonly since: Date;
}

/** As it is told: where it follows from the job nobody has noted since when. */
export interface ItemWait {
  readonly reason: WaitReason;
  readonly since: Date | null;
  /** It is not looked at again before; null: as soon as may be. */
  readonly not_before: Date | null;
  readonly job_id: number | null;
  readonly check_out_id: number | null;
}

export function waitFor(reason: FoundWaitReason, by: Partial<Omit<FoundWait, 'reason'>> = {}): FoundWait {
  return { reason, job_id: by.job_id ?? null, check_out_id: by.check_out_id ?? null };
}

/** Whether others hold what the item is about: that is waited for half an hour, and no longer. */
export function isForOthers({ reason }: FoundWait): boolean {
  return reason === 'resource' || reason === 'check_out' || reason === 'reconcile_account';
}

/** What waits for the same reason as before has been doing so since then. */
export function goingOn(found: FoundWait, before: StoredWait | null | undefined, now: Date): StoredWait {
  return { ...found, since: before?.reason === found.reason ? before.since : now };
}

interface JobFacts {
  readonly status: JobStatus;
  readonly bulk?: {
    readonly wave: number;
    readonly paused: unknown;
    readonly options: { readonly start_at: Date | null };
  } | null;
}

interface ItemFacts {
  readonly status: ItemStatus;
  readonly waits_for?: StoredWait | null;
  readonly bulk?: { readonly wave: number; readonly not_before: Date | null } | null;
}

/** null: it is at work, or has ended. */
export function waitOf(job: JobFacts, item: ItemFacts, now: Date): ItemWait | null {
  if (item.status !== 'queued' && item.status !== 'running') return null;
  const byJob = item.status === 'queued' ? waitOfJob(job, now) : null;
  return byJob ?? foundWaitOf(item, now) ?? (item.status === 'queued' ? turnOf(job, item) : null);
}

/** Whatever stands against the item itself, it is of no use while its job does nothing. */
function waitOfJob({ status, bulk }: JobFacts, now: Date): ItemWait | null {
  if (status === 'awaiting_approval') return plainWait('consent');
  if (bulk && (status === 'paused' || bulk.paused !== null)) return plainWait('pause');
  const start = bulk?.options.start_at ?? null;
  return start !== null && start > now ? { ...plainWait('start'), not_before: start } : null;
}

/** What was found holds until it is to be looked for again. */
function foundWaitOf({ waits_for: found = null, bulk }: ItemFacts, now: Date): ItemWait | null {
  const until = bulk?.not_before ?? null;
  if (found === null || (until !== null && until <= now)) return null;
  return { ...found, not_before: until };
}

function turnOf({ bulk }: JobFacts, item: ItemFacts): ItemWait {
  return plainWait(bulk && item.bulk?.wave !== bulk.wave ? 'wave' : 'turn');
}

function plainWait(reason: WaitReason): ItemWait {
  return { reason, since: null, not_before: null, job_id: null, check_out_id: null };
}
