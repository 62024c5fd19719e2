/** How long evidence is kept, and when what is older goes. */

export interface RetentionPeriods {
  /** Days that audit records are kept; null: for ever. */
  readonly record_days: number | null;
  /** Days that operational events are kept. */
  readonly event_days: number;
}

/** What holds where nobody has written a policy. */
export const DEFAULT_RETENTION: RetentionPeriods = { record_days: null, event_days: 30 };

const DAY_MS = 24 * 60 * 60 * 1000;

/** A policy that was just written waits as long before anything is deleted, so that a mistake can be taken back. */
export const PRUNE_EVERY_MS = DAY_MS;

/** What is older than `days` at `now` is older than this. */
export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/**
 * Each deletion of records leaves one itself, of this operation on this kind of target, whose id is the index up to
 * which the log may have gaps: so a gap that nobody was allowed to make can be told from one that is meant.
 */
export const PRUNED = { operation: 'ledger.pruned', targetType: 'ledger_records' } as const;
