/** What a draft would change: every resource that it governs is decided about twice, as it is and as it would be. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ScopeTree } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { Verdict, WindowState } from '../../../domain/policy/decide.ts';
import { type BoundPolicy, conflictOf, type EffectivePolicy } from '../../../domain/policy/effective.ts';
import { RESOURCE_OPERATIONS } from '../../../domain/policy/rules.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { askPolicy, type PolicyRequest } from '../../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import { windowStateOf } from '../../../store/policy/maintenance.ts';
import { PolicyBook } from '../../../store/policy/policy-book.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { requireBindingTarget } from '../policy-bindings/binding-target.ts';
import { checkContent } from './check-content.ts';
import { factsOf } from './evaluation-facts.ts';
import { readRules } from './policy-rules.ts';

type EvaluateRequest = Request<'evaluatePolicy'>;
type Draft = NonNullable<EvaluateRequest['body']['draft']>;
type Impact = NonNullable<components['schemas']['PolicyEvaluation']['impact']>;
type Change = Impact['changed'][number];

const MOST_RESOURCES = 10_000;
const MOST_CHANGES = 1_000;
const BATCH = 500;
/** Others wait no longer than this, and the answer no longer than that. */
const TURN_MS = 10;
const WITHIN_MS = 20_000;
const MOST_REASONS = 5;
/** Of this process, one a caller: each keeps it busy for seconds. */
const MOST_AT_ONCE = 2;
const underWay = new Set<string>();
/** Of a policy and a binding that are not saved. */
const NOT_SAVED = 0;

/**
 * @throws CapstanError `unprocessable` where the draft could not be saved, or be bound there; `too_many_requests` while
 *   others are tried.
 */
export async function impactOf(request: EvaluateRequest, draft: Draft): Promise<Impact> {
  const caller = `${request.actor.type}:${request.actor.id}`;
  if (underWay.has(caller) || underWay.size === MOST_AT_ONCE) {
    throw new CapstanError('too_many_requests', 'Other drafts are being tried at the moment.', {
      retryAfterSeconds: 5,
    });
  }
  underWay.add(caller);
  try {
    return await compare(request, draft);
  } finally {
    underWay.delete(caller);
  }
}

async function compare(request: EvaluateRequest, draft: Draft): Promise<Impact> {
  const { access, organization, means } = request;
  const { tree } = access.profile;
  const saved = (await means.policyBooks.of(organization)).all();
  const drafted = await draftedBindings(request, draft, saved);
  const others = saved.filter(({ policyId }) => policyId !== draft.policy_id);
  refuseConflict(drafted, others);
  const today = new Views(new PolicyBook(saved), tree, factsOf(request));
  const then = new Views(new PolicyBook([...others, ...drafted]), tree, factsOf(request));
  const facts = new ConditionFacts(means.store);
  const changed: Change[] = [];
  let resources = 0;
  const began = performance.now();
  let turn = began;
  for await (const resource of governed(request, drafted)) {
    const now = performance.now();
    if (resources === MOST_RESOURCES || changed.length >= MOST_CHANGES || now - began > WITHIN_MS) {
      return { resources, changed: changed.slice(0, MOST_CHANGES), truncated: true };
    }
    resources += 1;
    if (now - turn > TURN_MS) {
      await nextTurn();
      turn = performance.now();
    }
    changed.push(...(await differencesOf(request, facts, resource, today, then)));
  }
  return { resources, changed: changed.slice(0, MOST_CHANGES), truncated: changed.length > MOST_CHANGES };
}

async function draftedBindings(request: EvaluateRequest, draft: Draft, saved: readonly BoundPolicy[]) {
  const { policy_id: policyId = NOT_SAVED, target_type: targetType, target_id: targetId } = draft;
  const content = { rules: readRules(draft.rules), conditions: draft.conditions ?? null };
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
    return bound;
  }
  const target = { target_type: targetType, target_id: targetId };
  await requireBindingTarget(request, target, 'policy:read', { field: 'draft.target_id' });
  const version = (bound[0]?.version ?? 0) + 1;
  const added = { bindingId: NOT_SAVED, policyId, policyName: 'the draft', version, targetType, targetId, ...content };
  return [...bound.filter((one) => one.targetType !== targetType || one.targetId !== targetId), added];
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

/** Resources at and below the places of `bindings` that the caller may see, by id. */
async function* governed(
  { access, organizationId, means }: EvaluateRequest,
  bindings: readonly BoundPolicy[],
): AsyncGenerator<ResourceDocument> {
  const of = (type: BoundPolicy['targetType']) =>
    bindings.filter(({ targetType }) => targetType === type).map(({ targetId }) => targetId);
  const scopes = of('scope').flatMap((id) => access.profile.tree.subtree(id));
  const below = { $or: [{ scope_id: { $in: scopes } }, { _id: { $in: of('resource') } }] };
  const visible = access.filterWith('resource', 'policy:read').$and;
  yield* means.store.models.resources
    .find({ organization_id: organizationId, $and: [...visible, below] })
    .sort({ _id: 1 })
    .lean<ResourceDocument[]>()
    .cursor({ batchSize: BATCH });
}

async function differencesOf(
  request: EvaluateRequest,
  facts: ConditionFacts,
  resource: ResourceDocument,
  today: Views,
  then: Views,
): Promise<Change[]> {
  const { body } = request;
  const changes: Change[] = [];
  for (const operation of body.operation === undefined ? RESOURCE_OPERATIONS : [body.operation]) {
    const asked = { ...factsOf(request), operation };
    const before = await askPolicy(facts, today.of(resource), asked);
    const after = await askPolicy(facts, then.of(resource), asked);
    if (before.decision === after.decision) continue;
    const reasons = reasonsOf(after.decision === 'allowed' ? before : after);
    changes.push({ resource_id: resource._id, operation, before: before.decision, after: after.decision, reasons });
  }
  return changes;
}

function reasonsOf({ refusals, approval }: Verdict): string[] {
  if (approval) return [`approvals: ${approval.quorum} must consent`];
  return refusals
    .slice(0, MOST_REASONS)
    .map(({ rule, detail, remark }) => `${rule}: ${detail}${remark ? ` (${remark})` : ''}`);
}

/** What holds for resources by one book; those of a scope that are not bound themselves share it. */
class Views {
  readonly #book: PolicyBook;
  readonly #tree: ScopeTree;
  readonly #now: Date;
  readonly #policies = new Map<number, EffectivePolicy>();
  readonly #windows = new Map<EffectivePolicy, WindowState>();

  constructor(book: PolicyBook, tree: ScopeTree, { now }: Pick<PolicyRequest, 'now'>) {
    this.#book = book;
    this.#tree = tree;
    this.#now = now;
  }

  of(resource: ResourceDocument) {
    const { _id: resourceId, scope_id: scopeId } = resource;
    const lineage = this.#tree.lineage(scopeId);
    const policy = this.#book.isBound(resourceId)
      ? this.#book.effectiveAt({ lineage, resourceId })
      : this.#ofScope(scopeId, lineage);
    const windows = this.#windows.get(policy) ?? windowStateOf(policy, this.#now);
    this.#windows.set(policy, windows);
    return { policy, resource, lineage, windows };
  }

  #ofScope(scopeId: number, lineage: readonly number[]): EffectivePolicy {
    const policy = this.#policies.get(scopeId) ?? this.#book.effectiveAt({ lineage, resourceId: null });
    this.#policies.set(scopeId, policy);
    return policy;
  }
}
