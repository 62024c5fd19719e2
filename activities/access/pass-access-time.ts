/** Looks whether access that somebody is given for a time has come to begin, to end, or to be followed by something. */

import { activityInfo } from '@temporalio/activity';
import { withCorrelation } from '../../runtime/correlation.ts';
import { passCustodyTime } from '../../store/custody/pass-custody-time.ts';
import type { AccessInput } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { toFailure } from '../failures.ts';
import type { AccessTimeAnswer } from './contract.ts';

const STEP = 'pass-access-time';

export function passAccessTime({ store, logger }: Dependencies) {
  return ({ correlationId, ...ref }: AccessInput): Promise<AccessTimeAnswer> =>
    withCorrelation({ correlation_id: correlationId }, async () => {
      try {
        const { quietMs } = await passCustodyTime(store, ref);
        return { jobId: ref.jobId, quietMs };
      } catch (error) {
        logger.warn('A step at access for a time was interrupted', { step: STEP, job_id: ref.jobId, error });
        throw toFailure(error, STEP, activityInfo().attempt);
      }
    });
}
