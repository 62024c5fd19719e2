/** What every change of a policy does: it enters the queue of changes, and keeps each version. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { PolicyDocument } from '../../../store/models/policy.ts';
import { changePolicies, MOST_POLICIES } from '../../../store/policy/policy-book.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';

type PolicyRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/**
 * The policy of the path, once no other change of policies is under way: whether two bindings conflict is
 * decided about what is still so when this one commits.
 * @throws CapstanError `not_found`, `precondition_failed`.
 */
export async function findPolicyToChange(request: PolicyRequest, tx: Transaction): Promise<PolicyDocument> {
  const { organizationId, means, ifMatch } = request;
  await changePolicies(means.store, tx.session, organizationId);
  const policy = requireFound(await findPolicy(request, tx.session));
  requireMatch(ifMatch, policy.revision);
  return policy;
}

export function findPolicy(
  { organizationId, path, means }: Pick<PolicyRequest, 'organizationId' | 'path' | 'means'>,
  session?: ClientSession,
): Promise<PolicyDocument | null> {
  return means.store.models.policies
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(session ?? null)
    .lean<PolicyDocument>();
}

export async function keepVersion(
  { means, now }: Pick<PolicyRequest, 'means' | 'now'>,
  tx: Transaction,
  { _id, organization_id, version, rules, conditions }: PolicyDocument,
): Promise<void> {
  const kept = {
    _id: `${_id}:${version}`,
    organization_id,
    policy_id: _id,
    version,
    rules,
    conditions,
    created_at: now,
    last_event_id: tx.eventId,
  };
  await means.store.models.policyVersions.create([kept], { session: tx.session });
}

/**
 * For one more active policy. Two requests at the same moment may both see room; the bound is there against floods, not to be exact.
 * @throws CapstanError `conflict`.
 */
export async function requireRoom(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  { session }: Transaction,
): Promise<void> {
  const count = await means.store.models.policies.countDocuments(
    { organization_id: organizationId, status: 'active' },
    { session, limit: MOST_POLICIES },
  );
  if (count === MOST_POLICIES) {
    throw new CapstanError('conflict', `The organization has ${MOST_POLICIES} active policies, as many as it may.`);
  }
}
