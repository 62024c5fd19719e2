/** Waits for something observable, with a limit; the opposite of a sleep that hopes. */

import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks `look` until it answers something other than undefined.
 * @throws Error naming `what` after `limitMs`.
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  limitMs = 60_000,
): Promise<Found> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms in vain for: ${what}`);
    await delay(25);
  }
}
