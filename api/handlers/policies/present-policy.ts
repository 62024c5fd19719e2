/** A policy on the wire, and one of its versions. */

import type { ClientSession } from 'mongoose';
import { undecidableOperations } from '../../../store/approvals/rule-members.ts';
import type { PolicyDocument, PolicyVersionDocument } from '../../../store/models/policy.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTracked } from '../wire-time.ts';
import { presentRules } from './policy-rules.ts';

/** As {@link presentPolicy}, with what of it nobody could consent to at present. */
export async function presentOnePolicy(
  store: Store,
  policy: PolicyDocument,
  session?: ClientSession,
): Promise<components['schemas']['Policy']> {
  const undecidable = await undecidableOperations(store, policy.organization_id, policy.rules, session);
  return { ...presentPolicy(policy), undecidable };
}

export function presentPolicy(policy: PolicyDocument): components['schemas']['Policy'] {
  return {
    id: policy._id,
    name: policy.name,
    description: policy.description,
    status: policy.status,
    version: policy.version,
    rules: presentRules(policy.rules),
    conditions: policy.conditions,
    ...wireTracked(policy),
  };
}

export function presentPolicyVersion(version: PolicyVersionDocument): components['schemas']['PolicyVersion'] {
  return {
    policy_id: version.policy_id,
    version: version.version,
    rules: presentRules(version.rules),
    conditions: version.conditions,
    created_at: wireTime(version.created_at),
    last_event_id: version.last_event_id,
  };
}
