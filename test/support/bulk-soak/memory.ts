/** What processes occupy while something is done, sampled. */

import type { SupervisedRole } from './supervised-role.ts';

const EVERY_MS = 500;

interface Sample {
  readonly pid: number;
  readonly bytes: number;
}

/** Of one role, over all of the processes that it had. */
export interface MemoryFigures {
  readonly name: string;
  readonly peakBytes: number;
  /** Highest of the last third of the time over the highest of the second; null where it was not one process throughout. */
  readonly trend: number | null;
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
    return [...this.#samples].map(([name, samples]) => figuresOf(name, samples));
  }

  #sample(): void {
    for (const [name, role] of this.#roles) {
      const { pid } = role;
      const bytes = role.memoryBytes();
      const samples = this.#samples.get(name) ?? [];
      if (bytes !== undefined) samples.push({ pid, bytes });
      this.#samples.set(name, samples);
    }
  }
}

function figuresOf(name: string, samples: readonly Sample[]): MemoryFigures {
  const third = Math.floor(samples.length / 3);
  const isOneProcess = new Set(samples.map(({ pid }) => pid)).size === 1;
  const trend = highest(samples.slice(2 * third)) / highest(samples.slice(third, 2 * third));
  return { name, peakBytes: highest(samples), trend: isOneProcess && third > 0 ? trend : null };
}

function highest(samples: readonly Sample[]): number {
  return samples.reduce((most, { bytes }) => Math.max(most, bytes), 0);
}
