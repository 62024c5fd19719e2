/** Activities of a ledger job that answer what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { Stamped } from '../../activities/contract.ts';
import type { Activities } from '../../activities/index.ts';
import type { LedgerBatchAnswer, LedgerConcludeRef } from '../../activities/ledger/contract.ts';
import { type StampedRef, stampOf } from '../../workflows/contract.ts';

export interface LedgerScript {
  readonly begin?: 'over';
  /** How many batches lead on before the last one; each does ten of a thousand. */
  readonly batches: number;
  /** What the last one answers; default: that the work is done. */
  readonly last?: LastAnswer;
  /** How long the batches that lead on ask to wait, in their order; default: not at all. */
  readonly waitsMs?: readonly number[];
  /** The first attempt at every batch gets lost, as with a worker that died. */
  readonly cutOff?: true;
}

type LastAnswer = 'canceled' | 'over' | 'defect' | 'forged' | 'stands still';

export type LedgerActivity = 'beginLedgerJob' | 'ledgerBatch' | 'concludeLedgerJob';

export interface LedgerRecording {
  /** What the workflow did, in order: `begin`, `work from 0`, `conclude` … */
  readonly calls: string[];
  /** How it ended; undefined where it did not. */
  concluded: LedgerConcludeRef | undefined;
}

const A_BATCH = 10;
const TOTAL = 1_000;

export function scriptedLedgerActivities(script: LedgerScript): {
  activities: Pick<Activities, LedgerActivity>;
  recording: LedgerRecording;
} {
  const recording: LedgerRecording = { calls: [], concluded: undefined };
  const tried = new Set<number>();
  const activities: Pick<Activities, LedgerActivity> = {
    async beginLedgerJob(ref) {
      recording.calls.push('begin');
      return stamped('begin', ref, { state: script.begin ?? 'ready' });
    },
    async ledgerBatch(ref) {
      const { done } = ref.position;
      recording.calls.push(`work from ${done}`);
      if (script.cutOff && !tried.has(done)) {
        tried.add(done);
        throw ApplicationFailure.create({ type: 'StepInterrupted' });
      }
      const isLast = done === script.batches * A_BATCH;
      if (isLast && script.last === 'defect') {
        throw ApplicationFailure.create({
          type: 'StepDefect',
          message: 'there is nothing to work on',
          details: ['nothing_there'],
          nonRetryable: true,
        });
      }
      const asked = isLast && script.last === 'forged' ? { ...ref, jobId: ref.jobId + 1 } : ref;
      const answer = isLast ? lastAnswer(script.last, done, ref.position.next) : leadingOn(done, script);
      return stamped('work', asked, answer);
    },
    async concludeLedgerJob(ref) {
      recording.calls.push('conclude');
      recording.concluded = ref;
      return stamped('finish', ref, undefined);
    },
  };
  return { activities, recording };
}

function leadingOn(done: number, { waitsMs = [] }: LedgerScript): LedgerBatchAnswer {
  const next = { index: done + A_BATCH };
  const waitMs = waitsMs[done / A_BATCH];
  const position = { next, done: done + A_BATCH, total: TOTAL };
  return waitMs === undefined ? { state: 'more', position } : { state: 'more', position, waitMs };
}

function lastAnswer(last: LastAnswer | undefined, done: number, next: unknown): LedgerBatchAnswer {
  if (last === 'canceled' || last === 'over') return { state: last };
  if (last === 'stands still') return { state: 'more', position: { next, done, total: TOTAL } };
  const result = { records: done + A_BATCH };
  const summary = `${done + A_BATCH} records`;
  return { state: 'finished', status: 'succeeded', code: null, done: done + A_BATCH, total: TOTAL, result, summary };
}

function stamped<Result>(step: string, ref: StampedRef, result: Result): Stamped<Result> {
  return { stamp: stampOf(step, ref), result };
}
