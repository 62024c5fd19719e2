/** What a measurement is made of: rows that compare Capstan with something plainer, each a ratio within one run. */

import type { Stack } from './stack.ts';

/** Median and extremes over the rounds of a run. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

export interface Row {
  readonly what: string;
  /** Of both sides. */
  readonly unit: '/s' | 'ms' | 'bytes' | 'MB/s' | 'sessions';
  readonly capstan: Spread;
  /** null where the row stands for itself. */
  readonly plain: Spread | null;
  /** Capstan over plain, round by round. */
  readonly ratio: Spread | null;
  /** null where none is set for this row. */
  readonly goal: Goal | null;
}

export interface BenchOptions {
  /** Seconds instead of minutes: says that the measurement works, and nothing about speed. */
  readonly quick: boolean;
  /** How many there are where that is what is measured; default: the measurement's own. */
  readonly resources?: number;
  readonly progress: (line: string) => void;
}

/** @throws Error where something failed that was to be timed: failures are not counted as work. */
export type Bench = (stack: Stack, options: BenchOptions) => Promise<Row[]>;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const min = sorted[0];
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('there is no spread of nothing');
  return { median: quantile(sorted, 0.5), min, max };
}

/** Round by round, since the machine drifts between them. */
export function ratioOf(capstan: readonly number[], plain: readonly number[]): Spread {
  return spreadOf(capstan.map((value, round) => value / (plain[round] ?? Number.NaN)));
}

/** `sorted` ascending; between two neighbours it goes in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new RangeError('there is no quantile of nothing');
  return below + (above - below) * (at - Math.floor(at));
}

/** A goal that a value has to reach. */
export function atLeast(limit: number, value: number): Goal {
  return { text: `>= ${limit}`, met: value >= limit };
}

/** A goal that a value must not exceed. */
export function atMost(limit: number, value: number, unit = ''): Goal {
  return { text: `<= ${limit}${unit}`, met: value <= limit };
}
