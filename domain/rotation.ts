/** What to do after a doubt: the rule that keeps the working secret in the vault. */

import type { ItemFailureCode } from './job.ts';

/** The versions of a credential that may be what the target holds. */
export type ProbedVersion = 'candidate' | 'current' | 'previous';

/** Candidate first: after a lost answer it is the likeliest, and a hit costs no failed login. */
export const PROBE_ORDER: readonly ProbedVersion[] = ['candidate', 'current', 'previous'];

/**
 * What one login try said: it `works`; it is `refused` (the target denies this secret, or it is not
 * stored); or it is `unanswered`, so that nothing can be concluded: target down, account locked,
 * tries used up.
 */
export type ProbeFact =
  | { readonly version: ProbedVersion; readonly answer: 'works' | 'refused' }
  | { readonly version: ProbedVersion; readonly answer: 'unanswered'; readonly code: ItemFailureCode };

export type ProbeDecision =
  /** Log in with this one next. */
  | { readonly next: 'try'; readonly version: ProbedVersion }
  /** It works: it becomes (or stays) current. */
  | { readonly next: 'adopt'; readonly version: ProbedVersion }
  /** Every stored version is refused: the reconcile account sets the candidate, or a person must look. */
  | { readonly next: 'exhausted' }
  /** The target did not answer: try again later, keep all versions meanwhile. */
  | { readonly next: 'wait'; readonly code: ItemFailureCode };

/** Decides the next move from what the tries so far have said. */
export function decideProbe(facts: readonly ProbeFact[]): ProbeDecision {
  for (const fact of facts) {
    if (fact.answer === 'works') return { next: 'adopt', version: fact.version };
  }
  for (const fact of facts) {
    if (fact.answer === 'unanswered') return { next: 'wait', code: fact.code };
  }
  const untried = PROBE_ORDER.find((version) => !facts.some((fact) => fact.version === version));
  return untried ? { next: 'try', version: untried } : { next: 'exhausted' };
}
