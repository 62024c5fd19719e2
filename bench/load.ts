/** The bench's handle on the process that sends requests. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkProcess } from './fork-process.ts';

/** Goes over the channel between the processes: a token has no place among arguments. */
export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** Ends after so many instead, however long they take. */
  readonly requests?: number | undefined;
}

export interface LoadAnswer {
  /** Answers with a status of 2xx. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Other answers, broken connections and requests without answer. */
  readonly failures: number;
}

export class Load {
  readonly #child: ChildProcess = forkProcess(new URL('./load-process.ts', import.meta.url));
  readonly #gone: Promise<never>;

  constructor() {
    this.#gone = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`the load process ended with ${signal ?? code}`);
    });
    // It ends while nothing waits for it when the bench is through.
    this.#gone.catch(() => undefined);
  }

  /** @throws Error where a single request fails, or none is answered. */
  async put(order: LoadOrder): Promise<LoadAnswer> {
    this.#child.send(order);
    const [answer]: LoadAnswer[] = await Promise.race([once(this.#child, 'message'), this.#gone]);
    if (!answer || answer.failures > 0) throw new Error(`${answer?.failures ?? 'all'} requests to ${order.url} failed`);
    if (answer.perSecond === 0) throw new Error(`no request to ${order.url} was answered within ${order.seconds} s`);
    return answer;
  }

  close(): void {
    this.#child.kill();
  }
}
