/** Rules as a body gives them, with what is left out put in. */

import type {
  ApprovableOperation,
  ApprovalRule,
  Blackout,
  CanaryRule,
  FailureBudgetRule,
  PolicyRules,
} from '../../../domain/policy/rules.ts';
import type { components } from '../../generated/openapi.ts';

type WireRules = components['schemas']['PolicyRules'];
type WireApproval = components['schemas']['ApprovalRule'];

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

export function readRules({ approvals, blackouts, canary, failure_budget: budget, ...plain }: WireRules): PolicyRules {
  return {
    ...plain,
    ...(approvals ? { approvals: readApprovals(approvals) } : {}),
    ...(blackouts ? { blackouts: blackouts.map(readBlackout) } : {}),
    ...(canary ? { canary: readCanary(canary) } : {}),
    ...(budget ? { failure_budget: readBudget(budget) } : {}),
  };
}

function readApprovals(approvals: NonNullable<WireRules['approvals']>) {
  const entries = OPERATIONS.flatMap((operation) => {
    const rule = approvals[operation];
    return rule ? [[operation, readApproval(rule)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function readApproval(rule: WireApproval): ApprovalRule {
  return {
    quorum: rule.quorum,
    approver_group_ids: rule.approver_group_ids ?? [],
    distinct_groups: rule.distinct_groups ?? false,
    expires_after_minutes: rule.expires_after_minutes ?? 1_440,
    escalation: rule.escalation ?? null,
  };
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
