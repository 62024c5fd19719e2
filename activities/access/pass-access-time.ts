/** Looks whether access that somebody is given for a time has come to begin, to end, or to be followed by something. */

import { isAccessOperation } from '../../domain/job.ts';
import { passSessionTime } from '../../store/connect-sessions/pass-session-time.ts';
import { passCustodyTime } from '../../store/custody/pass-custody-time.ts';
import type { Store } from '../../store/store.ts';
import type { AccessInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { AccessTimeAnswer } from './contract.ts';

type AccessRef = Pick<AccessInput, 'organizationId' | 'jobId'>;

/** By the operation of its job. @returns how long nothing can happen by itself; null: it is through. */
const PASS_TIME = {
  checkout: async (store: Store, ref: AccessRef) => (await passCustodyTime(store, ref)).quietMs,
  connect: passSessionTime,
} as const;

export function passAccessTime(dependencies: Dependencies) {
  return ({ correlationId, ...ref }: AccessInput): Promise<AccessTimeAnswer> => {
    const { jobId } = ref;
    return attempt(dependencies, { step: 'pass-access-time', correlationId, ids: { job_id: jobId } }, async () => {
      const { store } = dependencies;
      const job = await store.models.jobs.findById(jobId, { operation: 1 }).lean();
      if (!job || !isAccessOperation(job.operation)) throw new Error(`job ${jobId} gives nobody access to anything`);
      return { jobId, quietMs: await PASS_TIME[job.operation](store, ref) };
    });
  };
}
