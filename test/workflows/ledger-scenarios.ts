/** Every turn that a job on the ledger can take: what its batches answer, what the workflow then does, how it ends. */

import type { LedgerConcludeRef } from '../../activities/ledger/contract.ts';
import type { LedgerScript } from './scripted-ledger-activities.ts';

export interface LedgerScenario {
  /** Names the recorded histories too. */
  readonly title: string;
  readonly script: LedgerScript;
  /** How many runs it takes; each has a history of its own. */
  readonly runs: number;
  readonly calls: readonly string[];
  /** null: nothing is left to conclude. */
  readonly ends: Pick<LedgerConcludeRef, 'status' | 'code' | 'done' | 'total' | 'summary'> | null;
}

const FORGED = 'failed after 10 of 1000: work got the answer to 2:-:work:2';

export const LEDGER_SCENARIOS: readonly LedgerScenario[] = [
  {
    title: 'ledger: batch after batch to the end',
    script: { batches: 2 },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10', 'work from 20', 'conclude'],
    ends: { status: 'succeeded', code: null, done: 30, total: 1_000, summary: '30 records' },
  },
  {
    title: 'ledger: a job that is over does nothing',
    script: { begin: 'over', batches: 2 },
    runs: 1,
    calls: ['begin'],
    ends: null,
  },
  {
    title: 'ledger: a wish to stop is seen between two batches',
    script: { batches: 2, last: 'canceled' },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10', 'work from 20', 'conclude'],
    ends: { status: 'canceled', code: 'canceled', done: 20, total: 1_000, summary: 'canceled after 20 of 1000' },
  },
  {
    title: 'ledger: a job that was ended without its workflow is left alone',
    script: { batches: 1, last: 'over' },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10'],
    ends: null,
  },
  {
    title: 'ledger: a batch that is cut off is done again from where it began',
    script: { batches: 1, cutOff: true },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 0', 'work from 10', 'work from 10', 'conclude'],
    ends: { status: 'succeeded', code: null, done: 20, total: 1_000, summary: '20 records' },
  },
  {
    title: 'ledger: a batch that is too early is followed by the next one as late as it asks',
    script: { batches: 3, waitsMs: [500, 15_000] },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10', 'work from 20', 'work from 30', 'conclude'],
    ends: { status: 'succeeded', code: null, done: 40, total: 1_000, summary: '40 records' },
  },
  {
    title: 'ledger: a batch that can never be done ends the job as failed, with its code',
    script: { batches: 0, last: 'defect' },
    runs: 1,
    calls: ['begin', 'work from 0', 'conclude'],
    ends: {
      status: 'failed',
      code: 'nothing_there',
      done: 0,
      total: null,
      summary: 'failed after 0: there is nothing to work on',
    },
  },
  {
    title: 'ledger: an answer that belongs to another job ends it as failed',
    script: { batches: 1, last: 'forged' },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10', 'conclude'],
    ends: { status: 'failed', code: 'internal', done: 10, total: 1_000, summary: FORGED },
  },
  {
    title: 'ledger: a batch that leads nowhere ends it as failed, and not never',
    script: { batches: 1, last: 'stands still' },
    runs: 1,
    calls: ['begin', 'work from 0', 'work from 10', 'conclude'],
    ends: {
      status: 'failed',
      code: 'internal',
      done: 10,
      total: 1_000,
      summary: 'failed after 10 of 1000: a batch has led to where it began',
    },
  },
  {
    title: 'ledger: more batches than one run takes go on in the next run',
    script: { batches: 60 },
    runs: 2,
    calls: ['begin', ...Array.from({ length: 61 }, (_, batch) => `work from ${batch * 10}`), 'conclude'],
    ends: { status: 'succeeded', code: null, done: 610, total: 1_000, summary: '610 records' },
  },
];

/** The names of the histories of a scenario, one a run. */
export function historyTitles({ title, runs }: LedgerScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, run) => `${title}, run ${run + 1}`);
}
