/** What is found about a device: about those of its accounts that no resource manages, and that nobody looks at them. */

import { type EffectivePolicy, ruleValue } from '../policy/effective.ts';
import { type AccountOfDevice, unmanagedAccountSuspicions } from './account-suspicions.ts';
import type { FindingStatus } from './finding.ts';
import { SEVERITIES, type Signal } from './signals.ts';
import { DAY_MS, type Posture, postureAt, ruleEvidence, type Suspicion, suspicion } from './suspicion.ts';

/** Of an active device whose accounts were looked at, or are to be by policy. */
export interface DeviceFacts {
  readonly deviceId: number;
  /** When they were looked at last; null: never. */
  readonly lookedAt: Date | null;
  /** Of one that never was: since when it is known that they are to be. */
  readonly wantedSince: Date | null;
  /** Those that no active resource names. */
  readonly accounts: readonly AccountOfDevice[];
  /** What holds for its scope. */
  readonly policy: EffectivePolicy;
}

/** What became of what was found before. */
export interface KnownFinding extends Pick<Suspicion, 'signal' | 'subject'> {
  readonly status: FindingStatus;
}

/** A window may be a week away; who is longer without a look has nobody who could read, or reads in vain. */
const LOOK_GRACE_DAYS = 7;

/** New ones of one signal; more would take no more points, since so many take all of them. */
export const MOST_OF_A_SIGNAL = 200;

export function devicePostureOf(facts: DeviceFacts, known: readonly KnownFinding[], now: Date): Posture {
  const { accounts, policy } = facts;
  const byName = accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const { found, nextAt } = postureAt(
    [...overdueSuspicions(facts), ...byName.flatMap((account) => unmanagedAccountSuspicions(account, policy, now))],
    now,
  );
  return { found: cutNew(found, known), nextAt };
}

function overdueSuspicions({ deviceId, lookedAt, wantedSince, policy }: DeviceFacts): Suspicion[] {
  const days = ruleValue(policy, 'discovery_interval_days');
  const dueAt = lookedAt === null || days === undefined ? wantedSince : new Date(lookedAt.getTime() + days * DAY_MS);
  if (days === undefined || dueAt === null) return [];
  const since = new Date(dueAt.getTime() + LOOK_GRACE_DAYS * DAY_MS);
  const evidence = {
    lacks: 'look',
    for: 'discovery_interval_days',
    last_look_at: lookedAt?.toISOString() ?? null,
    ...(lookedAt === null ? { wanted_since: dueAt.toISOString() } : {}),
    ...ruleEvidence(policy, 'discovery_interval_days'),
  };
  const subject = `device:${deviceId} lacks:look`;
  return [suspicion({ signal: 'policy_drift', severity: 'medium', since, subject, evidence })];
}

/**
 * The worst first, and of those alike what is known already. What is known is never left out, since it would be resolved
 * while it is so; what is accepted leaves its place to others.
 */
function cutNew(found: readonly Suspicion[], known: readonly KnownFinding[]): Suspicion[] {
  const keyOf = ({ signal, subject }: Pick<Suspicion, 'signal' | 'subject'>) => `${signal} ${subject}`;
  const statusOf = new Map(known.filter(({ status }) => status !== 'resolved').map((one) => [keyOf(one), one.status]));
  const rank = (one: Suspicion) => SEVERITIES.indexOf(one.severity) * 2 + (statusOf.has(keyOf(one)) ? 1 : 0);
  const counts = new Map<Signal, number>();
  return found
    .toSorted((one, other) => rank(other) - rank(one))
    .filter((one) => {
      const status = statusOf.get(keyOf(one));
      if (status === 'accepted') return true;
      const count = (counts.get(one.signal) ?? 0) + 1;
      counts.set(one.signal, count);
      return status === 'open' || count <= MOST_OF_A_SIGNAL;
    });
}
