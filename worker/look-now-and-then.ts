/** Asks the database for what several gauges show: once for all of them, and not more often than it stands. */

import { withTimeLimit } from '../runtime/time-limit.ts';

/** Whoever reaches the probe port may ask; the database is asked no more often than this. */
const EVERY_MS = 5_000;
const WITHIN_MS = 3_000;

/** undefined while there is no answer. */
export function lookNowAndThen<Found>(survey: () => Promise<Found>): () => Promise<Found | undefined> {
  let latest: Promise<Found | undefined> | undefined;
  let usableUntil = 0;
  return () => {
    if (latest === undefined || performance.now() >= usableUntil) {
      usableUntil = performance.now() + EVERY_MS;
      // Readiness says, and logs, that the database is away.
      latest = withTimeLimit(WITHIN_MS, survey).catch(() => undefined);
    }
    return latest;
  };
}
