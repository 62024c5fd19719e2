/** Every turn that the making of a plan can take. */

import type { PreflightConcludeRef } from '../../activities/preflight/contract.ts';
import type { PreflightScript } from './scripted-preflight.ts';

export interface PreflightScenario {
  /** Names the recorded histories too. */
  readonly title: string;
  readonly script: PreflightScript;
  /** How many runs it takes; each has a history of its own. */
  readonly runs: number;
  readonly calls: readonly string[];
  /** null: the plan was sealed, or nothing is left to end. */
  readonly ends: Pick<PreflightConcludeRef, 'status' | 'code' | 'message'> | null;
}

const CANCELED = { status: 'canceled', code: 'canceled', message: 'Canceled before the plan was ready.' } as const;

export const PREFLIGHT_SCENARIOS: readonly PreflightScenario[] = [
  {
    title: 'preflight: batch after batch, and then the seal',
    script: { total: 450 },
    runs: 1,
    calls: ['begin', 'work 1-200', 'work 201-400', 'work 401-450', 'seal'],
    ends: null,
  },
  {
    title: 'preflight: a selector that chooses nothing makes an empty plan',
    script: { total: 0 },
    runs: 1,
    calls: ['begin', 'seal'],
    ends: null,
  },
  {
    title: 'preflight: a workflow that begins anew goes on in the middle of a batch',
    script: { total: 450, next: 251 },
    runs: 1,
    calls: ['begin', 'work 251-400', 'work 401-450', 'seal'],
    ends: null,
  },
  {
    title: 'preflight: a job that is over does nothing',
    script: { total: 450, begin: 'over' },
    runs: 1,
    calls: ['begin'],
    ends: null,
  },
  {
    title: 'preflight: a job that was canceled before it began ends so',
    script: { total: 450, begin: 'canceled' },
    runs: 1,
    calls: ['begin', 'conclude'],
    ends: CANCELED,
  },
  {
    title: 'preflight: a wish to stop is seen by a batch',
    script: { total: 450, batches: { 201: 'canceled' } },
    runs: 1,
    calls: ['begin', 'work 1-200', 'work 201-400', 'conclude'],
    ends: CANCELED,
  },
  {
    title: 'preflight: a wish to stop is seen at the last moment',
    script: { total: 10, seal: 'canceled' },
    runs: 1,
    calls: ['begin', 'work 1-10', 'seal', 'conclude'],
    ends: CANCELED,
  },
  {
    title: 'preflight: a job that was ended without its workflow is left alone',
    script: { total: 450, batches: { 1: 'over' } },
    runs: 1,
    calls: ['begin', 'work 1-200'],
    ends: null,
  },
  {
    title: 'preflight: a batch that is cut off is done again',
    script: { total: 300, cutOff: true },
    runs: 1,
    calls: ['begin', 'work 1-200', 'work 1-200', 'work 201-300', 'work 201-300', 'seal'],
    ends: null,
  },
  {
    title: 'preflight: too many resources end the job as failed, with what to do',
    script: { total: 'too many' },
    runs: 1,
    calls: ['begin', 'conclude'],
    ends: { status: 'failed', code: 'too_many', message: 'choose fewer' },
  },
  {
    title: 'preflight: a batch that can never be done ends the job as failed',
    script: { total: 450, batches: { 401: 'defect' } },
    runs: 1,
    calls: ['begin', 'work 1-200', 'work 201-400', 'work 401-450', 'conclude'],
    ends: { status: 'failed', code: 'internal', message: 'the step failed 15 times' },
  },
  {
    title: 'preflight: an answer that belongs to another job ends it as failed',
    script: { total: 10, batches: { 1: 'forged' } },
    runs: 1,
    calls: ['begin', 'work 1-10', 'conclude'],
    ends: { status: 'failed', code: 'internal', message: 'work got the answer to 2:-:work:1' },
  },
  {
    title: 'preflight: more batches than one run takes go on in the next run',
    script: { total: 10_300 },
    runs: 2,
    calls: [
      'begin',
      ...Array.from({ length: 52 }, (_, batch) => `work ${batch * 200 + 1}-${Math.min(10_300, (batch + 1) * 200)}`),
      'seal',
    ],
    ends: null,
  },
];

/** The names of the histories of a scenario, one a run. */
export function preflightTitles({ title, runs }: PreflightScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, run) => `${title}, run ${run + 1}`);
}
