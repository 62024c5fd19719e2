/** What the workflow that makes a plan says to its activities and hears from them. */

import type { BulkJobInput } from '../../workflows/contract.ts';

export interface PreflightRef extends BulkJobInput {
  /** Counts how often the step was taken; of a batch its place among all of the plan, from 1. */
  readonly round: number;
}

export type PreflightBegin =
  /** `next`: the position in the plan from which on something is left to look at; `total + 1`: nothing. */
  | { readonly state: 'ready'; readonly next: number; readonly total: number }
  /** Somebody has asked to stop. */
  | { readonly state: 'canceled' }
  /** The job has ended already. */
  | { readonly state: 'over' };

/** The resources at these positions of the plan, both included. */
export interface PreflightBatchRef extends PreflightRef {
  readonly first: number;
  readonly last: number;
}

export type PreflightBatchAnswer = { readonly state: 'done' | 'canceled' | 'over' };

export type SealAnswer = { readonly state: 'sealed' | 'canceled' | 'over' };

export interface PreflightConcludeRef extends PreflightRef {
  readonly status: 'failed' | 'canceled';
  /** Stable, in snake_case. */
  readonly code: string;
  readonly message: string;
}
