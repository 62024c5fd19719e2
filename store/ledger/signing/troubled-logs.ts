/** Logs that cannot go on for a fault of their own: left alone for a while, told once. */

import { Overtaken } from '../append-leaves.ts';
import { concernsAllLogs } from '../sequencer.ts';

const TRY_AGAIN_MS = 5_000;
/** Another keeper is quicker now and then, not all the time. */
const OVERTAKEN_TIMES = 100;

interface Trouble {
  readonly times: number;
  readonly untilMs: number;
  readonly isTold: boolean;
}

export class TroubledLogs {
  readonly #tell: (log: number, error: unknown) => void;
  readonly #troubles = new Map<number, Trouble>();

  /** `tell` hears of each log once, until it is well again. */
  constructor(tell: (log: number, error: unknown) => void) {
    this.#tell = tell;
  }

  /** Logs that are not tried now. */
  stuck(): number[] {
    const now = performance.now();
    return [...this.#troubles].filter(([, { untilMs }]) => untilMs > now).map(([log]) => log);
  }

  /** @throws `error` where it is the database's, which concerns every log. */
  failed(log: number, error: unknown): void {
    if (concernsAllLogs(error)) throw error;
    const { times = 0, isTold = false } = this.#troubles.get(log) ?? {};
    const isPassing = error instanceof Overtaken && times < OVERTAKEN_TIMES;
    if (!isPassing && !isTold) this.#tell(log, error);
    this.#troubles.set(log, {
      times: times + 1,
      untilMs: isPassing ? 0 : performance.now() + TRY_AGAIN_MS,
      isTold: isTold || !isPassing,
    });
  }

  well(log: number): void {
    this.#troubles.delete(log);
  }
}
