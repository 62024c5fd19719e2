/** Findings: what became of a suspicion, and what people have said of it. */

import { SEVERITIES, type Severity, type Signal } from './signals.ts';

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

/** What becomes of a finding, by looks or by people; each leaves a record in the audit log. */
export const FINDING_STEPS = [
  'opened',
  'reopened',
  'resolved',
  'acceptance_over',
  /** It is more serious than it was. */
  'worsened',
  /** It is less serious, or lies elsewhere. */
  'regraded',
  'acceptance_asked',
  'accepted',
  'acceptance_taken_back',
] as const;
export type FindingStep = (typeof FINDING_STEPS)[number];

export interface FindingStepTaken {
  readonly step: FindingStep;
  readonly at: Date;
  /** Of its record; findings of a first look share one. */
  readonly event_id: string;
}

/** Older ones are in the audit log alone. */
export const MOST_STEPS = 100;

/** Resolved ones are forgotten so long after: what comes and goes each day would pile up. */
const KEPT_DAYS = 800;

/** What was resolved before is forgotten. */
export function findingsKeptFrom(now: Date): Date {
  return new Date(now.getTime() - KEPT_DAYS * 86_400_000);
}

export interface FindingState {
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly acceptedUntil: Date | null;
}

export type FindingTurn = 'opened' | 'reopened' | 'worsened' | 'resolved' | 'acceptance_over' | null;

/**
 * What a look makes of a finding. What was accepted, or was asked to be, is so no more once it is worse.
 * @param state null: there is none yet.
 * @param found how serious it is now; null: it is not so.
 */
export function turnOf(state: FindingState | null, found: Severity | null, now: Date): FindingTurn {
  if (state === null) return found ? 'opened' : null;
  if (state.status === 'resolved') return found ? 'reopened' : null;
  if (found === null) return 'resolved';
  const isWorse = SEVERITIES.indexOf(found) > SEVERITIES.indexOf(state.severity);
  if (state.status !== 'accepted') return isWorse ? 'worsened' : null;
  return isWorse || (state.acceptedUntil ?? now) <= now ? 'acceptance_over' : null;
}

/** What a rating counts: open, and of which kind. */
export interface CountedFinding {
  readonly signal: Signal;
  readonly severity: Severity;
}
