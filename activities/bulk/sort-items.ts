/** Looks at the items of a batch before anything is done: which can be worked on together, which not, and which not now. */

import { type ItemFailureCode, isBulkOperation } from '../../domain/job.ts';
import { ALWAYS_OPEN, isChange } from '../../domain/policy/decide.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../../store/approvals/consent.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import { askedOfBulk } from '../../store/plans/asked.ts';
import { fingerprintOf } from '../../store/plans/fingerprint.ts';
import { loadManagedBatch, type ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import { askPolicy } from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import { windowStateOf } from '../../store/policy/maintenance.ts';
import { rotationPrefix } from '../rotation-id.ts';
import type { Batch, BatchItem, ItemResult } from './batch.ts';
import type { BulkItem } from './bulk-job.ts';

/** Other jobs may hold a resource for so long; then its item fails. */
const BUSY_WITHIN_MS = 30 * 60_000;
const LOOK_AGAIN_MS = 5_000;
/** So often an operation of its own may leave an item open before it ends as unknown. */
const MOST_HANDED = 20;

export interface SortedItems {
  /** To be worked on together. */
  readonly together: readonly BatchItem[];
  /** To be handed to operations of their own: a candidate whose fate is open, or old secrets that have to be removed. */
  readonly alone: readonly BulkItem[];
  readonly results: readonly ItemResult[];
}

export async function sortItems(batch: Batch, items: readonly BulkItem[]): Promise<SortedItems> {
  const { dependencies, job } = batch;
  const { store, policyBooks } = dependencies;
  const ids = items.map(({ resource_id }) => resource_id);
  const facts = await loadManagedBatch(store, policyBooks, job.organization_id, ids);
  const question = new BatchQuestion(batch);
  const together: BatchItem[] = [];
  const alone: BulkItem[] = [];
  const results: ItemResult[] = [];
  for (const item of items) {
    const known = facts.get(item.resource_id);
    const found = known
      ? await placeOf(batch, question, item, known)
      : refused(item, 'plan_drifted', 'the resource is gone');
    if (found === 'alone') alone.push(item);
    else if ('kind' in found) results.push(found);
    else together.push(found);
  }
  return { together, alone, results };
}

type Sorted = BatchItem | ItemResult | 'alone';

async function placeOf(batch: Batch, question: BatchQuestion, item: BulkItem, facts: ManagedFacts): Promise<Sorted> {
  if (isLeftOpen(batch, item, facts)) {
    if (item.bulk.handed < MOST_HANDED) return 'alone';
    const message = `an operation of its own has left it open ${MOST_HANDED} times; the next one on the resource settles it`;
    return { kind: 'refused', item, code: 'internal', message, outcome: 'unknown' };
  }
  const objection = objectionTo(batch, item, facts);
  if (objection) return objection;
  const asked = await question.put(item, facts);
  if ('kind' in asked) return asked;
  const { connector } = facts.platform;
  // An inherited candidate has to be settled first; old keys have to be removed afterwards.
  const isAlone = facts.pending !== null || batch.dependencies.connectorFor(connector).supports.removal;
  if (isAlone && batch.operation !== 'verify') return 'alone';
  if (facts.pending !== null) return 'alone';
  return { item, facts, closesAt: asked.closesAt };
}

/** An earlier attempt has begun with it, and its end is not known. */
function isLeftOpen({ job, operation }: Batch, item: BulkItem, { current, pending }: ManagedFacts): boolean {
  if (item.status === 'running') return operation !== 'verify' || pending !== null;
  const own = rotationPrefix(job._id, item.resource_id);
  return [current, pending].some((version) => version?.rotation_id?.startsWith(own) ?? false);
}

function objectionTo(batch: Batch, item: BulkItem, facts: ManagedFacts): ItemResult | null {
  const { resource, device, platform, credential, current, reconcile, leasedBy } = facts;
  if (resource.status === 'inactive') return refused(item, 'resource_inactive', 'the resource is inactive');
  if (device.status === 'inactive') return refused(item, 'resource_inactive', 'the device is inactive');
  if (!credential || !current) return refused(item, 'credential_missing', 'the resource has no active credential');
  const needsReconcile =
    batch.operation === 'reconcile' || (batch.operation === 'rotate' && platform.change_by === 'reconcile_account');
  if (needsReconcile && !reconcile) {
    const message = 'neither the resource nor its device names a usable reconcile account';
    return refused(item, 'reconcile_account_missing', message);
  }
  if (fingerprintOf(facts) !== item.bulk.fingerprint) {
    return refused(item, 'plan_drifted', 'it is not what the plan was made for any more; make another plan');
  }
  if (leasedBy !== null && leasedBy !== batch.job._id) return busy(item);
  return guardObjection(batch, item, facts);
}

/** A change by the reconcile account does not begin with a login of the account itself. */
function guardObjection(
  { operation }: Batch,
  item: BulkItem,
  { platform, credential }: ManagedFacts,
): ItemResult | null {
  if (operation === 'reconcile' || (operation === 'rotate' && platform.change_by === 'reconcile_account')) return null;
  const { max_failed_logins: most, window_seconds: seconds } = platform.login_guard;
  const since = Date.now() - seconds * 1000;
  const failed = (credential?.failed_logins ?? []).filter((at) => at.getTime() > since).length;
  const open = (credential?.open_logins ?? []).filter(({ at }) => at.getTime() > since).length;
  if (failed + open < most) return null;
  const message = `${most} logins failed or stand open within ${seconds} s; Capstan waits so that the account is not locked out`;
  return refused(item, 'lockout_guard', message);
}

/** Another job works on it: it comes again, for as long as single operations wait too. */
export function busy(item: BulkItem): ItemResult {
  const since = item.bulk.busy_since ?? new Date();
  if (Date.now() - since.getTime() > BUSY_WITHIN_MS) {
    return refused(item, 'resource_busy', 'other jobs held the resource for half an hour');
  }
  return { kind: 'deferred', item, until: new Date(Date.now() + LOOK_AGAIN_MS), isBusy: true };
}

function refused(item: BulkItem, code: ItemFailureCode, message: string): ItemResult {
  return { kind: 'refused', item, code, message, outcome: 'failed' };
}

/** The policy was asked when the plan was made, and when the job was; what holds by now decides. */
class BatchQuestion {
  readonly #batch: Batch;
  readonly #facts: ConditionFacts;
  readonly #consent = new Map<string, Promise<string | null>>();
  readonly #approval: Promise<ApprovalDocument | null>;
  readonly #now = new Date();

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#facts = new ConditionFacts(batch.dependencies.store);
    this.#approval = approvalOfJob(batch.dependencies.store, batch.job);
  }

  async put(item: BulkItem, { governed }: ManagedFacts): Promise<ItemResult | Pick<BatchItem, 'closesAt'>> {
    const { job, operation } = this.#batch;
    const { actor, reason, ticket_id: ticketId } = job;
    const approval = await this.#approval;
    // An emergency goes past hours and consent, and past nothing else.
    const isEmergency = approval?.kind === 'review';
    const windows = isEmergency ? ALWAYS_OPEN : windowStateOf(governed.policy, this.#now);
    const asked = { operation, isBulk: true, actor, reason, ticketId, minutes: null, now: this.#now };
    const verdict = await askPolicy(this.#facts, { ...governed, windows }, asked);
    const { decision, refusals, approval: wanted, recorded: policy } = verdict;
    const denied = (message: string) => ({ ...refused(item, 'policy_refused', message), policy });
    if (decision === 'refused') {
      return denied(
        `refused by policy: ${refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ')}`.slice(0, 500),
      );
    }
    const objection =
      (isEmergency ? objectionToEmergency(approval) : null) ?? (wanted && (await this.#objectionToConsent(wanted)));
    if (objection) return denied(objection);
    if (!isChange(operation) || windows.closedBy === null) return { closesAt: windows.closesAt };
    if (windows.opensAt === null) return denied('no maintenance window opens in sight');
    return { kind: 'deferred', item, until: windows.opensAt, isBusy: false };
  }

  /** What a policy asks for by itself, it consents to. */
  #objectionToConsent(rule: ApprovalRule): Promise<string | null> {
    const key = JSON.stringify(rule);
    const known = this.#consent.get(key) ?? this.#askForConsent(rule);
    this.#consent.set(key, known);
    return known;
  }

  async #askForConsent(rule: ApprovalRule): Promise<string | null> {
    const { job, dependencies } = this.#batch;
    if (job.actor.type === 'system' || !isBulkOperation(job.operation)) return null;
    const { store } = dependencies;
    const plan = await store.models.plans.findById(job.bulk.plan_id, { digest: 1 }).lean();
    if (!plan) return 'its plan is gone';
    return objectionToConsent(store, job, rule, askedOfBulk(job, plan));
  }
}
