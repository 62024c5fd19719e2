/** Step `promote`, where the operation goes on afterwards: the candidate that logs in becomes current. */

import { findVersion, promoteCandidate } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import { completeKeyRotation } from '../store/ssh-keys/complete-rotation.ts';
import type { Stamped, StepRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { removesOldSecrets } from './target.ts';
import { recordedStep } from './timeline.ts';

export function promote(dependencies: Dependencies) {
  return (ref: StepRef): Promise<Stamped<void>> =>
    recordedStep(
      dependencies,
      ref,
      'promote',
      async () => {
        const { store } = dependencies;
        // A repeated attempt finds nothing pending, where the first one's transaction went through.
        if (await findVersion(store, ref.credentialId, 'pending')) {
          const removesOld = await removesOldSecrets(dependencies, ref);
          await store.transaction(async (session) => {
            await assertLease(store, { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken }, session);
            await promoteCandidate(store, session, ref.credentialId, new Date(), removesOld);
          });
        }
        await completeKeyRotation(store, ref);
      },
      () => ({ outcome: 'succeeded', detail: 'the candidate is the current version' }),
    );
}
