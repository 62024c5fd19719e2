/** Findings: what became of a suspicion, and what people have said of it. */

import type { Severity, Signal } from './signals.ts';

export const FINDING_STATUSES = [
  'open',
  /** Somebody has asked for it to be accepted for a time, and somebody else has agreed. It costs no points until then. */
  'accepted',
  /** It is not so any more. Only a look at the resource says so, and never a person. */
  'resolved',
] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/** A time for which it was not resolved; `to` null: it is not. */
export interface FindingSpan {
  readonly from: Date;
  readonly to: Date | null;
}

/** Older ones are forgotten. */
export const MOST_SPANS = 50;

export interface FindingState {
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly acceptedUntil: Date | null;
}

export type FindingTurn = 'opened' | 'reopened' | 'resolved' | 'acceptance_over' | null;

/** What a look makes of a finding: `null` as state, there is none yet. */
export function turnOf(state: FindingState | null, isFound: boolean, now: Date): FindingTurn {
  if (state === null) return isFound ? 'opened' : null;
  if (state.status === 'resolved') return isFound ? 'reopened' : null;
  if (!isFound) return 'resolved';
  const isOver = state.status === 'accepted' && (state.acceptedUntil ?? now) <= now;
  return isOver ? 'acceptance_over' : null;
}

/** What a rating counts: open, and of which kind. */
export interface CountedFinding {
  readonly signal: Signal;
  readonly severity: Severity;
}
