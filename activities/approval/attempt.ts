/** What every step at a request for consent has in common: its ids in the log, and failures without a secret in them. */

import { activityInfo } from '@temporalio/activity';
import { withCorrelation } from '../../runtime/correlation.ts';
import type { ApprovalInput } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { toFailure } from '../failures.ts';

/** @throws ApplicationFailure, whatever `work` threw. */
export function attempt<Result>(
  { logger }: Pick<Dependencies, 'logger'>,
  { approvalId, correlationId }: ApprovalInput,
  step: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return withCorrelation({ correlation_id: correlationId }, async () => {
    try {
      return await work();
    } catch (error) {
      logger.warn('A step at an approval was interrupted', { step, approval_id: approvalId, error });
      throw toFailure(error, step, activityInfo().attempt);
    }
  });
}
