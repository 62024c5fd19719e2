/** Step `apply`: the candidate becomes the account's credential at the target. Tried once. */

import { recordEffect } from '../store/audit-log.ts';
import { findVersion } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import { clearFailedLogins, countFailedLogin, loginAllowed } from '../store/login-attempts.ts';
import type { JobDocument } from '../store/models/job.ts';
import type { ChangeRef, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { auditEntryOf } from './job-audit.ts';
import { type GuardedLogin, loadAuthority, loadManaged, openTarget, openVersion } from './target.ts';
import { answerOf } from './target-answer.ts';
import { recordedStep } from './timeline.ts';

export function apply(dependencies: Dependencies) {
  return (ref: ChangeRef): Promise<TargetAnswer> =>
    recordedStep(
      dependencies,
      ref,
      'apply',
      () => change(dependencies, ref),
      (answer) =>
        answer.ok
          ? { outcome: 'succeeded', detail: `set by ${ref.by}` }
          : { outcome: 'failed', code: answer.code, detail: `${answer.message} (effect: ${answer.effect})` },
    );
}

async function change(dependencies: Dependencies, ref: ChangeRef): Promise<TargetAnswer> {
  const { store } = dependencies;
  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const pending = await findVersion(store, ref.credentialId, 'pending');
  if (!managed.credential || managed.credential._id !== ref.credentialId || !pending) {
    return { ok: false, code: 'credential_missing', effect: 'none', message: 'there is no candidate to set' };
  }
  const { credential, resource, platform } = managed;
  let guarded: GuardedLogin | undefined;
  const answer = await answerOf(dependencies, { connector: platform.connector, step: 'change' }, async () => {
    const candidate = await openVersion(dependencies, credential, pending);
    const source = await loadAuthority(dependencies, managed, ref.by);
    if (!source) throw new AuthorityMissing();
    if (!loginAllowed(source.guarded.credential, source.guarded.platform.login_guard, Date.now()))
      throw new GuardClosed();
    guarded = source.guarded;
    const { connector, context } = openTarget(dependencies, managed);
    await recordIntent(dependencies, ref);
    await connector.change(context, { username: resource.username, candidate, authority: source.authority });
  }).catch(ownRefusal);
  if (guarded) await countLogin(dependencies, guarded, answer);
  return ref.by === 'reconcile_account' ? namingReconcileAccount(answer) : answer;
}

class AuthorityMissing extends Error {}
class GuardClosed extends Error {}

/** Refusals of Capstan's own: nothing was sent. */
function ownRefusal(error: unknown): TargetAnswer {
  if (error instanceof AuthorityMissing) {
    return {
      ok: false,
      code: 'reconcile_account_missing',
      effect: 'none',
      message: 'whoever is to set the credential has no working credential itself',
    };
  }
  if (error instanceof GuardClosed) {
    const message = 'too many logins of the changing account failed lately; Capstan waits so that it is not locked out';
    return { ok: false, code: 'lockout_guard', effect: 'none', message };
  }
  throw error;
}

/** The refused secret is the reconcile account's, and says nothing about the managed one. */
function namingReconcileAccount(answer: TargetAnswer): TargetAnswer {
  if (answer.ok || answer.code !== 'credential_invalid') return answer;
  return {
    ...answer,
    code: 'reconcile_account_refused',
    message: 'the target refuses the reconcile account; verify it',
  };
}

/** The record that a change was begun commits, together with the proof of the lease, before anything is sent. */
async function recordIntent({ store }: Dependencies, ref: ChangeRef): Promise<void> {
  await store.transaction(async (session) => {
    await assertLease(store, { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken }, session);
    const job = await store.models.jobs.findById(ref.jobId, null, { session }).lean<JobDocument>();
    if (!job) throw new Error(`job ${ref.jobId} is gone`);
    const entry = auditEntryOf(job, ref.resourceId, { operation: `${ref.operation}.apply`, status: 'intended' });
    await recordEffect(store, session, entry);
  });
}

/** Several jobs may use one reconcile account at once, so its logins are counted after the fact. */
async function countLogin({ store }: Dependencies, guarded: GuardedLogin, answer: TargetAnswer): Promise<void> {
  if (answer.ok) await clearFailedLogins(store, guarded.credential._id);
  else if (answer.code === 'credential_invalid') await countFailedLogin(store, guarded.credential._id, new Date());
}
