/** All that is bound as it would be with a draft in force, beside what is bound today. */

import { type Place, WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import { type BoundPolicy, conflictOf } from '../../../domain/policy/effective.ts';
import { PolicyBook } from '../../../store/policy/policy-book.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { requireBindingTarget } from '../policy-bindings/binding-target.ts';
import { checkContent } from './check-content.ts';
import { readRules } from './policy-rules.ts';

export type EvaluateRequest = Request<'evaluatePolicy'>;
export type Draft = NonNullable<EvaluateRequest['body']['draft']>;

/** Of a policy and a binding that are not saved. */
const NOT_SAVED = 0;

export interface Drafted {
  readonly today: PolicyBook;
  readonly drafted: PolicyBook;
  /** What the draft is bound to, or would be. */
  readonly bindings: readonly BoundPolicy[];
  /** What it is tried on; the organization as a whole where that is more than one place. */
  readonly place: Place;
}

/** @throws CapstanError `unprocessable` where the draft could not be saved, or be bound there. */
export async function readDraft(request: EvaluateRequest, draft: Draft): Promise<Drafted> {
  const { organization, means } = request;
  const saved = (await means.policyBooks.of(organization)).all();
  const { bindings, place } = await draftedBindings(request, draft, saved);
  const others = saved.filter(({ policyId }) => policyId !== draft.policy_id);
  refuseConflict(bindings, others);
  return { today: new PolicyBook(saved), drafted: new PolicyBook([...others, ...bindings]), bindings, place };
}

async function draftedBindings(request: EvaluateRequest, draft: Draft, saved: readonly BoundPolicy[]) {
  const { policy_id: policyId = NOT_SAVED, target_type: targetType, target_id: targetId } = draft;
  const rules = await readRules(request, draft.rules, 'draft.rules');
  const content = { rules, conditions: draft.conditions ?? null };
  await checkContent(request, content, undefined, 'draft');
  const bound: BoundPolicy[] = saved
    .filter((binding) => binding.policyId === policyId)
    .map((binding) => ({ ...binding, ...content, version: binding.version + 1 }));
  if (policyId !== NOT_SAVED) await requirePolicyOf(request, policyId);
  if ((targetType === undefined) !== (targetId === undefined)) {
    throw unusable('draft.target_id', 'and draft.target_type go together');
  }
  if (targetType === undefined || targetId === undefined) {
    if (policyId === NOT_SAVED) throw unusable('draft.target_id', 'and draft.target_type are needed without policy_id');
    request.access.settleAnywhere();
    return { bindings: bound, place: WHOLE_ORGANIZATION };
  }
  const target = { target_type: targetType, target_id: targetId };
  const place = await requireBindingTarget(request, target, 'policy:read', { field: 'draft.target_id' });
  const version = (bound[0]?.version ?? 0) + 1;
  const added = { bindingId: NOT_SAVED, policyId, policyName: 'the draft', version, targetType, targetId, ...content };
  const others = bound.filter((one) => one.targetType !== targetType || one.targetId !== targetId);
  return { bindings: [...others, added], place: others.length > 0 ? WHOLE_ORGANIZATION : place };
}

/** What could not be bound is not tried. */
function refuseConflict(drafted: readonly BoundPolicy[], others: readonly BoundPolicy[]): void {
  for (const binding of drafted) {
    const conflict = conflictOf(binding.rules, binding, others);
    if (!conflict) continue;
    const { targetType, targetId } = binding;
    const detail = `set ${conflict.rule}, which policy ${conflict.with.policyId} sets for ${targetType} ${targetId} already`;
    throw unusable('draft.rules', detail);
  }
}

async function requirePolicyOf({ organizationId, means }: EvaluateRequest, id: number): Promise<void> {
  const found = await means.store.models.policies.exists({ _id: id, organization_id: organizationId });
  requireNamed(found, 'draft.policy_id', 'policy');
}
