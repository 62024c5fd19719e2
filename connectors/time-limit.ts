/** Bounds the time of a piece of work, and lets whoever called give it up. */

import { setMaxListeners } from 'node:events';
import { TargetFailure } from '../domain/target-failure.ts';

export interface TimeLimit {
  /** Milliseconds. */
  readonly limitMs: number;
  /** Not given: once begun, the work is finished whatever the caller wants. */
  readonly signal?: AbortSignal;
  /** What is to be thrown when time is up or the caller gives up. */
  readonly failure: (why: 'timeout' | 'aborted') => Error;
}

/**
 * Resolves as `work` does, unless the time is up or the signal fires first. Whatever `work` holds open
 * is the caller's to close: a promise cannot be stopped, a socket can.
 */
export function withinLimit<T>(work: Promise<T>, { limitMs, signal, failure }: TimeLimit): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(failure('timeout'))), limitMs);
    const onAbort = () => settle(() => reject(failure('aborted')));
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal === undefined) return;
    if (signal.aborted) return onAbort();
    // The calls of a batch share one signal, and each takes its listener away again: many are no leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', onAbort);
  });
}

/** The failure of a call that was given up while nothing had been changed; `judged` as in `TargetFailure`. */
export function abortedFailure(judged = false): TargetFailure {
  return new TargetFailure('timeout', 'stopped before anything was changed: the call was given up', 'none', {
    aborted: true,
    judged,
  });
}

/** @throws TargetFailure where the call has been given up; the last thing to do before a change is sent. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortedFailure();
}
