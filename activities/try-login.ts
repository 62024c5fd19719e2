/** Steps `login`, `prove` and `probe`: does this stored version log in at the target, now? */

import { findVersion, STATE_OF } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import type { LoginRef, Stamped, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { guardedCall } from './guarded-call.ts';
import { loadManaged, openLogin, openTarget } from './target.ts';
import { unlessStopping } from './target-answer.ts';
import { recordedStep } from './timeline.ts';

export function tryLogin(dependencies: Dependencies) {
  return (ref: LoginRef): Promise<Stamped<TargetAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      ref.step,
      async () => unlessStopping(await attempt(dependencies, ref)),
      (answer) =>
        answer.ok
          ? { outcome: 'succeeded', detail: `the ${ref.version} version logs in` }
          : { outcome: 'failed', code: answer.code, detail: `${ref.version} version: ${answer.message}` },
    );
}

async function attempt(dependencies: Dependencies, ref: LoginRef): Promise<TargetAnswer> {
  const { store } = dependencies;
  await assertLease(store, { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken });
  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const { credential, platform, resource } = managed;
  const version = await findVersion(store, ref.credentialId, STATE_OF[ref.version]);
  if (!credential || credential._id !== ref.credentialId || !version) {
    return { ok: false, code: 'credential_missing', effect: 'none', message: `there is no ${ref.version} version` };
  }
  const call = {
    connector: platform.connector,
    step: 'login',
    ref,
    takenAs: ref.step,
    deviceId: managed.device._id,
    credentialId: credential._id,
    rules: platform.login_guard,
    unconditionally: ref.step === 'prove',
  } as const;
  return guardedCall(dependencies, call, async () => {
    const { connector, context } = openTarget(dependencies, managed);
    await connector.login(
      context,
      await openLogin(dependencies, { resource, platform, credential }, version, ref.jobId),
    );
  });
}
