/** What policies say of a plan as a whole: the strictest of all resources that it would be done to. */

import { isDeepStrictEqual } from 'node:util';
import { type BulkBudget, lowerBound } from '../../domain/bulk.ts';
import { ruleValue } from '../../domain/policy/effective.ts';
import { wantedConsent } from '../../domain/policy/wanted-consent.ts';
import type { PlanApproval, PlanDocument, PlanLimits } from '../models/plan.ts';
import type { GovernedGroup } from './governed-groups.ts';

/** @param asksNobody no consent is wanted: a policy that makes rotations due has made the plan, and is the consent to them. */
export function limitsOf(
  { operation, asksNobody }: { readonly operation: PlanDocument['operation']; readonly asksNobody: boolean },
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
      wave_percent: least(groups, 'wave_percent'),
      per_device: least(groups, 'per_device'),
    },
    approvals: asksNobody ? [] : approvalsOf(operation, groups),
  };
}

function least(groups: readonly GovernedGroup[], bound: keyof BulkBudget): number | null {
  const set = groups.flatMap(({ policy }) => ruleValue(policy, 'failure_budget')?.[bound] ?? []);
  return set.reduce<number | null>(lowerBound, null);
}

/** What binds where policies have changed since the plan was made: the stricter of what it has kept and what holds now. */
export function stricterOf(kept: PlanLimits, now: PlanLimits): PlanLimits {
  const lower = (bound: keyof BulkBudget) => lowerBound(kept.failure_budget[bound], now.failure_budget[bound]);
  const { canary, approvals } = now;
  return {
    canary: Math.max(kept.canary, canary),
    failure_budget: {
      count: lower('count'),
      percent: lower('percent'),
      wave_percent: lower('wave_percent'),
      per_device: lower('per_device'),
    },
    approvals: [...kept.approvals.filter((one) => !approvals.some((other) => isSameRule(one, other))), ...approvals],
  };
}

/** Of so many of its resources as are left: as large a share of those goes first as of all of them; the rest is as it was. */
export function limitsOfPart(limits: PlanLimits, left: number, all: number): PlanLimits {
  return { ...limits, canary: Math.min(limits.canary, Math.ceil((limits.canary * left) / Math.max(1, all))) };
}

function isSameRule(one: PlanApproval, other: PlanApproval): boolean {
  return one.binding_id === other.binding_id && isDeepStrictEqual(one.rule, other.rule);
}

/** By the binding that they come from. */
function approvalsOf(operation: PlanDocument['operation'], groups: readonly GovernedGroup[]): PlanApproval[] {
  const found = new Map<number, PlanApproval>();
  for (const { policy, resources } of groups) {
    const rule = wantedConsent(policy, operation, true)?.rule;
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
