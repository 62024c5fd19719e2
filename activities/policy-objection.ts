/**
 * Rights and policy were asked when the job was; by now whoever has asked may have lost theirs, another policy may hold,
 * the maintenance window be over, or consent be gone.
 */

import type { PolicyDecision } from '../domain/audit.ts';
import { policyOperationOf, type TargetOperation } from '../domain/job.ts';
import { ALWAYS_OPEN, type Verdict } from '../domain/policy/decide.ts';
import type { EffectivePolicy } from '../domain/policy/effective.ts';
import { objectionsByRights } from '../store/access/job-rights.ts';
import { askedOfJob } from '../store/approvals/asked-of-job.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../store/approvals/consent.ts';
import { recordEffect } from '../store/audit-log.ts';
import { isLeftToPeople } from '../store/discovery/due-looks.ts';
import { isScheduledLook } from '../store/discovery/scheduled-look.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import type { DeviceDocument } from '../store/models/inventory.ts';
import type { JobDocument } from '../store/models/job.ts';
import { askPolicy, decideGoverned, type GovernedResource } from '../store/policy/ask-policy.ts';
import { ConditionFacts } from '../store/policy/condition-facts.ts';
import { isTurningJob } from '../store/turning/turning-job.ts';
import type { OperationRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

export interface PolicyFinding {
  /** Why the operation is not begun; null: nothing stands against it. */
  readonly objection: string | null;
  /** For the record of it; null where no policy is bound. */
  readonly policy: PolicyDecision | null;
}

/** What rights and policy say by now of a job on one resource. */
export async function findPolicyObjection(
  { store }: Pick<Dependencies, 'store'>,
  job: JobDocument,
  target: TargetOperation,
  governed: GovernedResource,
  device: DeviceDocument,
): Promise<PolicyFinding> {
  const operation = policyOperationOf(target);
  const { actor, reason, ticket_id: ticketId } = job;
  const asked = { operation, isBulk: false, actor, reason, ticketId, minutes: null, now: new Date() };
  if (isTurningJob(job)) {
    const verdict = decideGoverned({ ...governed, policy: hoursAlone(governed.policy) }, asked, []);
    return { objection: objectionOf(verdict), policy: verdict.recorded };
  }
  const { _id: resourceId, scope_id: scopeId } = governed.resource;
  const lost = (await objectionsByRights(store, job))({ scopeId, resourceId }, asked.now);
  if (lost !== null) return { objection: lost, policy: null };
  const approval = await approvalOfJob(store, job);
  const isEmergency = approval?.kind === 'review';
  // An emergency goes past hours and consent, and past nothing else.
  const resource = isEmergency ? { ...governed, windows: ALWAYS_OPEN } : governed;
  const verdict = await askPolicy(new ConditionFacts(store), resource, asked);
  // What the policy itself has made due needs nobody's consent.
  const isDue = isScheduledLook(job) && !isLeftToPeople(governed.policy);
  const wanted = isDue ? null : verdict.approval;
  const objection =
    (isEmergency ? objectionToEmergency(approval) : null) ??
    objectionOf(verdict) ??
    (wanted && (await objectionToConsent(store, job, wanted, askedOfJob(job, governed.resource, device))));
  return { objection, policy: verdict.recorded };
}

/** Of what turns a credential: all else was decided with the access that it follows on; the window may have closed since. */
function hoursAlone(policy: EffectivePolicy): EffectivePolicy {
  const hours = [...policy.rules].filter(([rule]) => rule === 'maintenance_windows' || rule === 'blackouts');
  return { bindings: policy.bindings.map((one) => ({ ...one, conditions: null })), rules: new Map(hours) };
}

export async function recordObjection(
  { store }: Pick<Dependencies, 'store'>,
  job: JobDocument,
  { operation, resourceId }: Pick<OperationRef, 'operation' | 'resourceId'>,
  objection: string,
  policy: PolicyDecision | null,
): Promise<void> {
  const denied = {
    operation: `${operation}.begin`,
    status: 'denied',
    code: 'policy_refused',
    policy,
    change: objectionOnRecord(objection, policy),
  } as const;
  await store.transaction((session) => recordEffect(store, session, auditEntryOf(job, resourceId, denied)));
}

/** Where a policy refuses, its decision in the record says why. */
export function objectionOnRecord(objection: string, policy: PolicyDecision | null): string {
  return policy?.decision === 'refused' ? 'refused by policy' : objection;
}

function objectionOf({ decision, refusals }: Verdict): string | null {
  if (decision !== 'refused') return null;
  return `refused by policy: ${refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ')}`.slice(0, 500);
}
