/** Looks whether access that somebody is given for a time has come to begin, to end, or to be followed by something. */

import { type AccessOperation, isAccessOperation } from '../../domain/job.ts';
import { passExtensionTime } from '../../store/connect-sessions/pass-extension-time.ts';
import { passSessionTime } from '../../store/connect-sessions/pass-session-time.ts';
import { passCustodyTime } from '../../store/custody/pass-custody-time.ts';
import { passRetrievalTime } from '../../store/retrievals/pass-retrieval-time.ts';
import type { Store } from '../../store/store.ts';
import type { AccessInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { AccessTimeAnswer } from './contract.ts';

type AccessRef = Omit<AccessInput, 'correlationId'>;

const PASS_TIME: Readonly<
  Record<AccessOperation, (store: Store, ref: AccessRef) => Promise<Pick<AccessTimeAnswer, 'quietMs'>>>
> = {
  checkout: passCustodyTime,
  connect: async (store, ref) => ({ quietMs: await passSessionTime(store, ref) }),
  extend: async (store, ref) => ({ quietMs: await passExtensionTime(store, ref) }),
  retrieve: passRetrievalTime,
};

export function passAccessTime(dependencies: Dependencies) {
  return ({ correlationId, ...ref }: AccessInput): Promise<AccessTimeAnswer> => {
    const { jobId } = ref;
    return attempt(dependencies, { step: 'pass-access-time', correlationId, ids: { job_id: jobId } }, async () => {
      const operation = await operationOf(dependencies, ref);
      const { quietMs } = await PASS_TIME[operation](dependencies.store, ref);
      return { jobId, quietMs };
    });
  };
}

async function operationOf(
  { store }: Pick<Dependencies, 'store'>,
  { organizationId: organization_id, jobId: _id }: AccessRef,
): Promise<AccessOperation> {
  const job = await store.models.jobs.findOne({ _id, organization_id }, { operation: 1 }).lean();
  if (!job || !isAccessOperation(job.operation)) throw new Error(`job ${_id} gives nobody access`);
  return job.operation;
}
