/** Ids that tie together all that one request or job does, carried along its asynchronous calls. */

import { AsyncLocalStorage } from 'node:async_hooks';

export interface Correlation {
  readonly correlation_id: string;
  readonly job_id?: string;
  readonly trace_id?: string;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs `fn` with these ids; inside another correlation they are added to, and win over, the outer ones. */
export function withCorrelation<Result>(correlation: Correlation, fn: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...correlation }, fn);
}

/** Ids of the request or job that runs at this moment, if one does. */
export function currentCorrelation(): Correlation | undefined {
  return storage.getStore();
}
