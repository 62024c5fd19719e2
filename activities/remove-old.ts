/** Step `remove`: takes secrets that no longer serve off the target, where old and new lie side by side. */

import { settleTurning } from '../store/custody/hold.ts';
import { assertLease } from '../store/leases.ts';
import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { ChangeRef, Stamped, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { guardedCall } from './guarded-call.ts';
import { loadAuthority, loadManaged, type ManagedResource, openTarget } from './target.ts';
import { unlessStopping } from './target-answer.ts';
import { recordedStep } from './timeline.ts';

export function removeOld(dependencies: Dependencies) {
  return (ref: ChangeRef): Promise<Stamped<TargetAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      'remove',
      async () => unlessStopping(await remove(dependencies, ref)),
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
    const answer = version.public_key
      ? await removeKey(dependencies, managed, ref, version.public_key)
      : ({ ok: true } as const);
    if (!answer.ok) return answer;
    await store.models.credentialVersions.updateOne({ _id: version._id }, { $set: { removal_due: false } });
  }
  await settleTurning(store, ref.credentialId);
  return { ok: true };
}

async function removeKey(
  dependencies: Dependencies,
  managed: ManagedResource,
  ref: ChangeRef,
  publicKey: string,
): Promise<TargetAnswer> {
  const source = await loadAuthority(dependencies, managed, ref);
  if (!source) {
    const message = 'whoever is to remove it has no working credential itself';
    return { ok: false, code: 'reconcile_account_missing', effect: 'none', message };
  }
  const call = {
    connector: managed.platform.connector,
    step: 'remove',
    ref,
    takenAs: 'remove',
    deviceId: managed.device._id,
    credentialId: source.credential._id,
    rules: source.platform.login_guard,
  } as const;
  return guardedCall(dependencies, call, async () => {
    const { connector, context } = openTarget(dependencies, managed);
    if (!connector.remove) throw new Error(`connector ${connector.kind} says that it removes, and cannot`);
    await connector.remove(context, {
      username: managed.resource.username,
      publicKey,
      authority: await source.open(),
    });
  });
}
