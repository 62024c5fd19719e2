/** Step `remove`: takes secrets that no longer serve off the target, where old and new lie side by side. */

import { assertLease } from '../store/leases.ts';
import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { ChangeRef, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { loadAuthority, loadManaged, openTarget } from './target.ts';
import { answerOf } from './target-answer.ts';
import { recordedStep } from './timeline.ts';

export function removeOld(dependencies: Dependencies) {
  return (ref: ChangeRef): Promise<TargetAnswer> =>
    recordedStep(
      dependencies,
      ref,
      'remove',
      () => remove(dependencies, ref),
      (answer) =>
        answer.ok
          ? { outcome: 'succeeded', detail: 'the old key is off the target' }
          : { outcome: 'failed', code: answer.code, detail: answer.message },
    );
}

/** Removing what is gone succeeds, so every attempt may start from the beginning. */
async function remove(dependencies: Dependencies, ref: ChangeRef): Promise<TargetAnswer> {
  const { store } = dependencies;
  await assertLease(store, { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken });
  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const due = await store.models.credentialVersions
    .find({ credential_id: ref.credentialId, removal_due: true, state: { $in: ['previous', 'retired'] } })
    .lean<CredentialVersionDocument[]>();
  for (const version of due) {
    const answer = await answerOf(dependencies, { connector: managed.platform.connector, step: 'remove' }, async () => {
      const source = await loadAuthority(dependencies, managed, ref.by);
      const { connector, context } = openTarget(dependencies, managed);
      if (!source || !connector.remove || !version.public_key) return;
      await connector.remove(context, {
        username: managed.resource.username,
        publicKey: version.public_key,
        authority: source.authority,
      });
    });
    if (!answer.ok) return answer;
    await store.models.credentialVersions.updateOne({ _id: version._id }, { $set: { removal_due: false } });
  }
  return { ok: true };
}
