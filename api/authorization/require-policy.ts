/** The third beat's other half: whether the effective policy lets the caller do, here and now, what the grants allow. */

import type { PolicyDecision } from '../../domain/audit.ts';
import { CapstanError } from '../../domain/errors.ts';
import { ALWAYS_OPEN, type Refusal, type Verdict } from '../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { ApprovalRuleFrom } from '../../store/models/approval.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { ProtectedInformationDocument } from '../../store/models/protected-information.ts';
import {
  askPolicy,
  type Governed,
  type GovernedInformation,
  type GovernedResource,
} from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import { unusable } from '../handlers/found.ts';
import type { Request, Transaction } from '../operation.ts';

export type PolicyAsker = Pick<Request, 'access' | 'organization' | 'auditActor' | 'means' | 'now'>;

interface Asked {
  readonly operation: PolicyOperation;
  readonly reason: string | null;
  readonly ticketId: string | null;
  /** How long a session or check-out is to last; null: of no concern. */
  readonly minutes: number | null;
  /** In an emergency, without consent and whatever the hour: the caller may do so, which has been asked already. */
  readonly isEmergency: boolean;
}

export interface PolicyAnswer {
  /** What holds for what it is about. */
  readonly policy: EffectivePolicy;
  /** What the audit record says of it; null where no policy is bound. */
  readonly recorded: PolicyDecision | null;
  /** Whose consent it wants, and where that comes from; null: nobody's. */
  readonly consent: ApprovalRuleFrom | null;
}

/** The resource with what holds for it. */
export async function governedBy(
  { access, organization, means }: Pick<PolicyAsker, 'access' | 'organization' | 'means'>,
  resource: ResourceDocument,
): Promise<GovernedResource> {
  const book = await means.policyBooks.of(organization);
  const lineage = access.profile.tree.lineage(resource.scope_id);
  return { policy: book.effectiveAt({ lineage, resourceId: resource._id }), resource, lineage };
}

/** Protected information with what holds for it, which is what holds for its scope. */
export async function informationGovernedBy(
  { access, organization, means }: Pick<PolicyAsker, 'access' | 'organization' | 'means'>,
  information: ProtectedInformationDocument,
): Promise<GovernedInformation> {
  const book = await means.policyBooks.of(organization);
  const lineage = access.profile.tree.lineage(information.scope_id);
  return { policy: book.effectiveAt({ lineage, resourceId: null }), information, lineage };
}

/** As {@link requireGoverned}, of a resource. */
export async function requirePolicy(
  request: PolicyAsker,
  tx: Transaction,
  resource: ResourceDocument,
  asked: Asked,
): Promise<PolicyAnswer> {
  return requireGoverned(request, tx, await governedBy(request, resource), asked);
}

/**
 * @throws CapstanError `unprocessable` where the request lacks what a policy wants to know, or claims an emergency
 *   where none is needed; `policy_refused` where nothing it could say helps.
 */
export async function requireGoverned(
  request: PolicyAsker,
  tx: Transaction,
  governed: Governed,
  { isEmergency, ...asked }: Asked,
): Promise<PolicyAnswer> {
  const { means, auditActor: actor, now } = request;
  const question = { ...asked, isBulk: false, actor, now };
  const facts = new ConditionFacts(means.store, tx.session);
  const verdict = await askPolicy(facts, governed, question);
  if (!isEmergency) {
    if (verdict.decision === 'refused') throw refusalOf(verdict);
    return { policy: governed.policy, recorded: verdict.recorded, consent: consentOf(governed, verdict) };
  }
  if (verdict.decision === 'allowed') throw unusable('break_glass', 'is not needed: the policy allows it');
  // Consent and hours are all that an emergency goes past.
  const atAnyHour = await askPolicy(facts, { ...governed, windows: ALWAYS_OPEN }, question);
  if (atAnyHour.decision === 'refused') throw refusalOf(atAnyHour);
  return { policy: governed.policy, recorded: verdict.recorded, consent: consentOf(governed, atAnyHour) };
}

function consentOf(governed: Governed, { approval }: Verdict): ApprovalRuleFrom | null {
  return consentFrom(governed, approval);
}

/** Whose consent a rule wants, with the place that it comes from; null: nobody's. */
export function consentFrom({ policy }: Governed, rule: Verdict['approval']): ApprovalRuleFrom | null {
  const from = policy.rules.get('approvals')?.from;
  if (rule === null || !from) return null;
  return { rule, policy_id: from.policyId, version: from.version, binding_id: from.bindingId };
}

const MOST_TOLD = 10;

/** What is refused for, told field by field where the request could say what is missing. */
export function refusalOf({ refusals, recorded: policy }: Verdict): CapstanError {
  const [first] = refusals;
  if (refusals.every(({ field }) => field !== null)) {
    const errors = refusals.map(({ field, detail }) => ({ pointer: `/body/${field}`, detail }));
    return new CapstanError('unprocessable', `The field ${first?.field} ${first?.detail}.`, { errors, policy });
  }
  return new CapstanError(
    'policy_refused',
    `Refused by policy: ${refusals.slice(0, MOST_TOLD).map(inWords).join('; ')}.`,
    { policy },
  );
}

function inWords({ field, detail, remark }: Refusal): string {
  return `${field === null ? '' : `${field} `}${detail}${remark ? ` (${remark})` : ''}`;
}
