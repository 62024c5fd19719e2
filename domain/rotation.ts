/** What to do after a doubt: the rule that keeps the working secret in the vault. */

import type { TargetFailureCode } from './target-failure.ts';

/** The versions of a credential that may be what the target holds. */
export type ProbedVersion = 'candidate' | 'current' | 'previous';

/** Candidate first: after a lost answer it is the likeliest, and a hit costs no failed login. */
export const PROBE_ORDER: readonly ProbedVersion[] = ['candidate', 'current', 'previous'];

/**
 * What one login try said: `works`, `refused` (the target denies this secret), or `unanswered`
 * (nothing can be concluded: target down, locked, out of attempts).
 */
export interface ProbeFact {
  readonly version: ProbedVersion;
  readonly answer: 'works' | 'refused' | 'unanswered';
  readonly code: TargetFailureCode | 'lockout_guard' | null;
}

export interface ProbeState {
  /** Versions that are stored, so that can be tried. */
  readonly stored: readonly ProbedVersion[];
  readonly reconcileAccount: boolean;
}

export type ProbeDecision =
  /** Log in with this one next. */
  | { readonly next: 'try'; readonly version: ProbedVersion }
  /** It works: it becomes (or stays) current. */
  | { readonly next: 'adopt'; readonly version: ProbedVersion }
  /** Every stored version is refused: the reconcile account sets the candidate. */
  | { readonly next: 'reconcile' }
  /** Every stored version is refused and nobody can set a new one: a human must look. Nothing is thrown away. */
  | { readonly next: 'out_of_sync' }
  /** The target did not answer: try again later, keep all versions meanwhile. */
  | { readonly next: 'wait'; readonly code: TargetFailureCode | 'lockout_guard' };

/** Decides the next move from what is stored and what the tries so far said. */
export function decideProbe(state: ProbeState, facts: readonly ProbeFact[]): ProbeDecision {
  const working = facts.find((fact) => fact.answer === 'works');
  if (working) return { next: 'adopt', version: working.version };
  const silent = facts.find((fact) => fact.answer === 'unanswered');
  if (silent) return { next: 'wait', code: silent.code ?? 'protocol_error' };
  const untried = PROBE_ORDER.find(
    (version) => state.stored.includes(version) && !facts.some((fact) => fact.version === version),
  );
  if (untried) return { next: 'try', version: untried };
  return state.reconcileAccount ? { next: 'reconcile' } : { next: 'out_of_sync' };
}
