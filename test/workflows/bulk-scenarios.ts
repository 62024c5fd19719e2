/** Every turn that a job by a plan can take. */

import type { BulkNext } from '../../activities/bulk/contract.ts';
import type { BulkScript } from './scripted-bulk.ts';

export interface BulkScenario {
  /** Names the recorded histories too. */
  readonly title: string;
  readonly script: BulkScript;
  /** How many runs it takes; each has a history of its own. */
  readonly runs: number;
  /** In any order where batches are worked on at once. */
  readonly calls: readonly string[];
}

const wave = (number: number, ...batches: readonly number[]): BulkNext => ({ state: 'work', wave: number, batches });
const waits = (forMs: number): BulkNext => ({ state: 'wait', forMs });
const TEN_MINUTES_MS = 600_000;

export const BULK_SCENARIOS: readonly BulkScenario[] = [
  {
    title: 'bulk: wave after wave until the job is over',
    script: { next: [wave(1, 1), wave(2, 1, 2, 3)] },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'next', 'work 2.1', 'work 2.2', 'work 2.3', 'next'],
  },
  {
    title: 'bulk: a job that is over does nothing',
    script: { begin: 'over', next: [wave(1, 1)] },
    runs: 1,
    calls: ['begin'],
  },
  {
    title: 'bulk: a batch that is cut off is done again',
    script: { next: [wave(1, 1)], cutOff: true },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'work 1.1', 'next'],
  },
  {
    title: 'bulk: what is in doubt is handed to operations of their own before the wave is over',
    script: { next: [wave(1, 1, 2)], batches: { 2: { doubtful: [7, 8], stop: false } } },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'work 1.2', 'alone 7', 'alone 8', 'next'],
  },
  {
    title: 'bulk: an operation of its own that cannot go on is left for the next look',
    script: { next: [wave(1, 1)], batches: { 1: { doubtful: [7], stop: false } }, aloneFails: true },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'alone 7', 'next'],
  },
  {
    title: 'bulk: a batch that says stop is the last of its wave',
    script: { next: [wave(1, 1, 2, 3, 4, 5)], batches: { 1: stop(), 2: stop() } },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'work 1.2', 'next'],
  },
  {
    title: 'bulk: it waits as long as it is told, and looks again',
    script: { next: [waits(TEN_MINUTES_MS), wave(1, 1)] },
    runs: 1,
    calls: ['begin', 'next', 'next', 'work 1.1', 'next'],
  },
  {
    title: 'bulk: a change that somebody makes ends the wait',
    script: { next: [waits(30 * 24 * 3_600_000), wave(1, 1)], changed: true },
    runs: 1,
    calls: ['begin', 'next', 'next', 'work 1.1', 'next'],
  },
  {
    title: 'bulk: a batch that can never be done pauses the job',
    script: { next: [wave(1, 1)], batches: { 1: 'defect' } },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'pause: work failed 15 times', 'next'],
  },
  {
    title: 'bulk: an answer that belongs to another job pauses it',
    script: { next: [wave(1, 1)], batches: { 1: 'forged' } },
    runs: 1,
    calls: [
      'begin',
      'next',
      'work 1.1',
      'pause: a batch could not be worked on: work got the answer to 2:-:work:3',
      'next',
    ],
  },
  {
    title: 'bulk: a batch that another attempt has taken over is looked up again',
    script: { next: [wave(1, 1), wave(1, 1)], batches: { 1: 'lease lost' } },
    runs: 1,
    calls: ['begin', 'next', 'work 1.1', 'next', 'work 1.1', 'next'],
  },
  {
    title: 'bulk: more steps than one run takes go on in the next run',
    script: { next: Array.from({ length: 60 }, (_, at) => wave(at + 1, 1)) },
    runs: 2,
    calls: [
      'begin',
      ...Array.from({ length: 50 }, (_, at) => ['next', `work ${at + 1}.1`]).flat(),
      'begin',
      ...Array.from({ length: 10 }, (_, at) => ['next', `work ${at + 51}.1`]).flat(),
      'next',
    ],
  },
];

function stop() {
  return { doubtful: [], stop: true } as const;
}

/** Titles of the histories: one a run. */
export function bulkTitles({ title, runs }: BulkScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, run) => `${title} run ${run + 1}`);
}
