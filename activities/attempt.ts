/** What steps have in common that leave no line in the timeline of a job: their ids in the log, and failures without a secret. */

import { activityInfo } from '@temporalio/activity';
import { withCorrelation } from '../runtime/correlation.ts';
import type { Dependencies } from './dependencies.ts';
import { toFailure } from './failures.ts';

interface Attempted {
  /** As logs and failures name it. */
  readonly step: string;
  readonly correlationId: string;
  /** Of what it is about, as the log names them. */
  readonly ids: Readonly<Record<string, number | string>>;
}

/** @throws ApplicationFailure, whatever `work` threw. */
export function attempt<Result>(
  { logger }: Pick<Dependencies, 'logger'>,
  { step, correlationId, ids }: Attempted,
  work: () => Promise<Result>,
): Promise<Result> {
  return withCorrelation({ correlation_id: correlationId }, async () => {
    try {
      return await work();
    } catch (error) {
      logger.warn('A step was interrupted', { step, ...ids, error });
      throw toFailure(error, step, activityInfo().attempt);
    }
  });
}
