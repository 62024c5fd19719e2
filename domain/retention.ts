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
