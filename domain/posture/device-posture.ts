/** What is found about a device: about those of its accounts that no resource manages. */

import type { EffectivePolicy } from '../policy/effective.ts';
import { type AccountOfDevice, unmanagedAccountSuspicions } from './account-suspicions.ts';
import type { Signal } from './signals.ts';
import { type Posture, postureAt, type Suspicion } from './suspicion.ts';

/** Of an active device whose accounts were looked at. */
export interface DeviceFacts {
  /** Those that no active resource names. */
  readonly accounts: readonly AccountOfDevice[];
  /** What holds for its scope. */
  readonly policy: EffectivePolicy;
}

/** Of one signal; more would take no more points, since so many take all of them. */
export const MOST_OF_A_SIGNAL = 200;

export function devicePostureOf({ accounts, policy }: DeviceFacts, now: Date): Posture {
  const byName = accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const { found, nextAt } = postureAt(
    byName.flatMap((account) => unmanagedAccountSuspicions(account, policy, now)),
    now,
  );
  const counts = new Map<Signal, number>();
  const isAmongFirst = ({ signal }: Suspicion) => {
    const count = (counts.get(signal) ?? 0) + 1;
    counts.set(signal, count);
    return count <= MOST_OF_A_SIGNAL;
  };
  return { found: found.filter(isAmongFirst), nextAt };
}
