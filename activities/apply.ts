/** Step `apply`: the candidate becomes the account's credential at the target. Tried once. */

import { setTimeout as delay } from 'node:timers/promises';
import type { AuditStatus } from '../domain/audit.ts';
import { recordEffect } from '../store/audit-log.ts';
import { findVersion } from '../store/credential-versions.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import { assertLease, isLeasedByAnother } from '../store/leases.ts';
import type { JobDocument } from '../store/models/job.ts';
import type { ChangeRef, Stamped, TargetAnswer } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { guardedCall } from './guarded-call.ts';
import { loadAuthority, loadManaged, type ManagedResource, openTarget, openVersion, type Source } from './target.ts';
import { recordedStep } from './timeline.ts';

export function apply(dependencies: Dependencies) {
  return (ref: ChangeRef): Promise<Stamped<TargetAnswer>> =>
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
  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const { credential, platform, resource } = managed;
  const pending = await findVersion(dependencies.store, ref.credentialId, 'pending');
  if (!credential || credential._id !== ref.credentialId || !pending) {
    return nothingSent('credential_missing', 'there is no candidate to set');
  }
  const source = await idleAuthority(dependencies, managed, ref);
  if ('ok' in source) return source;
  const call = {
    connector: platform.connector,
    step: 'change',
    ref,
    takenAs: 'apply',
    deviceId: managed.device._id,
    credentialId: source.credential._id,
    rules: source.platform.login_guard,
  } as const;
  let begun = false;
  const answer = await guardedCall(dependencies, call, async () => {
    const [candidate, authority] = [await openVersion(dependencies, credential, pending), await source.open()];
    const { connector, context } = openTarget(dependencies, managed);
    await recordIntent(dependencies, ref);
    begun = true;
    await connector.change(context, { username: resource.username, candidate, authority });
  });
  const told = ref.by === 'reconcile_account' ? namingReconcileAccount(answer) : answer;
  if (begun) await recordOutcome(dependencies, ref, told);
  return told;
}

/** How long to wait while another job gives the reconcile account a new credential. */
const IDLE_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 250;

/** Whoever makes the change, once no other job is at work on its own credential. */
async function idleAuthority(
  dependencies: Dependencies,
  managed: ManagedResource,
  ref: ChangeRef,
): Promise<Source | Extract<TargetAnswer, { ok: false }>> {
  const deadline = Date.now() + IDLE_WITHIN_MS;
  for (;;) {
    const source = await loadAuthority(dependencies, managed, ref);
    if (!source) {
      const message = 'whoever is to set the credential has no working credential itself';
      return nothingSent('reconcile_account_missing', message);
    }
    if (!(await isLeasedByAnother(dependencies.store, source.resourceId, ref.jobId))) return source;
    if (Date.now() > deadline) return nothingSent('resource_busy', 'another job is at work on the reconcile account');
    await delay(LOOK_EVERY_MS);
  }
}

function nothingSent(code: 'credential_missing' | 'reconcile_account_missing' | 'resource_busy', message: string) {
  return { ok: false, code, effect: 'none', message } as const;
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
async function recordIntent(dependencies: Dependencies, ref: ChangeRef): Promise<void> {
  const lease = { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken };
  await record(dependencies, ref, 'intended', null, (session) => assertLease(dependencies.store, lease, session));
}

/** Where the worker dies before this, the end of the operation records the outcome as unknown. */
async function recordOutcome(dependencies: Dependencies, ref: ChangeRef, answer: TargetAnswer): Promise<void> {
  if (answer.ok) return record(dependencies, ref, 'succeeded', null);
  await record(dependencies, ref, answer.effect === 'unknown' ? 'unknown' : 'failed', answer.code);
}

async function record(
  { store }: Dependencies,
  ref: ChangeRef,
  status: AuditStatus,
  code: string | null,
  also: (session: Parameters<typeof recordEffect>[1]) => Promise<void> = async () => undefined,
): Promise<void> {
  await store.transaction(async (session) => {
    await also(session);
    const job = await store.models.jobs.findById(ref.jobId, null, { session }).lean<JobDocument>();
    if (!job) throw new Error(`job ${ref.jobId} is gone`);
    const what = { operation: `${ref.operation}.apply`, status, ...(code ? { code } : {}) };
    await recordEffect(store, session, auditEntryOf(job, ref.resourceId, what));
  });
}
