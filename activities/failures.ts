/** The only place where an error becomes a Temporal failure: what leaves here holds no secret. */

import { ApplicationFailure } from '@temporalio/activity';
import { mongo } from 'mongoose';
import { isDatabaseError } from '../store/database-error.ts';
import { LeaseLost } from '../store/leases.ts';
import { LEASE_LOST, STEP_DEFECT } from '../workflows/contract.ts';
import { StepDefect } from './step-defect.ts';
import { WorkerStopping } from './target-answer.ts';

/** About two minutes: what fails as often for a reason of its own will not mend itself. */
const DEFECT_AFTER_ATTEMPTS = 15;

/** What the server itself calls passing; a duplicate key or a malformed command is not. */
const TRANSIENT = ['RetryableWriteError', 'TransientTransactionError', 'RetryableError'];

/** The store or the worker is away for the moment: however long it takes, the step goes on afterwards. */
function isPassing(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return TRANSIENT.some((label) => error.hasErrorLabel(label));
  return error instanceof WorkerStopping || isDatabaseError(error);
}

/**
 * Passes a step's errors on by name and code only. Messages of drivers may quote documents or
 * connection strings, so they stay in the worker's log.
 */
export function toFailure(error: unknown, step: string, attempt: number): ApplicationFailure {
  if (error instanceof LeaseLost) {
    return ApplicationFailure.create({ type: LEASE_LOST, message: error.message, nonRetryable: true });
  }
  if (error instanceof StepDefect) {
    return ApplicationFailure.create({
      type: STEP_DEFECT,
      message: error.message,
      details: [error.code],
      nonRetryable: true,
    });
  }
  const name = error instanceof Error ? error.name : 'unknown error';
  if (attempt >= DEFECT_AFTER_ATTEMPTS && !isPassing(error)) {
    return ApplicationFailure.create({
      type: STEP_DEFECT,
      message: `${step} failed ${attempt} times (${name}); the worker's log has more`,
      nonRetryable: true,
    });
  }
  return ApplicationFailure.create({
    type: 'StepInterrupted',
    message: `${step} was interrupted (${name}); the worker's log has more`,
  });
}
