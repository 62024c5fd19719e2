/** Goes on asking a running service how it is: says when that changes, and when it has been silent for too long. */

import { setTimeout as pause } from 'node:timers/promises';

/** `silent`: it runs, and does not answer at all. */
export type ServiceState = 'ready' | 'not ready' | 'silent';

export interface WatchOptions {
  readonly state: () => Promise<ServiceState>;
  readonly everyMs: number;
  readonly silentForMs: number;
  readonly onChange: (state: ServiceState) => void;
  /** Called once; the watch is over then. */
  readonly onSilent: () => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Fewer say nothing: the launcher itself may have stood still in between. */
const SILENT_ANSWERS = 3;

/** Watches a service that is ready now. Resolves when the watch is over. */
export async function watch(options: WatchOptions): Promise<void> {
  const { everyMs, silentForMs, signal } = options;
  let last: ServiceState = 'ready';
  let silentSince = 0;
  let silences = 0;
  while (await waited(everyMs, signal)) {
    const askedAt = performance.now();
    const state = await options.state();
    if (signal.aborted) return;
    if (state !== last) options.onChange(state);
    last = state;
    if (state !== 'silent') silences = 0;
    else if (++silences === 1) silentSince = askedAt;
    if (silences >= SILENT_ANSWERS && performance.now() - silentSince >= silentForMs) return options.onSilent();
  }
}

/** False where the watch was ended meanwhile. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal, ref: false }).catch(() => false);
}
