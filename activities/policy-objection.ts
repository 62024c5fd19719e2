/** The policy was asked when the job was; by now another one may hold, the maintenance window be over, or consent be gone. */

import { ALWAYS_OPEN, type Verdict } from '../domain/policy/decide.ts';
import { askedOfJob } from '../store/approvals/asked-of-job.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../store/approvals/consent.ts';
import { recordEffect } from '../store/audit-log.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import type { DeviceDocument } from '../store/models/inventory.ts';
import type { JobDocument } from '../store/models/job.ts';
import { askPolicy, type GovernedResource } from '../store/policy/ask-policy.ts';
import { ConditionFacts } from '../store/policy/condition-facts.ts';
import { windowStateOf } from '../store/policy/maintenance.ts';
import { isTurningJob } from '../store/turning/turning-job.ts';
import type { OperationRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

/** Why the operation is not begun, with a record of it; null: nothing stands against it. */
export async function policyObjection(
  { store }: Pick<Dependencies, 'store'>,
  job: JobDocument,
  { operation, resourceId }: Pick<OperationRef, 'operation' | 'resourceId'>,
  governed: GovernedResource,
  device: DeviceDocument,
): Promise<string | null> {
  if (isTurningJob(job)) return objectionToTurning(governed);
  const { actor, reason, ticket_id: ticketId } = job;
  const approval = await approvalOfJob(store, job);
  const isEmergency = approval?.kind === 'review';
  const asked = { operation, isBulk: false, actor, reason, ticketId, minutes: null, now: new Date() };
  // An emergency goes past hours and consent, and past nothing else.
  const resource = isEmergency ? { ...governed, windows: ALWAYS_OPEN } : governed;
  const verdict = await askPolicy(new ConditionFacts(store), resource, asked);
  const objection =
    (isEmergency ? objectionToEmergency(approval) : null) ??
    objectionOf(verdict) ??
    (verdict.approval &&
      (await objectionToConsent(store, job, verdict.approval, askedOfJob(job, governed.resource, device))));
  if (objection === null) return null;
  const denied = {
    operation: `${operation}.begin`,
    status: 'denied',
    code: 'policy_refused',
    policy: verdict.recorded,
    change: verdict.decision === 'refused' ? 'refused by policy' : objection,
  } as const;
  await store.transaction((session) => recordEffect(store, session, auditEntryOf(job, resourceId, denied)));
  return objection;
}

/** All else was decided with the check-out; the window may have closed since the rotation was asked for. */
function objectionToTurning({ policy }: GovernedResource): string | null {
  const { closedBy } = windowStateOf(policy, new Date());
  return closedBy === null ? null : `${closedBy} do not let it be changed now`;
}

function objectionOf({ decision, refusals }: Verdict): string | null {
  if (decision !== 'refused') return null;
  return `refused by policy: ${refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ')}`.slice(0, 500);
}
