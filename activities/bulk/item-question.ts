/**
 * Whether an item may be begun now, as it was planned: asked of each when its turn comes, in a batch or by an operation of
 * its own. Rights and policy were asked when the plan was made, and when the job was; what holds by now decides.
 */

import type { PolicyDecision } from '../../domain/audit.ts';
import { isByReconcileAccount } from '../../domain/change-authority.ts';
import { type FoundWait, waitFor } from '../../domain/item-wait.ts';
import type { CredentialOperation, ItemFailureCode } from '../../domain/job.ts';
import { guardInWords } from '../../domain/login-guard.ts';
import { ALWAYS_OPEN, isChange } from '../../domain/policy/decide.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import { isByCertificate, NO_SECRET_IN_WORDS } from '../../domain/ssh-certificate.ts';
import { sharedKeyInWords } from '../../domain/ssh-key.ts';
import { type ObjectionAt, objectionsByRights } from '../../store/access/job-rights.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../../store/approvals/consent.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import { askedOfBulk } from '../../store/plans/asked-of-bulk.ts';
import { fingerprintOf } from '../../store/plans/fingerprint.ts';
import type { ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import { askPolicy } from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import { windowStateOf } from '../../store/policy/maintenance.ts';
import { isVersion } from '../../store/ssh-keys/placements.ts';
import type { Store } from '../../store/store.ts';
import { type BulkItem, type BulkJob, loadBulkJob, standsStill } from './bulk-job.ts';

export type ItemAnswer =
  | {
      readonly state: 'open';
      /** When its maintenance window closes; null: not in sight. */
      readonly closesAt: Date | null;
      readonly policy: PolicyDecision | null;
    }
  /** It fails, and nothing was done. */
  | {
      readonly state: 'refused';
      readonly code: ItemFailureCode;
      readonly message: string;
      readonly policy: PolicyDecision | null;
    }
  /** Its window is closed; or, at once: the job stands still by now, and whoever looks for what is next will see it. */
  | { readonly state: 'later'; readonly until: Date; readonly waitsFor: FoundWait | null };

export class ItemQuestion {
  readonly #store: Store;
  readonly #job: BulkJob;
  readonly #operation: CredentialOperation;
  readonly #facts: ConditionFacts;
  readonly #consent = new Map<string, Promise<string | null>>();
  #approval: Promise<ApprovalDocument | null> | undefined;
  #rights: Promise<ObjectionAt> | undefined;
  readonly #now = new Date();

  constructor(store: Store, job: BulkJob, operation: CredentialOperation) {
    this.#store = store;
    this.#job = job;
    this.#operation = operation;
    this.#facts = new ConditionFacts(store);
  }

  async put(item: BulkItem, facts: ManagedFacts): Promise<ItemAnswer> {
    const objection = this.#objectionTo(item, facts);
    if (objection) return objection;
    this.#rights ??= objectionsByRights(this.#store, this.#job);
    const { _id: resourceId, scope_id: scopeId } = facts.resource;
    const lost = (await this.#rights)({ scopeId, resourceId }, this.#now);
    return lost === null ? this.#askPolicy(facts) : this.#refusedUnlessStill(lost, null);
  }

  #objectionTo(item: BulkItem, facts: ManagedFacts): ItemAnswer | null {
    const { resource, device, platform, credential, current, sharedKey, reconcile, governed } = facts;
    if (resource.status === 'inactive') return refused('resource_inactive', 'the resource is inactive');
    if (device.status === 'inactive') return refused('resource_inactive', 'the device is inactive');
    if (!credential || !current) return refused('credential_missing', 'the resource has no active credential');
    if (isChange(this.#operation) && isByCertificate(platform.connector)) {
      return refused('not_supported', NO_SECRET_IN_WORDS);
    }
    if (this.#operation === 'rotate' && sharedKey && isVersion(current.ssh_key, sharedKey)) {
      return refused('not_supported', sharedKeyInWords(sharedKey.id));
    }
    if (isByReconcileAccount(this.#operation, platform) && !reconcile) {
      const message = 'neither the resource nor its device names a usable reconcile account';
      return refused('reconcile_account_missing', message);
    }
    if (!governed.lineage.includes(this.#job.scope_id)) {
      return refused('plan_drifted', 'it has left the scope that the plan is about; make another plan');
    }
    if (fingerprintOf(facts) !== item.bulk.fingerprint) {
      return refused('plan_drifted', 'it is not what the plan was made for any more; make another plan');
    }
    // A change by the reconcile account does not begin with a login of the account itself.
    const { max_failed_logins: most, window_seconds: seconds } = platform.login_guard;
    const isOpen = isByReconcileAccount(this.#operation, platform) || failedLogins(credential, seconds) < most;
    return isOpen ? null : refused('lockout_guard', guardInWords(platform.login_guard));
  }

  async #askPolicy({ governed, sharedKey }: ManagedFacts): Promise<ItemAnswer> {
    const { actor, reason, ticket_id: ticketId } = this.#job;
    this.#approval ??= approvalOfJob(this.#store, this.#job);
    const approval = await this.#approval;
    // An emergency goes past hours and consent, and past nothing else.
    const isEmergency = approval?.kind === 'review';
    const windows = isEmergency ? ALWAYS_OPEN : windowStateOf(governed.policy, this.#now);
    const asked = { operation: this.#operation, isBulk: true, actor, reason, ticketId, minutes: null, now: this.#now };
    const verdict = await askPolicy(this.#facts, { ...governed, windows }, asked);
    const { decision, refusals, approval: wanted, recorded: policy } = verdict;
    const denied = (message: string) => refused('policy_refused', message, policy);
    if (decision === 'refused') {
      const reasons = refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ');
      return denied(`refused by policy: ${reasons}`.slice(0, 500));
    }
    const objection =
      actor.type === 'system'
        ? objectionToSchedule(governed.policy, { wanted, isOfKey: sharedKey !== null })
        : ((isEmergency ? objectionToEmergency(approval) : null) ??
          (wanted && (await this.#objectionToConsent(wanted))));
    if (objection) return this.#refusedUnlessStill(objection, policy);
    if (!isChange(this.#operation) || windows.closedBy === null) {
      return { state: 'open', closesAt: windows.closesAt, policy };
    }
    if (windows.opensAt === null) return denied('no maintenance window opens in sight');
    return { state: 'later', until: windows.opensAt, waitsFor: waitFor('window') };
  }

  /** Whoever takes consent back stops the job by it, perhaps since it was read: then the item is canceled, and has not failed. */
  async #refusedUnlessStill(message: string, policy: PolicyDecision | null): Promise<ItemAnswer> {
    const { _id: jobId, organization_id: organizationId } = this.#job;
    const job = await loadBulkJob(this.#store, { jobId, organizationId });
    if (standsStill(job)) return { state: 'later', until: new Date(), waitsFor: null };
    return refused('policy_refused', message, policy);
  }

  #objectionToConsent(rule: ApprovalRule): Promise<string | null> {
    const key = JSON.stringify(rule);
    const known = this.#consent.get(key) ?? this.#askForConsent(rule);
    this.#consent.set(key, known);
    return known;
  }

  async #askForConsent(rule: ApprovalRule): Promise<string | null> {
    const job = this.#job;
    const plan = await this.#store.models.plans.findById(job.bulk.plan_id, { digest: 1 }).lean();
    if (!plan) return 'its plan is gone';
    return objectionToConsent(this.#store, job, rule, askedOfBulk(job, plan));
  }
}

/**
 * That a policy makes it due is the consent to what Capstan asks for by itself. A key that is due on one account turns on
 * all of them, save where people are to be asked.
 */
function objectionToSchedule(
  policy: EffectivePolicy,
  { wanted, isOfKey }: { readonly wanted: ApprovalRule | null; readonly isOfKey: boolean },
): string | null {
  if (ruleValue(policy, 'rotation_interval_days') !== undefined || (isOfKey && wanted === null)) return null;
  return 'no policy makes it due any more';
}

/** Of the credential, lately: failed ones, and those whose end is not told. */
function failedLogins(
  { failed_logins, open_logins = [] }: NonNullable<ManagedFacts['credential']>,
  seconds: number,
): number {
  const since = Date.now() - seconds * 1000;
  const failed = failed_logins.filter((at) => at.getTime() > since).length;
  return failed + open_logins.filter(({ at }) => at.getTime() > since).length;
}

function refused(code: ItemFailureCode, message: string, policy: PolicyDecision | null = null): ItemAnswer {
  return { state: 'refused', code, message, policy };
}
