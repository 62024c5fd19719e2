/** Step `begin`: takes the lease, moves the job to `running`, says what the operation has to work with. */

import { operationOfBulk } from '../domain/bulk.ts';
import { isByReconcileAccount } from '../domain/change-authority.ts';
import { type FoundWait, waitFor } from '../domain/item-wait.ts';
import { CREDENTIAL_OPERATIONS, type ItemOutcome, isReading, type TargetOperation } from '../domain/job.ts';
import { mostParallelOn } from '../domain/policy/parallel.ts';
import { isByCertificate, NO_SECRET_IN_WORDS } from '../domain/ssh-certificate.ts';
import { sharedKeyInWords } from '../domain/ssh-key.ts';
import { recordEffect } from '../store/audit-log.ts';
import { findVersion } from '../store/credential-versions.ts';
import { custodyOf } from '../store/custody/hold.ts';
import { newEventId } from '../store/event-ids.ts';
import { noteWait } from '../store/item-waits.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import { leaseHolders } from '../store/lease-holders.ts';
import { acquireLease, assertLease, releaseLease, releaseLeaseOfJob } from '../store/leases.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../store/models/credential.ts';
import type { JobDocument } from '../store/models/job.ts';
import { countPlaceWaits, endPlaceWait, endPlanWaits, notePlaceWait, notePlanWaits } from '../store/place-waits.ts';
import { loadGoverned } from '../store/policy/governed-resource.ts';
import { isVersion } from '../store/ssh-keys/placements.ts';
import { versionToDeploy } from '../store/ssh-keys/versions.ts';
import type { Store } from '../store/store.ts';
import { askAlone, putBackForRoom, putBackWhileStill } from './bulk/begin-alone.ts';
import { leavePlatformSlot, takePlatformSlot } from './bulk/platform-slot.ts';
import type { BeginResult, OperationRef, Plan, Stamped } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { findPolicyObjection, type PolicyFinding, recordObjection } from './policy-objection.ts';
import { type CandidateState, candidateState, hasSent, isUntold } from './sent-before.ts';
import { loadManaged, loadReconcileAccount, type ManagedResource } from './target.ts';
import { recordedStep, type StepReport } from './timeline.ts';

type BeginRef = OperationRef & { readonly round: number };

/** About a quarter of an hour: an item that waits for longer for room at its device or platform lets its job look again, and does not fail. */
const ROUNDS_FOR_ROOM = 90;

export function begin(dependencies: Dependencies) {
  return (ref: BeginRef): Promise<Stamped<BeginResult>> =>
    recordedStep(dependencies, ref, 'begin', () => start(dependencies, ref), describe);
}

function describe(result: BeginResult): StepReport {
  switch (result.state) {
    case 'busy':
      return { outcome: 'waiting', detail: result.reason };
    case 'over':
      return { outcome: 'succeeded', detail: 'the job was over before it began' };
    case 'refused':
      return 'code' in result.outcome ? { outcome: 'failed', code: result.outcome.code } : { outcome: 'failed' };
    case 'ready':
      return { outcome: 'succeeded' };
  }
}

async function start(dependencies: Dependencies, ref: BeginRef): Promise<BeginResult> {
  const { store } = dependencies;
  const item = await store.models.jobItems.findOne({ job_id: ref.jobId, resource_id: ref.resourceId }).lean();
  if (!item || item.ended_at) {
    // An earlier attempt may have taken it just before the job was canceled.
    await releaseLeaseOfJob(store, ref.resourceId, ref.jobId);
    return { state: 'over' };
  }

  const asked = await store.models.jobs.findById(ref.jobId).lean<JobDocument>();
  // Whoever reaches Temporal may start another operation for the same job.
  if (!asked || operationOfJob(asked) !== ref.operation) return { state: 'over' };
  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const isSentBefore = await isUntold(store, ref);
  const mayBePutBack = asked.bulk && !isSentBefore;
  if (mayBePutBack && (await putBackWhileStill(dependencies, ref))) return over(store, ref);
  if (mayBePutBack && !(await takePlatformSlot(store, ref, managed.platform))) {
    if (ref.round < ROUNDS_FOR_ROOM) return busy(store, ref, waitFor('platform'), crowded(managed.platform), false);
    await putBackForRoom(dependencies, ref, 'platform');
    return over(store, ref);
  }
  const governed = await loadGoverned(store, managed.resource);
  const ofJob = asked.bulk?.options.max_parallel_per_device ?? null;
  const maxParallel = mostParallelOn(managed.platform, governed.policy, ofJob);
  const lease = await acquireLease(store, {
    resourceId: ref.resourceId,
    jobId: ref.jobId,
    deviceId: managed.device._id,
    maxParallel,
    leavesFree: mayBePutBack ? ((await countPlaceWaits(store, [managed.device._id])).get(managed.device._id) ?? 0) : 0,
  });
  await tellPlaceWait(store, ref, managed.device._id, lease, Boolean(mayBePutBack));
  if ('busy' in lease) {
    await leavePlatformSlot(store, ref);
    if (mayBePutBack && lease.busy === 'device' && ref.round >= ROUNDS_FOR_ROOM) {
      await putBackForRoom(dependencies, ref, 'device');
      return over(store, ref);
    }
    if (lease.busy === 'resource') {
      const holder = (await leaseHolders(store, [ref.resourceId])).get(ref.resourceId);
      const held = waitFor('resource', { job_id: holder ?? null });
      return busy(store, ref, held, 'another job works on the resource', isSentBefore);
    }
    const reason = `${maxParallel} jobs work on the device, as many as platform and policy allow`;
    return busy(store, ref, waitFor('device'), reason, isSentBefore);
  }

  const [checkOut] = !isReading(ref.operation) && !isSentBefore ? await custodiesOf(store, managed) : [];
  if (checkOut !== undefined) {
    await over(store, ref);
    const held = waitFor('check_out', { check_out_id: checkOut });
    return busy(store, ref, held, 'somebody has the credential checked out', false);
  }
  if (item.waits_for) await noteWait(store, ref, null);
  // Items of jobs by a plan are asked about beside the plan, below.
  const finding = asked.bulk
    ? null
    : await findPolicyObjection(dependencies, asked, ref.operation, governed, managed.device);
  const begun = await store.transaction(async (session) => {
    await assertLease(store, lease, session);
    const now = new Date();
    const eventId = newEventId();
    const job = await store.models.jobs
      .findOneAndUpdate(
        { _id: ref.jobId, organization_id: ref.organizationId, status: 'queued' },
        {
          $set: { status: 'running', started_at: now, updated_at: now, last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!job) {
      // Begun before (a repeated attempt, a workflow that had lost its lease, a job by a plan), or canceled just now.
      const underWay = { _id: ref.jobId, status: { $in: ['running', 'paused'] } } as const;
      const running = await store.models.jobs.exists(underWay).session(session);
      if (!running) await releaseLease(store, lease, session);
      return running !== null;
    }
    await store.models.jobItems.updateOne(
      { _id: item._id, status: 'queued' },
      { $set: { status: 'running', started_at: now } },
      { session },
    );
    // What is objected to is on record by itself.
    const policy = finding?.objection === null ? finding.policy : null;
    const what = { operation: `${ref.operation}.begin`, status: 'succeeded', policy } as const;
    await recordEffect(store, session, auditEntryOf(job, ref.resourceId, what), eventId);
    return true;
  });
  if (!begun) return { state: 'over' };

  const leaseToken = lease.token;
  const credentialId = managed.credential?._id ?? 0;
  const candidate = await candidateState(store, ref, managed.credential);
  // What has been sent is seen through, whatever has come to stand against it.
  const isSent = candidate.own !== 'nothing' && (await hasSent(store, ref));
  if (asked.bulk && !isSent) {
    const answer = await askAlone(dependencies, ref, item);
    if (answer.state === 'put_back') return over(store, ref);
    if (answer.state === 'refused') return { state: 'refused', leaseToken, credentialId, outcome: answer.outcome };
  }
  const refusal = isSent || finding === null ? null : await refusalOf(dependencies, ref, managed, finding);
  if (refusal) return { state: 'refused', leaseToken, credentialId, outcome: refusal };
  return { state: 'ready', leaseToken, credentialId, plan: await planOf(dependencies, ref, managed, candidate) };
}

/** Work by a plan makes way for it; what a plan may put back is such work itself, for which preflights make way. */
async function tellPlaceWait(
  store: Store,
  ref: BeginRef,
  device: number,
  lease: Awaited<ReturnType<typeof acquireLease>>,
  mayBePutBack: boolean,
): Promise<void> {
  const isWaiting = 'busy' in lease && lease.busy === 'device';
  if (mayBePutBack && isWaiting) await notePlanWaits(store, ref.jobId, [device]);
  else if (mayBePutBack && !('busy' in lease)) await endPlanWaits(store, ref.jobId, [device]);
  else if (isWaiting) await notePlaceWait(store, ref, device);
  else if (ref.round > 1) await endPlaceWait(store, ref);
}

/** Its turn has not come: what it waits for is told to whoever looks. */
async function busy(
  store: Store,
  ref: BeginRef,
  found: FoundWait,
  reason: string,
  isSent: boolean,
): Promise<BeginResult> {
  await noteWait(store, ref, found);
  return { state: 'busy', reason, isSent };
}

/** Who has it checked out; read while the lease is held: nobody else can from here on. */
async function custodiesOf({ models }: Store, { credential }: ManagedResource): Promise<readonly number[]> {
  if (credential === null) return [];
  const found = await models.credentials.findById(credential._id, { custody: 1 }).lean<CredentialDocument>();
  return found === null ? [] : custodyOf(found).holders;
}

/** Another one goes on with it, or nobody: what it holds of the resource is free again. */
async function over(store: Store, { resourceId, jobId }: OperationRef): Promise<BeginResult> {
  await releaseLeaseOfJob(store, resourceId, jobId);
  return { state: 'over' };
}

function crowded({ max_parallel }: ManagedResource['platform']): string {
  return `${max_parallel} resources of the platform are worked on by jobs by a plan, as many as it allows`;
}

/** What a job does to each of its resources; null where it does nothing to any. */
function operationOfJob({ operation }: JobDocument): TargetOperation | null {
  if (operation === 'discover') return operation;
  return CREDENTIAL_OPERATIONS.find((known) => known === operation) ?? operationOfBulk(operation);
}

async function refusalOf(
  dependencies: Dependencies,
  ref: OperationRef,
  managed: ManagedResource,
  finding: PolicyFinding,
): Promise<ItemOutcome | null> {
  const job = await dependencies.store.models.jobs.findById(ref.jobId).lean<JobDocument>();
  if (job?.cancel_requested) return { status: 'canceled', effect: 'none', message: 'canceled before the first step' };
  const refuse = (code: RefusalCode, message: string) => ({ status: 'failed', code, effect: 'none', message }) as const;
  if (managed.resource.status === 'inactive') return refuse('resource_inactive', 'the resource is inactive');
  if (managed.device.status === 'inactive') return refuse('resource_inactive', 'the device is inactive');
  const current = managed.credential && (await findVersion(dependencies.store, managed.credential._id, 'current'));
  if (!current) return refuse('credential_missing', 'the resource has no active credential');
  if (!isReading(ref.operation) && isByCertificate(managed.platform.connector)) {
    return refuse('not_supported', NO_SECRET_IN_WORDS);
  }
  const onSharedKey = ref.operation === 'rotate' ? await sharedKeyObjection(dependencies, managed, current) : null;
  if (onSharedKey) return refuse('not_supported', onSharedKey);
  const needsAccount = isByReconcileAccount(ref.operation, managed.platform);
  if (needsAccount && !(await loadReconcileAccount(dependencies, managed))) {
    return refuse('reconcile_account_missing', 'neither the resource nor its device names a usable reconcile account');
  }
  if (job === null || finding.objection === null) return null;
  await recordObjection(dependencies, job, ref, finding.objection, finding.policy);
  return refuse('policy_refused', finding.objection);
}

type RefusalCode =
  | 'resource_inactive'
  | 'credential_missing'
  | 'not_supported'
  | 'reconcile_account_missing'
  | 'policy_refused';

/** Nothing is left to deploy of a key that others share: another one is for all of them to have. */
async function sharedKeyObjection(
  { store }: Dependencies,
  { credential }: ManagedResource,
  current: CredentialVersionDocument,
): Promise<string | null> {
  const id = credential?.ssh_key_id ?? null;
  if (id === null) return null;
  const { version } = await versionToDeploy(store, id);
  return isVersion(current.ssh_key, { id, version }) ? sharedKeyInWords(id) : null;
}

async function planOf(
  dependencies: Dependencies,
  ref: OperationRef,
  managed: ManagedResource,
  candidate: CandidateState,
): Promise<Plan> {
  const { platform } = managed;
  const { connect_ms, operation_ms, settle_ms } = platform.timeouts;
  return {
    changeBy: ref.operation === 'reconcile' ? 'reconcile_account' : platform.change_by,
    reconcileAccount: (await loadReconcileAccount(dependencies, managed)) !== null,
    ...candidate,
    removesOld: dependencies.connectorFor(platform.connector).supports.removal,
    // A call may connect, act and clean up.
    targetCallMs: 2 * (connect_ms + operation_ms),
    settleMs: settle_ms,
  };
}
