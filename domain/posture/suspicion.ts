/** What is suspected of something from its facts: what is so now, and what will be so by the mere passing of time. */

import type { EffectivePolicy } from '../policy/effective.ts';
import type { RuleName } from '../policy/rules.ts';
import type { Severity, Signal } from './signals.ts';

/** So from `since` on, and until `until`, as far as is known now. */
export interface Suspicion {
  readonly signal: Signal;
  readonly severity: Severity;
  /** Tells several of one signal apart; empty where there can be but one. */
  readonly subject: string;
  /** The account of the device that it is about; null: it is about the resource itself. */
  readonly account: string | null;
  readonly since: Date;
  readonly until: Date | null;
  /** Ids, times and numbers that show it, and names of accounts; nothing that was typed here by people. */
  readonly evidence: Readonly<Record<string, string | number | null>>;
}

export interface Posture {
  /** What is so now. */
  readonly found: readonly Suspicion[];
  /** When time alone will change that; null: never. */
  readonly nextAt: Date | null;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

type Draft = Pick<Suspicion, 'signal' | 'severity' | 'since'> & Partial<Suspicion>;

export function suspicion(draft: Draft): Suspicion {
  return { subject: '', account: null, until: null, evidence: {}, ...draft };
}

export function postureAt(suspicions: readonly Suspicion[], now: Date): Posture {
  const all = suspicions.filter(({ until }) => until === null || until > now);
  const turns = all.flatMap(({ since, until }) => [since, ...(until ? [until] : [])]).filter((at) => at > now);
  const next = turns.reduce((first, at) => Math.min(first, at.getTime()), Number.POSITIVE_INFINITY);
  return {
    found: all.filter(({ since }) => since <= now),
    nextAt: Number.isFinite(next) ? new Date(next) : null,
  };
}

/** Which binding says so; nothing where none does and a default holds. */
export function ruleEvidence(policy: EffectivePolicy, rule: RuleName): Suspicion['evidence'] {
  const from = policy.rules.get(rule)?.from;
  return from ? { binding_id: from.bindingId, policy_id: from.policyId, policy_version: from.version } : {};
}
