/** What processes occupy while something is done, sampled. */

import type { SupervisedRole } from './supervised-role.ts';

const EVERY_MS = 500;

interface Sample {
  readonly pid: number;
  readonly bytes: number;
}

/** Of one role, over all of the processes that it had, or of all workers together. */
export interface MemoryFigures {
  readonly name: string;
  readonly peakBytes: number;
  /**
   * Mean of the last third of the time over that of the second, since what is collected comes and goes in waves; null
   * where they were not the same processes throughout.
   */
  readonly trend: number | null;
  /** Work goes now to one worker and now to another: what a worker has of it says nothing by itself. */
  readonly isWhole: boolean;
}

export class MemoryWatch {
  readonly #roles: ReadonlyMap<string, SupervisedRole>;
  readonly #samples = new Map<string, Sample[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(roles: ReadonlyMap<string, SupervisedRole>) {
    this.#roles = roles;
    this.#timer = setInterval(() => this.#sample(), EVERY_MS);
  }

  stop(): MemoryFigures[] {
    clearInterval(this.#timer);
    this.#sample();
    const each = [...this.#samples].map(([name, samples]) => figuresOf(name, samples, !isWorker(name)));
    const workers = [...this.#samples].filter(([name]) => isWorker(name)).map(([, samples]) => samples);
    return [...each, figuresOf('all workers', together(workers), true)];
  }

  #sample(): void {
    for (const [name, role] of this.#roles) {
      const { pid } = role;
      const samples = this.#samples.get(name) ?? [];
      samples.push({ pid, bytes: role.memoryBytes() ?? 0 });
      this.#samples.set(name, samples);
    }
  }
}

function isWorker(name: string): boolean {
  return name.startsWith('worker');
}

/** Sums at the same moments; the sum of their numbers changes as soon as one of them is another process. */
function together([first = [], ...others]: readonly (readonly Sample[])[]): Sample[] {
  return first.map((sample, at) => ({
    pid: others.reduce((sum, samples) => sum + (samples[at]?.pid ?? 0), sample.pid),
    bytes: others.reduce((sum, samples) => sum + (samples[at]?.bytes ?? 0), sample.bytes),
  }));
}

function figuresOf(name: string, samples: readonly Sample[], isWhole: boolean): MemoryFigures {
  const third = Math.floor(samples.length / 3);
  const isOneProcess = new Set(samples.map(({ pid }) => pid)).size === 1;
  const trend = mean(samples.slice(2 * third)) / mean(samples.slice(third, 2 * third));
  const peakBytes = samples.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return { name, peakBytes, trend: isOneProcess && third > 0 ? trend : null, isWhole };
}

function mean(samples: readonly Sample[]): number {
  return samples.reduce((sum, { bytes }) => sum + bytes, 0) / samples.length;
}
