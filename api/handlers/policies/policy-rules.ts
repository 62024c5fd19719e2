/** Rules as a body gives them, with what is left out put in, and groups that are named found. */

import type { ClientSession } from 'mongoose';
import type {
  ApprovableOperation,
  ApprovalRule,
  Blackout,
  CanaryRule,
  FailureBudgetRule,
  PolicyRules,
} from '../../../domain/policy/rules.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { NamedGroups } from './named-groups.ts';

type WireRules = components['schemas']['PolicyRules'];
type WireApproval = components['schemas']['ApprovalRule'];
type WireApprovals = NonNullable<WireRules['approvals']>;
type WireEscalation = NonNullable<WireApproval['escalation']>;
type Asking = Pick<Request, 'organizationId' | 'means'>;

const OPERATIONS = [
  'verify',
  'rotate',
  'reconcile',
  'connect',
  'checkout',
  'retrieve',
  'bulk_verify',
  'bulk_rotate',
  'bulk_reconcile',
] as const satisfies readonly ApprovableOperation[];

/**
 * @param within the field of the body that holds the rules.
 * @param kept ids of groups that the policy names already: they may be inactive by now.
 * @throws CapstanError `unprocessable` that points at a group which is not there.
 */
export async function readRules(
  request: Asking,
  { approvals, blackouts, canary, failure_budget: budget, ...plain }: WireRules,
  within: string,
  session?: ClientSession,
  kept: readonly number[] = [],
): Promise<PolicyRules> {
  const groups = await NamedGroups.of(request, namesIn(approvals), session, kept);
  return {
    ...plain,
    ...(approvals ? { approvals: readApprovals(approvals, groups, `${within}.approvals`) } : {}),
    ...(blackouts ? { blackouts: blackouts.map(readBlackout) } : {}),
    ...(canary ? { canary: readCanary(canary) } : {}),
    ...(budget ? { failure_budget: readBudget(budget) } : {}),
  };
}

function readApprovals(approvals: WireApprovals, groups: NamedGroups, within: string) {
  const entries = OPERATIONS.flatMap((operation) => {
    const rule = approvals[operation];
    return rule ? [[operation, readApproval(rule, groups, `${within}.${operation}`)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function readApproval(rule: WireApproval, groups: NamedGroups, within: string): ApprovalRule {
  const { approver_group_ids: ids, approver_groups: names, escalation } = rule;
  return {
    quorum: rule.quorum,
    approver_group_ids: groups.read({ ids, names }, `${within}.approver_groups`) ?? [],
    distinct_groups: rule.distinct_groups ?? false,
    expires_after_minutes: rule.expires_after_minutes ?? 1_440,
    escalation: escalation ? readEscalation(escalation, groups, `${within}.escalation`) : null,
  };
}

function readEscalation(escalation: WireEscalation, groups: NamedGroups, within: string) {
  const ids = groups.read({ ids: escalation.group_ids, names: escalation.groups }, `${within}.groups`);
  if (ids === undefined) throw unusable(`${within}.group_ids`, 'is needed, or groups');
  return { after_minutes: escalation.after_minutes, group_ids: ids };
}

function namesIn(approvals: WireApprovals = {}): string[] {
  return Object.values(approvals).flatMap((rule) => [
    ...(rule?.approver_groups ?? []),
    ...(rule?.escalation?.groups ?? []),
  ]);
}

function readBlackout({ from, until, note }: components['schemas']['Blackout']): Blackout {
  return { from, until, note: note ?? null };
}

function readCanary({ count, percent }: NonNullable<WireRules['canary']>): CanaryRule {
  return { count: count ?? null, percent: percent ?? null };
}

function readBudget(budget: NonNullable<WireRules['failure_budget']>): FailureBudgetRule {
  const { count = null, percent = null, wave_percent = null, per_device = null } = budget;
  return { count, percent, wave_percent, per_device };
}

/** As a body could give them: what is not said is left out. */
export function presentRules({ canary, failure_budget: budget, ...rules }: PolicyRules): WireRules {
  return {
    ...Object(rules),
    ...(canary ? { canary: withoutNulls(canary) } : {}),
    ...(budget ? { failure_budget: withoutNulls(budget) } : {}),
  };
}

function withoutNulls(values: object): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** As a set shows them: groups by name, which may be there in another organization as well. */
export function presentRulesByName(
  { approvals, ...rules }: PolicyRules,
  nameOf: (groupId: number) => string,
): WireRules {
  if (!approvals) return presentRules(rules);
  const named = Object.entries(approvals).map(([operation, { approver_group_ids: groups, escalation, ...rule }]) => {
    const others = escalation && {
      after_minutes: escalation.after_minutes,
      groups: escalation.group_ids.map(nameOf),
    };
    return [operation, { ...rule, approver_groups: groups.map(nameOf), escalation: others }] as const;
  });
  return { ...presentRules(rules), approvals: Object.fromEntries(named) };
}
