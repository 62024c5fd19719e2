/** Waits for something, but not for long. */

import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when `event` does, when `limitMs` have passed, or when somebody is in a hurry. */
export async function within(event: Promise<unknown>, limitMs: number, hurry?: AbortSignal): Promise<void> {
  const timer = new AbortController();
  const signal = hurry ? AbortSignal.any([timer.signal, hurry]) : timer.signal;
  await Promise.race([event, delay(limitMs, undefined, { signal }).catch(() => undefined)]);
  timer.abort();
}
