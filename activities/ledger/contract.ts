/** What the workflow of a ledger job says to its activities and hears from them. Ids, numbers and codes: no secret ever. */

import type { JobDocument, JobResult } from '../../store/models/job.ts';
import type { LedgerJobInput, Position } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';

export interface LedgerStepRef extends Omit<LedgerJobInput, 'resume'> {
  /** Counts the batches of the job, from 1. */
  readonly round: number;
}

export type LedgerBeginResult =
  | { readonly state: 'ready' }
  /** The job is over already: canceled before it began, or a repeated start. */
  | { readonly state: 'over' };

export interface LedgerBatchRef extends LedgerStepRef {
  readonly position: Position;
}

/** How the work of a job ends. */
export interface BatchFinished {
  readonly state: 'finished';
  readonly done: number;
  readonly total: number | null;
  /** `completed_with_errors`: the work was done, and found something wrong. */
  readonly status: 'succeeded' | 'completed_with_errors' | 'failed';
  /** Stable code of what is wrong; null where nothing is. */
  readonly code: string | null;
  /** What the job shows as its result. */
  readonly result: JobResult;
  /** What the audit record says of it, at most 500 characters. */
  readonly summary: string;
}

export interface BatchMore {
  readonly state: 'more';
  /** Another one than this batch began with, or the job ends as failed: a batch that waits counts how often. */
  readonly position: Position;
  /** How long the next one waits, for something outside of the job; it holds no worker meanwhile. Default: not at all. */
  readonly waitMs?: number;
}

export type BatchResult = BatchMore | BatchFinished;

/**
 * Does a part of the work of a job that takes a few seconds if it can, and says where the next one begins. It may be
 * called again with the same position, also after it has done its part: then it changes nothing more, and answers the
 * same. A position may be a kilobyte or two.
 * @throws StepDefect where repeating is of no use: the job ends as failed with its code.
 */
export type BatchFunction = (dependencies: Dependencies, job: JobDocument, position: Position) => Promise<BatchResult>;

/** What the workflow hears of a batch. */
export type LedgerBatchAnswer =
  | BatchResult
  /** Somebody has asked to stop; the batch was not begun. */
  | { readonly state: 'canceled' }
  /** The job has ended without its workflow. */
  | { readonly state: 'over' };

export interface LedgerConcludeRef extends LedgerStepRef {
  readonly status: BatchFinished['status'] | 'canceled';
  readonly code: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly result: JobResult | null;
  readonly summary: string;
}
