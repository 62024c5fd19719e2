/** Consent of others: who may give it, when there is enough of it, and how a request for it ends. */

import type { ApprovalRule } from './policy/rules.ts';

export const APPROVAL_STATUSES = ['pending', 'approved', 'denied', 'expired', 'canceled', 'revoked'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** One person's word on a request. */
export interface ApprovalDecision {
  readonly userId: number;
  readonly verdict: 'approve' | 'deny';
  /** Groups that could count for it: those of the rule, at that moment, that the person was in. Empty: no group is named. */
  readonly groupIds: readonly number[];
}

export interface ApprovalRequest {
  readonly rule: ApprovalRule;
  readonly requestedAt: Date;
  /** null: an application has asked. */
  readonly requesterId: number | null;
  readonly status: ApprovalStatus;
  readonly decisions: readonly ApprovalDecision[];
}

export interface Decider {
  readonly userId: number;
  readonly groupIds: readonly number[];
}

/** Why somebody's word is not taken. */
export const DECISION_OBJECTIONS = [
  'own_request',
  'not_pending',
  'expired',
  'decided_before',
  'not_an_approver',
] as const;
export type DecisionObjection = (typeof DECISION_OBJECTIONS)[number];

const MINUTE_MS = 60_000;

export function expiresAt({ rule, requestedAt }: Pick<ApprovalRequest, 'rule' | 'requestedAt'>): Date {
  return new Date(requestedAt.getTime() + rule.expires_after_minutes * MINUTE_MS);
}

/** When other groups are asked as well; null: never. */
export function escalatesAt({ rule, requestedAt }: Pick<ApprovalRequest, 'rule' | 'requestedAt'>): Date | null {
  return rule.escalation && new Date(requestedAt.getTime() + rule.escalation.after_minutes * MINUTE_MS);
}

/** Groups whose members may decide at `now`; empty: everybody who holds the permission to. */
export function approverGroups(request: Pick<ApprovalRequest, 'rule' | 'requestedAt'>, now: Date): readonly number[] {
  const { approver_group_ids: groups, escalation } = request.rule;
  const escalates = escalatesAt(request);
  // Where nobody in particular was named, escalating to somebody would take the request from the others.
  if (groups.length === 0 || escalation === null || escalates === null || now < escalates) return groups;
  return [...new Set([...groups, ...escalation.group_ids])];
}

/** The first reason for which `by` may not decide at `now`; null: none. */
export function objectionToDecision(request: ApprovalRequest, by: Decider, now: Date): DecisionObjection | null {
  if (request.requesterId === by.userId) return 'own_request';
  if (request.status !== 'pending') return 'not_pending';
  if (now >= expiresAt(request)) return 'expired';
  if (request.decisions.some(({ userId }) => userId === by.userId)) return 'decided_before';
  const groups = approverGroups(request, now);
  return groups.length === 0 || by.groupIds.some((id) => groups.includes(id)) ? null : 'not_an_approver';
}

/** What the request comes to: one denial ends it, enough consent does. */
export function statusAfter({ rule, decisions }: Pick<ApprovalRequest, 'rule' | 'decisions'>): ApprovalStatus {
  if (decisions.some(({ verdict }) => verdict === 'deny')) return 'denied';
  const consents = decisions.filter(({ verdict }) => verdict === 'approve');
  const count = rule.distinct_groups ? distinctGroups(consents) : consents.length;
  return count >= rule.quorum ? 'approved' : 'pending';
}

/**
 * For how many of them there is a group each that counts for no other one: the largest matching between people and
 * groups, since who is in two groups counts for the one that nobody else speaks for.
 */
function distinctGroups(consents: readonly ApprovalDecision[]): number {
  const speakerOf = new Map<number, ApprovalDecision>();
  const seat = (consent: ApprovalDecision, tried: Set<number>): boolean => {
    for (const group of consent.groupIds) {
      if (tried.has(group)) continue;
      tried.add(group);
      const speaker = speakerOf.get(group);
      if (speaker && !seat(speaker, tried)) continue;
      speakerOf.set(group, consent);
      return true;
    }
    return false;
  };
  return consents.filter((consent) => seat(consent, new Set())).length;
}
