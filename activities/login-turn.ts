/** Waits for a turn to log in, while logins of others with the same account stand open that might all fail. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Admission } from '../store/login-attempts.ts';

/** A login that is under way ends within seconds, unless its worker has died. */
const TURN_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * Asks `admit` again for as long as it answers `busy`, and for 20 s at most.
 * @param signal nobody waits any more once it is aborted.
 * @returns `busy` where the turn has not come.
 */
export async function loginTurn(
  admit: () => Promise<Admission>,
  signal: AbortSignal,
  withinMs = TURN_WITHIN_MS,
): Promise<Admission> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const admission = await admit();
    if (admission !== 'busy' || signal.aborted || Date.now() > deadline) return admission;
    await delay(LOOK_EVERY_MS);
  }
}
