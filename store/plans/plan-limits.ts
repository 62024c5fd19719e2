/** What policies say of a plan as a whole: the strictest of all resources that it would be done to. */

import type { BulkBudget } from '../../domain/bulk.ts';
import { RUNNABLE_VERDICTS } from '../../domain/plan.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { PlanApproval, PlanDocument, PlanItemDocument, PlanLimits } from '../models/plan.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { planItemCollection, planItemId } from './plan-items.ts';

/** Resources for which the same policy holds. */
export interface GovernedGroup {
  readonly policy: EffectivePolicy;
  readonly resources: number;
}

/** Where nothing is bound to a resource itself, its policy is that of its scope: so it is worked out once a scope. */
export async function governedGroups(
  store: Store,
  book: PolicyBook,
  { _id: planId, organization_id }: Pick<PlanDocument, '_id' | 'organization_id'>,
): Promise<GovernedGroup[]> {
  const tree = await loadScopeTree(store, organization_id);
  const scopes = await planItemCollection(store)
    .aggregate<{ readonly _id: number; readonly count: number }>([
      { $match: { plan_id: planId, verdict: { $in: [...RUNNABLE_VERDICTS] } } },
      { $group: { _id: '$scope_id', count: { $sum: 1 } } },
    ])
    .toArray();
  const ofScope = new Map(scopes.map(({ _id, count }) => [_id, count]));
  const groups: GovernedGroup[] = [];
  for (const { resource_id: resourceId, scope_id } of await boundItems(store, book, planId)) {
    ofScope.set(scope_id, (ofScope.get(scope_id) ?? 1) - 1);
    groups.push({ policy: book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId }), resources: 1 });
  }
  for (const [scope, resources] of ofScope) {
    const policy = book.effectiveAt({ lineage: tree.lineage(scope), resourceId: null });
    if (resources > 0) groups.push({ policy, resources });
  }
  return groups;
}

const CHUNK = 5_000;

async function boundItems(store: Store, book: PolicyBook, planId: number) {
  const bound = book.all().filter(({ targetType }) => targetType === 'resource');
  const ids = [...new Set(bound.map(({ targetId }) => planItemId(planId, targetId)))];
  const found: Pick<PlanItemDocument, 'resource_id' | 'scope_id'>[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = { _id: { $in: ids.slice(from, from + CHUNK) }, verdict: { $in: [...RUNNABLE_VERDICTS] } };
    const items = planItemCollection(store).find(some).project<(typeof found)[number]>({ resource_id: 1, scope_id: 1 });
    found.push(...(await items.toArray()));
  }
  return found;
}

/** What runs by itself asks nobody: the policy that makes it due is the consent to it. */
export function limitsOf(
  { operation, runs_by_itself }: Pick<PlanDocument, 'operation' | 'runs_by_itself'>,
  groups: readonly GovernedGroup[],
): PlanLimits {
  const resources = groups.reduce((sum, group) => sum + group.resources, 0);
  const canaries = groups.map(({ policy }) => {
    const { count = null, percent = null } = ruleValue(policy, 'canary') ?? {};
    return Math.max(count ?? 0, Math.ceil(((percent ?? 0) * resources) / 100));
  });
  return {
    canary: Math.min(
      resources,
      canaries.reduce((most, canary) => Math.max(most, canary), 0),
    ),
    failure_budget: {
      count: least(groups, 'count'),
      percent: least(groups, 'percent'),
      wave_percent: null,
      per_device: least(groups, 'per_device'),
    },
    approvals: runs_by_itself ? [] : approvalsOf(operation, groups),
  };
}

function least(groups: readonly GovernedGroup[], bound: Exclude<keyof BulkBudget, 'wave_percent'>): number | null {
  const set = groups.flatMap(({ policy }) => ruleValue(policy, 'failure_budget')?.[bound] ?? []);
  return set.reduce<number | null>((lowest, value) => (lowest === null ? value : Math.min(lowest, value)), null);
}

/** By the binding that they come from. */
function approvalsOf(operation: PlanDocument['operation'], groups: readonly GovernedGroup[]): PlanApproval[] {
  const found = new Map<number, PlanApproval>();
  for (const { policy, resources } of groups) {
    const rule = ruleValue(policy, 'approvals')?.[`bulk_${operation}`];
    const from = policy.rules.get('approvals')?.from;
    if (!rule || !from) continue;
    const before = found.get(from.bindingId)?.resources ?? 0;
    found.set(from.bindingId, {
      rule,
      policy_id: from.policyId,
      version: from.version,
      binding_id: from.bindingId,
      resources: before + resources,
    });
  }
  return [...found.values()].sort((one, other) => one.binding_id - other.binding_id);
}
