/** What is found about a device: about those of its accounts that no resource manages. */

import type { EffectivePolicy } from '../policy/effective.ts';
import { type AccountOfDevice, unmanagedAccountSuspicions } from './account-suspicions.ts';
import type { FindingStatus } from './finding.ts';
import { SEVERITIES, type Signal } from './signals.ts';
import { type Posture, postureAt, type Suspicion } from './suspicion.ts';

/** Of an active device whose accounts were looked at. */
export interface DeviceFacts {
  /** Those that no active resource names. */
  readonly accounts: readonly AccountOfDevice[];
  /** What holds for its scope. */
  readonly policy: EffectivePolicy;
}

/** What became of what was found before. */
export interface KnownFinding extends Pick<Suspicion, 'signal' | 'subject'> {
  readonly status: FindingStatus;
}

/** New ones of one signal; more would take no more points, since so many take all of them. */
export const MOST_OF_A_SIGNAL = 200;

export function devicePostureOf({ accounts, policy }: DeviceFacts, known: readonly KnownFinding[], now: Date): Posture {
  const byName = accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const { found, nextAt } = postureAt(
    byName.flatMap((account) => unmanagedAccountSuspicions(account, policy, now)),
    now,
  );
  return { found: cutNew(found, known), nextAt };
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
