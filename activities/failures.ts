/** The only place where an error becomes a Temporal failure: what leaves here holds no secret. */

import { ApplicationFailure } from '@temporalio/activity';
import { LeaseLost } from '../store/leases.ts';

/** Failure types that workflows tell apart. Anything else is retried: the store or Temporal is away. */
export const LEASE_LOST = 'LeaseLost';

/**
 * Passes a step's errors on by name and code only. Messages of drivers may quote documents or
 * connection strings, so they stay in the worker's log.
 */
export function toFailure(error: unknown, step: string): ApplicationFailure {
  if (error instanceof LeaseLost) {
    return ApplicationFailure.create({ type: LEASE_LOST, message: error.message, nonRetryable: true });
  }
  const name = error instanceof Error ? error.name : 'unknown error';
  return ApplicationFailure.create({
    type: 'StepInterrupted',
    message: `${step} was interrupted (${name}); the worker's log has more`,
  });
}
