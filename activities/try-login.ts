/** Steps `login`, `prove` and `probe`: does this stored version log in at the target, now? */

import { findVersion, STATE_OF } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import { clearFailedLogins, countFailedLogin, loginAllowed, uncountFailedLogin } from '../store/login-attempts.ts';
import type { LoginRef, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { loadManaged, openTarget, openVersion } from './target.ts';
import { answerOf } from './target-answer.ts';
import { recordedStep } from './timeline.ts';

/** Codes that say that the target has judged the secret and said no. */
const JUDGED = ['credential_invalid', 'account_locked_out', 'access_denied', 'timeout', 'protocol_error'];

export function tryLogin(dependencies: Dependencies) {
  return (ref: LoginRef): Promise<TargetAnswer> =>
    recordedStep(
      dependencies,
      ref,
      ref.step,
      () => attempt(dependencies, ref),
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
  const triedAt = new Date();
  // A confirmed change has earned its one try, whatever failed before it: those were other secrets, and without
  // proof a reconciled account would stay in doubt until the window has passed.
  const isProof = ref.step === 'prove';
  if (!isProof && !loginAllowed(credential, platform.login_guard, triedAt.getTime())) {
    const { max_failed_logins, window_seconds } = platform.login_guard;
    const message = `${max_failed_logins} logins failed within ${window_seconds} s; Capstan waits so that the account is not locked out`;
    return { ok: false, code: 'lockout_guard', effect: 'none', message };
  }
  // Counted before the try: a worker that dies in its middle must not get it for free.
  await countFailedLogin(store, credential._id, triedAt);
  const answer = await answerOf(dependencies, { connector: platform.connector, step: 'login' }, async () => {
    const { connector, context } = openTarget(dependencies, managed);
    const material = await openVersion(dependencies, credential, version);
    await connector.login(context, { username: resource.username, material });
  });
  if (answer.ok) await clearFailedLogins(store, credential._id);
  else if (!JUDGED.includes(answer.code)) await uncountFailedLogin(store, credential._id, triedAt);
  return answer;
}
