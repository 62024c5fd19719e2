/** Whether what a custody rests on holds by now: its holder and their rights, the consent, the policy. */

import type { AuditActor, PolicyDecision } from '../../domain/audit.ts';
import { isPendingCustody } from '../../domain/custody.ts';
import type { ItemFailureCode } from '../../domain/job.ts';
import type { Refusal } from '../../domain/policy/decide.ts';
import { isStillPermitted } from '../access/still-permitted.ts';
import { askedOfJob } from '../approvals/asked-of-job.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../approvals/consent.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { DeviceDocument, ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import { askPolicy } from '../policy/ask-policy.ts';
import { ConditionFacts } from '../policy/condition-facts.ts';
import { loadGoverned } from '../policy/governed-resource.ts';
import type { Store } from '../store.ts';

export interface CustodyObjection {
  readonly code: Extract<ItemFailureCode, 'policy_refused' | 'approval_revoked'>;
  /** In Capstan's words. */
  readonly detail: string;
  /** What the policy said, where that is it. */
  readonly policy: PolicyDecision | null;
}

/** What a custody that has begun still needs; the rest was asked when it began. */
const GOES_ON_BY: readonly Refusal['rule'][] = ['checkout_allowed', 'conditions'];

/**
 * @param actor who wants it now, and from where: conditions of policies may ask.
 * @returns what stands against it; null: nothing.
 */
export async function custodyObjection(
  store: Store,
  custody: CustodyDocument,
  job: JobDocument,
  now: Date,
  actor: AuditActor = custody.holder,
): Promise<CustodyObjection | null> {
  const { organization_id, resource_id, holder } = custody;
  const inOrganization = { organization_id };
  const resource = await store.models.resources
    .findOne({ _id: resource_id, ...inOrganization })
    .lean<ResourceDocument>();
  const device = resource && (await store.models.devices.findOne({ _id: resource.device_id }).lean<DeviceDocument>());
  if (!resource || !device) throw new Error(`resource ${resource_id} is gone`);
  if (!(await isActorActive(store, holder))) return plain('whoever has asked is not active any more');
  const place = { scopeId: resource.scope_id, resourceId: resource_id };
  const question = { permission: 'credential:checkout', area: 'check-outs', place, now } as const;
  if (!(await isStillPermitted(store, organization_id, holder, question))) {
    return plain('whoever has asked may not check it out any more');
  }
  const isBeginning = isPendingCustody(custody.status);
  if (resource.status === 'inactive' || device.status === 'inactive') {
    return plain('the resource or its device is inactive');
  }
  return objectionOfPolicy(store, { custody, job, resource, device, now, actor, isBeginning });
}

interface Asked {
  readonly custody: CustodyDocument;
  readonly job: JobDocument;
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly now: Date;
  readonly actor: AuditActor;
  readonly isBeginning: boolean;
}

async function objectionOfPolicy(
  store: Store,
  { custody, job, resource, device, now, actor, isBeginning }: Asked,
): Promise<CustodyObjection | null> {
  const approval = await approvalOfJob(store, job);
  if (approval?.kind === 'review') {
    const objection = objectionToEmergency(approval);
    if (objection !== null) return plain(objection);
  }
  if (approval?.status === 'revoked') {
    return { ...plain('the consent that the policy wants was taken back'), code: 'approval_revoked' };
  }
  const governed = await loadGoverned(store, resource);
  const { reason, ticket_id: ticketId, minutes } = custody;
  const question = { operation: 'checkout', isBulk: false, actor, reason, ticketId, minutes, now } as const;
  const verdict = await askPolicy(new ConditionFacts(store), governed, question);
  const { recorded } = verdict;
  const refusals = verdict.refusals.filter(({ rule }) => isBeginning || GOES_ON_BY.includes(rule));
  if (refusals.length > 0) {
    const why = refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ');
    return { ...plain(`refused by policy: ${why}`.slice(0, 500)), policy: recorded };
  }
  if (!isBeginning || verdict.approval === null) return null;
  const objection = await objectionToConsent(store, job, verdict.approval, askedOfJob(job, resource, device));
  return objection === null ? null : { ...plain(objection), policy: recorded };
}

function plain(detail: string): CustodyObjection {
  return { code: 'policy_refused', detail, policy: null };
}
