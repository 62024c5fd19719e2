/** Consent of others: who may give it, when there is enough of it, and how a request for it ends. */

import type { ApprovalRule } from './policy/rules.ts';

export const APPROVAL_STATUSES = ['pending', 'approved', 'denied', 'expired', 'canceled', 'revoked'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** `consent`: nothing happens before it is given. `review`: it was done without, in an emergency, and is looked at afterwards. */
export const APPROVAL_KINDS = ['consent', 'review'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** One person's word on a request. */
export interface ApprovalDecision {
  readonly userId: number;
  readonly verdict: 'approve' | 'deny';
  /** Groups that it can count for: those asked at that moment that the person was in, or spoke for in somebody's place. */
  readonly groupIds: readonly number[];
  /** Users whose place the person took for that. */
  readonly insteadOf: readonly number[];
}

export interface ApprovalRequest {
  readonly kind: ApprovalKind;
  /** Each of them must be met. */
  readonly rules: readonly ApprovalRule[];
  readonly requestedAt: Date;
  /** null: an application has asked, or Capstan itself. */
  readonly requesterId: number | null;
  readonly status: ApprovalStatus;
  readonly decisions: readonly ApprovalDecision[];
}

export interface Decider {
  readonly userId: number;
  readonly groupIds: readonly number[];
  /** Whose places the person may take at present. */
  readonly lent: readonly LentPlace[];
}

/** The place of somebody who is away: it counts for the groups that they are in. */
export interface LentPlace {
  readonly delegationId: number;
  readonly userId: number;
  readonly groupIds: readonly number[];
}

/** What somebody's word counts for. */
export interface Seats {
  readonly groupIds: readonly number[];
  readonly delegationIds: readonly number[];
  readonly insteadOf: readonly number[];
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

/** Why a request is not taken back. */
export const WITHDRAWAL_OBJECTIONS = ['not_the_requester', 'is_review', 'not_pending'] as const;
export type WithdrawalObjection = (typeof WITHDRAWAL_OBJECTIONS)[number];

type Asked = Pick<ApprovalRequest, 'rules' | 'requestedAt'>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Of the review that follows where something was done without consent, whatever the policy says of requests. */
const REVIEW_WITHIN_DAYS = 7;

/** A review where no policy says whose consent was wanted: one other person looks at it. */
const ANYBODY: ApprovalRule = {
  quorum: 1,
  approver_group_ids: [],
  distinct_groups: false,
  expires_after_minutes: REVIEW_WITHIN_DAYS * DAY_MINUTES,
  escalation: null,
};

/** Who reviews what was done without the consent that `rule` wants; null: it wanted none. */
export function reviewRule(rule: ApprovalRule | null): ApprovalRule {
  return rule === null ? ANYBODY : { ...rule, expires_after_minutes: ANYBODY.expires_after_minutes };
}

/** When the first of the rules lets it expire. */
export function expiresAt({ rules, requestedAt }: Asked): Date {
  const minutes = Math.min(...rules.map((rule) => rule.expires_after_minutes));
  return new Date(requestedAt.getTime() + minutes * MINUTE_MS);
}

/** When other groups are asked as well, for the first time or again, after `now`; null: never. */
export function nextEscalation({ rules, requestedAt }: Asked, now: Date): Date | null {
  const times = rules
    .map((rule) => escalationOf(rule, requestedAt)?.getTime() ?? Number.POSITIVE_INFINITY)
    .filter((time) => time > now.getTime());
  const next = Math.min(...times);
  return Number.isFinite(next) ? new Date(next) : null;
}

/** Whether other groups have come to be asked by `now`. */
export function hasEscalated({ rules, requestedAt }: Asked, now: Date): boolean {
  return rules.some((rule) => (escalationOf(rule, requestedAt) ?? NEVER) <= now);
}

const NEVER = new Date(8_640_000_000_000_000);

function escalationOf({ escalation }: ApprovalRule, requestedAt: Date): Date | null {
  return escalation && new Date(requestedAt.getTime() + escalation.after_minutes * MINUTE_MS);
}

/** Groups that a rule asks at `now`; empty: everybody who holds the permission to decide. */
export function approverGroups(rule: ApprovalRule, requestedAt: Date, now: Date): readonly number[] {
  const { approver_group_ids: groups, escalation } = rule;
  const escalates = escalationOf(rule, requestedAt);
  // Where nobody in particular was named, escalating to somebody would take the request from the others.
  if (groups.length === 0 || escalation === null || escalates === null || now < escalates) return groups;
  return [...new Set([...groups, ...escalation.group_ids])];
}

/**
 * What the word of `by` counts for at `now`. A place that others have lent is taken where it is needed, and only once:
 * whoever is asked by the same rule as `by` can speak beside them, and their place must not be used up by one word. Nobody
 * speaks in the place of whoever has asked.
 */
export function seatsOf(request: ApprovalRequest, by: Decider, now: Date): Seats {
  const asked = request.rules.map((rule) => approverGroups(rule, request.requestedAt, now));
  const isAsked = (id: number) => asked.some((groups) => groups.includes(id));
  const groupIds = by.groupIds.filter(isAsked);
  const delegationIds: number[] = [];
  const insteadOf: number[] = [];
  for (const place of by.lent) {
    const isTaken = hasSpoken(request, place.userId) || insteadOf.includes(place.userId);
    if (isTaken || place.userId === request.requesterId || place.userId === by.userId) continue;
    const added = place.groupIds.filter(isAsked);
    const hasSeat = asked.some((groups) => asksFor(groups, groupIds) && asksFor(groups, added));
    if (added.length === 0 || hasSeat) continue;
    groupIds.push(...added);
    delegationIds.push(place.delegationId);
    insteadOf.push(place.userId);
  }
  return { groupIds, delegationIds, insteadOf };
}

/** Whether a rule that asks `groups` asks somebody who speaks for `groupIds`. */
function asksFor(groups: readonly number[], groupIds: readonly number[]): boolean {
  return groups.length === 0 || groups.some((id) => groupIds.includes(id));
}

/** The first reason for which `by` may not decide at `now`; null: none. */
export function objectionToDecision(request: ApprovalRequest, by: Decider, now: Date): DecisionObjection | null {
  if (request.requesterId === by.userId) return 'own_request';
  if (request.status !== 'pending') return 'not_pending';
  if (now >= expiresAt(request)) return 'expired';
  if (hasSpoken(request, by.userId)) return 'decided_before';
  return isApprover(request, by, now) ? null : 'not_an_approver';
}

/** Whether one of the rules asks `by`, at `now`. */
export function isApprover(request: ApprovalRequest, by: Decider, now: Date): boolean {
  const isOpen = request.rules.some(({ approver_group_ids: groups }) => groups.length === 0);
  return isOpen || seatsOf(request, by, now).groupIds.length > 0;
}

/** Whoever's place was taken has spoken. */
function hasSpoken({ decisions }: Pick<ApprovalRequest, 'decisions'>, userId: number): boolean {
  return decisions.some((decision) => decision.userId === userId || decision.insteadOf.includes(userId));
}

/** Why `userId` may not take the request back; null: they may. Nobody takes back the review of what they have done. */
export function objectionToWithdrawal(
  { kind, requesterId, status }: Pick<ApprovalRequest, 'kind' | 'requesterId' | 'status'>,
  userId: number,
): WithdrawalObjection | null {
  if (requesterId !== userId) return 'not_the_requester';
  if (kind === 'review') return 'is_review';
  return status === 'pending' ? null : 'not_pending';
}

/** What the request comes to: one denial ends it, enough consent by every rule does. */
export function statusAfter(
  request: Pick<ApprovalRequest, 'rules' | 'requestedAt' | 'decisions'>,
  now: Date,
): Extract<ApprovalStatus, 'pending' | 'approved' | 'denied'> {
  if (request.decisions.some(({ verdict }) => verdict === 'deny')) return 'denied';
  return request.rules.every((rule) => consentsTo(rule, request, now) >= rule.quorum) ? 'approved' : 'pending';
}

/** How many consents count for `rule`, which need not be one of the request's own. */
export function consentsTo(
  rule: ApprovalRule,
  { requestedAt, decisions }: Pick<ApprovalRequest, 'requestedAt' | 'decisions'>,
  now: Date,
): number {
  const groups = approverGroups(rule, requestedAt, now);
  const isOpen = groups.length === 0;
  const spoken = decisions
    .filter(({ verdict }) => verdict === 'approve')
    .map(({ userId, groupIds }) => ({ userId, groupIds: groupIds.filter((id) => groups.includes(id)) }))
    .filter(({ groupIds }) => isOpen || groupIds.length > 0);
  return rule.distinct_groups ? distinctGroups(spoken) : new Set(spoken.map(({ userId }) => userId)).size;
}

type Consent = Pick<ApprovalDecision, 'userId' | 'groupIds'>;

/**
 * For how many of them there is a group each that counts for no other one: the largest matching between people and
 * groups, since who is in two groups counts for the one that nobody else speaks for.
 */
function distinctGroups(consents: readonly Consent[]): number {
  const speakerOf = new Map<number, Consent>();
  const seat = (consent: Consent, tried: Set<number>): boolean => {
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
