/** Looks whether access that somebody is given for a time has come to begin, to end, or to be followed by something. */

import { passCustodyTime } from '../../store/custody/pass-custody-time.ts';
import type { AccessInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { AccessTimeAnswer } from './contract.ts';

export function passAccessTime(dependencies: Dependencies) {
  return ({ correlationId, ...ref }: AccessInput): Promise<AccessTimeAnswer> => {
    const { jobId } = ref;
    return attempt(dependencies, { step: 'pass-access-time', correlationId, ids: { job_id: jobId } }, async () => {
      const { quietMs } = await passCustodyTime(dependencies.store, ref);
      return { jobId, quietMs };
    });
  };
}
