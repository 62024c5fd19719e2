/** Step `look`: logs in with the reading account, reads which accounts the target has, and stores what has become of them. */

import type { AccountsRead } from '../../domain/discovery.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { findVersion, STATE_OF } from '../../store/credential-versions.ts';
import { storeLook } from '../../store/discovery/store-look.ts';
import { assertLease } from '../../store/leases.ts';
import type { LookRef, Stamped, TargetAnswer } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { guardedCall } from '../guarded-call.ts';
import { loadManaged, openTarget, openVersion } from '../target.ts';
import { unlessStopping } from '../target-answer.ts';
import { recordedStep } from '../timeline.ts';

export function look(dependencies: Dependencies) {
  return (ref: LookRef): Promise<Stamped<TargetAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      'look',
      async () => unlessStopping(await attempt(dependencies, ref)),
      (answer) =>
        answer.ok
          ? { outcome: 'succeeded', detail: 'what was found is stored' }
          : { outcome: 'failed', code: answer.code, detail: `${ref.version} version: ${answer.message}` },
    );
}

async function attempt(dependencies: Dependencies, ref: LookRef): Promise<TargetAnswer> {
  const { store } = dependencies;
  const { organizationId, jobId, resourceId } = ref;
  const lease = { resourceId, jobId, token: ref.leaseToken };
  await assertLease(store, lease);
  const managed = await loadManaged(dependencies, organizationId, resourceId);
  const { credential, device, platform, resource } = managed;
  const version = await findVersion(store, ref.credentialId, STATE_OF[ref.version]);
  if (!credential || credential._id !== ref.credentialId || !version) {
    return { ok: false, code: 'credential_missing', effect: 'none', message: `there is no ${ref.version} version` };
  }
  const lookedAt = new Date();
  let read: AccountsRead | undefined;
  const call = {
    connector: platform.connector,
    step: 'look',
    ref,
    takenAs: 'look',
    deviceId: device._id,
    credentialId: credential._id,
    rules: platform.login_guard,
  } as const;
  const answer = await guardedCall(dependencies, call, async () => {
    const { connector, context } = openTarget(dependencies, managed);
    if (!connector.readAccounts) {
      throw new TargetFailure('not_supported', `the connector ${connector.kind} reads no accounts of others`);
    }
    const material = await openVersion(dependencies, credential, version);
    read = await connector.readAccounts(context, { username: resource.username, material });
  });
  if (answer.ok && read) {
    await storeLook(store, { organizationId, deviceId: device._id, jobId, resourceId, lease, lookedAt }, read);
  }
  return answer;
}
