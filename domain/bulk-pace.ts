/** How fast a job by a plan gets on, as its document shows it, and how long the rest takes at that pace. */

import type { BulkCounts } from './bulk.ts';

export interface PaceFacts {
  readonly counts: BulkCounts;
  /** When it began or last went on, and how many had ended by then; null: it has not begun. */
  readonly since: { readonly at: Date; readonly ended: number } | null;
  /** When the counts were last true. */
  readonly countedAt: Date;
}

export interface BulkPace {
  readonly rate_per_minute: number;
  readonly estimated_seconds_left: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export function endedOf({ succeeded, failed, unknown, canceled }: BulkCounts): number {
  return succeeded + failed + unknown + canceled;
}

/** Of one that is at work; null while nobody can say. */
export function paceOf({ counts, since, countedAt }: PaceFacts): BulkPace | null {
  const ended = endedOf(counts) - (since?.ended ?? 0);
  if (since === null || ended <= 0) return null;
  const elapsedMs = countedAt.getTime() - since.at.getTime();
  if (elapsedMs < SECOND_MS) return null;
  return {
    rate_per_minute: Math.round((ended / elapsedMs) * MINUTE_MS * 10) / 10,
    estimated_seconds_left: Math.ceil(((counts.queued / ended) * elapsedMs) / SECOND_MS),
  };
}
