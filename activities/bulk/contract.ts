/** What the workflow of a job by a plan says to its activities and hears from them. */

import type { BulkJobInput } from '../../workflows/contract.ts';

export interface BulkRef extends BulkJobInput {
  /** Counts, from 1, how often the run has taken this step. */
  readonly round: number;
}

export type BulkBegin = { readonly state: 'ready' } | { readonly state: 'over' };

/** What is to be done next, by what is stored. */
export type BulkNext =
  /** These batches of the wave have work left. */
  | { readonly state: 'work'; readonly wave: number; readonly batches: readonly number[] }
  /** Nothing, for so long, unless somebody changes it. */
  | { readonly state: 'wait'; readonly forMs: number }
  /** The job has ended, by this very step or before. */
  | { readonly state: 'over' };

export interface BulkBatchRef extends BulkRef {
  readonly wave: number;
  readonly batch: number;
}

export interface BulkBatchAnswer {
  /** Resources on which something is left open that only an operation of their own can settle, for as long as it takes. */
  readonly doubtful: readonly number[];
  /** No other batch of the wave is to be begun: people want it so, or too much has failed. */
  readonly stop: boolean;
}
