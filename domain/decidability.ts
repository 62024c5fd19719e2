/** Whether a rule for consent could be met by the people who are there. */

import { type ApprovalDecision, consentsTo } from './approval.ts';
import type { ApprovalRule } from './policy/rules.ts';

/** Somebody who is in groups that a rule names. */
export type Member = Pick<ApprovalDecision, 'userId' | 'groupIds'>;

/**
 * `first`: by the groups that it asks first. `escalated`: only together with those that it asks later. `never`: too few are
 * there. A delegate speaks in the place of a member, so that nobody adds to them.
 */
export type Decidability = 'first' | 'escalated' | 'never';

const START = new Date(0);

/** @param requesterId who may not decide; null: no person has asked. */
export function decidabilityOf(
  rule: ApprovalRule,
  members: readonly Member[],
  requesterId: number | null,
): Decidability {
  // Whoever holds the permission is asked, and that may be anybody.
  if (rule.approver_group_ids.length === 0) return 'first';
  const decisions = members
    .filter(({ userId }) => userId !== requesterId)
    .map(({ userId, groupIds }) => ({ userId, groupIds, verdict: 'approve', insteadOf: [] }) as const);
  const isMetBy = (asked: ApprovalRule) => consentsTo(asked, { requestedAt: START, decisions }, START) >= rule.quorum;
  if (isMetBy({ ...rule, escalation: null })) return 'first';
  return isMetBy(escalatedAtOnce(rule)) ? 'escalated' : 'never';
}

/** The same, asking those at once whom it would ask later. */
export function escalatedAtOnce(rule: ApprovalRule): ApprovalRule {
  return rule.escalation === null ? rule : { ...rule, escalation: { ...rule.escalation, after_minutes: 0 } };
}
