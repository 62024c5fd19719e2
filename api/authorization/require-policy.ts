/** The third beat's other half: whether the effective policy lets the caller do, here and now, what the grants allow. */

import type { PolicyDecision } from '../../domain/audit.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { Refusal, Verdict } from '../../domain/policy/decide.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import { askPolicy, type GovernedResource } from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import type { Request, Transaction } from '../operation.ts';

export type PolicyAsker = Pick<Request, 'access' | 'organization' | 'auditActor' | 'means' | 'now'>;

interface Asked {
  readonly operation: PolicyOperation;
  readonly reason: string | null;
  readonly ticketId: string | null;
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

/**
 * @returns what the audit record says of it; null where no policy is bound.
 * @throws CapstanError `unprocessable` where the request lacks what a policy wants to know, `policy_refused` where
 *   nothing it could say helps.
 */
export async function requirePolicy(
  request: PolicyAsker,
  tx: Transaction,
  resource: ResourceDocument,
  asked: Asked,
): Promise<PolicyDecision | null> {
  const { means, auditActor: actor, now } = request;
  const governed = await governedBy(request, resource);
  const question = { ...asked, isBulk: false, minutes: null, actor, now };
  const verdict = await askPolicy(new ConditionFacts(means.store, tx.session), governed, question);
  if (verdict.decision !== 'allowed') throw refusalOf(verdict);
  return verdict.recorded;
}

const MOST_TOLD = 10;

function refusalOf({ decision, refusals, recorded: policy }: Verdict): CapstanError {
  if (decision === 'needs_approval') {
    return new CapstanError(
      'policy_refused',
      'The policy wants the consent of others, which cannot be asked for yet.',
      {
        policy,
      },
    );
  }
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
