/** How steps are repeated, and how a workflow makes sure that an answer is to what it has asked. */

import { ApplicationFailure, type RetryPolicy } from '@temporalio/workflow';
import type { Stamped } from '../activities/contract.ts';
import type { StepName } from '../domain/job.ts';
import { type StampedRef, stampOf } from './contract.ts';

/** Until the store answers again; only a lost lease and a defect are final. */
export const UNTIL_STORED: RetryPolicy = { initialInterval: '200ms', maximumInterval: '15s' };

/** @throws ApplicationFailure where the answer is not to what was asked: somebody has handed in another one. */
export function resultOf<Result>(step: StepName, ref: StampedRef, { stamp, result }: Stamped<Result>): Result {
  if (stamp === stampOf(step, ref)) return result;
  throw ApplicationFailure.create({
    type: 'ForeignAnswer',
    message: `${step} got the answer to ${stamp}`,
    nonRetryable: true,
  });
}
