/** Whether what somebody's access rests on holds by now: who they are and their rights, the consent, the policy. */

import { type NamedOperation, namedIn } from '../domain/access.ts';
import type { AuditActor, PolicyDecision } from '../domain/audit.ts';
import type { AccessOperation, ItemFailureCode } from '../domain/job.ts';
import type { Permission } from '../domain/permissions.ts';
import type { Refusal } from '../domain/policy/decide.ts';
import { isStillPermitted } from './access/still-permitted.ts';
import { askedOfJob } from './approvals/asked-of-job.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from './approvals/consent.ts';
import { isActorActive } from './approvals/who-counts.ts';
import type { DeviceDocument, ResourceDocument } from './models/inventory.ts';
import type { JobDocument } from './models/job.ts';
import { askPolicy } from './policy/ask-policy.ts';
import { ConditionFacts } from './policy/condition-facts.ts';
import { loadGoverned } from './policy/governed-resource.ts';
import type { Store } from './store.ts';

export interface AccessObjection {
  readonly code: Extract<ItemFailureCode, 'policy_refused' | 'approval_revoked'>;
  /** In Capstan's words. */
  readonly detail: string;
  /** What the policy said, where that is it. */
  readonly policy: PolicyDecision | null;
}

/** Access to the target or the credential of a resource. */
export type ResourceAccess = Extract<AccessOperation, 'checkout' | 'connect'>;

/** Access as it was asked for. */
export interface AskedAccess {
  readonly operation: ResourceAccess;
  readonly organizationId: number;
  readonly resourceId: number;
  readonly requester: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly minutes: number;
  /** Whether it has not begun yet: what has, needs less. */
  readonly isBeginning: boolean;
}

interface AccessRules {
  readonly permission: Permission;
  /** The operations of openapi.yaml that it comes from, which applications are authorized for. */
  readonly by: readonly NamedOperation[];
  /** Follows on `whoever has asked may not`. */
  readonly words: string;
  /** What access that has begun still needs of a policy; the rest was asked when it began. */
  readonly goesOnBy: readonly Refusal['rule'][];
}

export const ACCESS_RULES: Readonly<Record<ResourceAccess, AccessRules>> = {
  checkout: {
    permission: 'credential:checkout',
    by: namedIn('check-outs', 'checkOutCredential'),
    words: 'check it out',
    goesOnBy: ['checkout_allowed', 'conditions'],
  },
  connect: {
    permission: 'resource:connect',
    by: namedIn('connect', 'createConnectSession', 'createProxySession'),
    words: 'connect to it',
    goesOnBy: ['connect_allowed', 'conditions'],
  },
};

/**
 * @param actor who wants it now, and from where: conditions of policies may ask.
 * @returns what stands against it; null: nothing.
 */
export async function accessObjection(
  store: Store,
  asked: AskedAccess,
  job: JobDocument,
  now: Date,
  actor: AuditActor = asked.requester,
): Promise<AccessObjection | null> {
  const { organizationId: organization_id, resourceId, requester } = asked;
  const { permission, by, words } = ACCESS_RULES[asked.operation];
  const resource = await store.models.resources.findOne({ _id: resourceId, organization_id }).lean<ResourceDocument>();
  const device = resource && (await store.models.devices.findOne({ _id: resource.device_id }).lean<DeviceDocument>());
  if (!resource || !device) throw new Error(`resource ${resourceId} is gone`);
  if (!(await isActorActive(store, requester))) return plain('whoever has asked is not active any more');
  const place = { scopeId: resource.scope_id, resourceId };
  if (!(await isStillPermitted(store, organization_id, requester, { permission, by, place, now }))) {
    return plain(`whoever has asked may not ${words} any more`);
  }
  if (resource.status === 'inactive' || device.status === 'inactive') {
    return plain('the resource or its device is inactive');
  }
  return objectionOfPolicy(store, { asked, job, resource, device, now, actor });
}

interface Question {
  readonly asked: AskedAccess;
  readonly job: JobDocument;
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly now: Date;
  readonly actor: AuditActor;
}

async function objectionOfPolicy(
  store: Store,
  { asked, job, resource, device, now, actor }: Question,
): Promise<AccessObjection | null> {
  const approval = await approvalOfJob(store, job);
  if (approval?.kind === 'review') {
    const objection = objectionToEmergency(approval);
    if (objection !== null) return plain(objection);
  }
  if (approval?.status === 'revoked') {
    return { ...plain('the consent that the policy wants was taken back'), code: 'approval_revoked' };
  }
  const { operation, reason, ticketId, minutes, isBeginning } = asked;
  const governed = await loadGoverned(store, resource);
  const question = { operation, isBulk: false, actor, reason, ticketId, minutes, now } as const;
  const verdict = await askPolicy(new ConditionFacts(store), governed, question);
  const { goesOnBy } = ACCESS_RULES[operation];
  const refusals = verdict.refusals.filter(({ rule }) => isBeginning || goesOnBy.includes(rule));
  if (refusals.length > 0) {
    const why = refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ');
    return { ...plain(`refused by policy: ${why}`.slice(0, 500)), policy: verdict.recorded };
  }
  if (!isBeginning || verdict.approval === null) return null;
  const objection = await objectionToConsent(store, job, verdict.approval, askedOfJob(job, resource, device));
  return objection === null ? null : { ...plain(objection), policy: verdict.recorded };
}

function plain(detail: string): AccessObjection {
  return { code: 'policy_refused', detail, policy: null };
}
