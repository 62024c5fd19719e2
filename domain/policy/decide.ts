/** Whether the effective policy lets an operation happen now, as asked, or with the consent of others. */

import type { PolicyDecision } from '../audit.ts';
import type { ResourceStatus } from '../resource.ts';
import { type BoundPolicy, type EffectivePolicy, ruleValue } from './effective.ts';
import { metRules } from './met-rules.ts';
import type { ApprovalRule, PolicyOperation, RuleName } from './rules.ts';
import { type WantedConsent, wantedConsent } from './wanted-consent.ts';

export interface PolicyQuestion {
  readonly operation: PolicyOperation;
  /** As part of a plan over many resources, which has its own approval. */
  readonly isBulk: boolean;
  readonly reason: string | null;
  readonly ticketId: string | null;
  /** null: it is about no resource. */
  readonly resource: { readonly status: ResourceStatus; readonly verifiedAt: Date | null } | null;
  /** How long a session or check-out is to last; null: not said, or of no concern. */
  readonly minutes: number | null;
  readonly now: Date;
  /** What maintenance windows and blackouts say of `now`. */
  readonly windows: WindowState;
  /** Conditions that forbid it. */
  readonly forbidden: readonly ForbiddenBy[];
}

export interface WindowState {
  readonly closedBy: 'maintenance_windows' | 'blackouts' | null;
  /** When changes are possible next; now where they are; null where that is not in sight. */
  readonly opensAt: Date | null;
  /** When they no longer are; null where that is not in sight. */
  readonly closesAt: Date | null;
}

export const ALWAYS_OPEN: WindowState = { closedBy: null, opensAt: null, closesAt: null };

export interface ForbiddenBy {
  readonly bindingId: number;
  /** Which one, counted from 1. */
  readonly condition: string;
  /** What its author says of it; null: nothing. */
  readonly reason: string | null;
}

/** Why an operation is refused. `field`: what the request would have to say instead; null: nothing it could say helps. */
export interface Refusal {
  readonly rule: RuleName | 'conditions';
  readonly field: 'reason' | 'ticket_id' | 'minutes' | null;
  readonly detail: string;
  /** An author's words about it, for whoever is refused; no record keeps them. */
  readonly remark?: string | null;
  /** Where the rule comes from; null: it holds where nothing is bound. */
  readonly bindingId: number | null;
}

/** Before its source is looked up. */
type Finding = Omit<Refusal, 'bindingId'> & { readonly bindingId?: number };

export interface Verdict {
  readonly decision: PolicyDecision['decision'];
  readonly refusals: readonly Refusal[];
  /** Whose consent it needs; null: nobody's. */
  readonly approval: ApprovalRule | null;
  /** For the audit record; null where no policy is bound. */
  readonly recorded: PolicyDecision | null;
}

/** Operations that change or reveal a secret: who asks for one says why, where a policy wants to know. */
const NEEDS_REASON: readonly PolicyOperation[] = ['rotate', 'reconcile', 'connect', 'checkout', 'retrieve'];
const GIVES_ACCESS: readonly PolicyOperation[] = ['connect', 'checkout'];
const CHANGES_TARGET: readonly PolicyOperation[] = ['rotate', 'reconcile'];
const HOUR_MS = 3_600_000;

/** `ticketMatches`: whether the whole of a text matches a pattern; patterns were tried when the policy was saved. */
export function decidePolicy(
  policy: EffectivePolicy,
  question: PolicyQuestion,
  ticketMatches: (pattern: string, ticketId: string) => boolean,
): Verdict {
  const findings: Finding[] = [
    ...reasonRefusals(policy, question),
    ...ticketRefusals(policy, question, ticketMatches),
    ...verificationRefusals(policy, question),
    ...accessRefusals(policy, question),
    ...windowRefusals(question),
    ...question.forbidden.map(({ bindingId, condition, reason }) => ({
      ...finding('conditions', null, `${condition} of binding ${bindingId} forbids it`),
      bindingId,
      remark: reason,
    })),
  ];
  const refusals = findings.map((found): Refusal => ({ bindingId: bindingOf(policy, found.rule), ...found }));
  const consent = refusals.length > 0 ? null : wantedConsent(policy, question.operation, question.isBulk);
  const decision = refusals.length > 0 ? 'refused' : consent ? 'needs_approval' : 'allowed';
  const recorded = recordedOf(policy, question, decision, refusals, consent);
  return { decision, refusals, approval: consent?.rule ?? null, recorded };
}

export function isChange(operation: PolicyOperation): boolean {
  return CHANGES_TARGET.includes(operation);
}

function finding(rule: Refusal['rule'], field: Refusal['field'], detail: string): Finding {
  return { rule, field, detail };
}

function bindingOf(policy: EffectivePolicy, rule: Refusal['rule']): number | null {
  return sourceOf(policy, rule)?.bindingId ?? null;
}

function reasonRefusals(policy: EffectivePolicy, { operation, reason }: PolicyQuestion): Finding[] {
  if (!ruleValue(policy, 'reason_required') || !NEEDS_REASON.includes(operation) || reason?.trim()) return [];
  return [finding('reason_required', 'reason', 'is needed by policy')];
}

function ticketRefusals(
  policy: EffectivePolicy,
  { operation, ticketId }: PolicyQuestion,
  ticketMatches: (pattern: string, ticketId: string) => boolean,
): Finding[] {
  const rule = ruleValue(policy, 'ticket_required');
  if (!rule || !NEEDS_REASON.includes(operation)) return [];
  if (!ticketId) return [finding('ticket_required', 'ticket_id', 'is needed by policy')];
  if (rule === true || ticketMatches(rule.pattern, ticketId)) return [];
  return [finding('ticket_required', 'ticket_id', `must match ${rule.pattern}`)];
}

function verificationRefusals(policy: EffectivePolicy, question: PolicyQuestion): Finding[] {
  const rule = ruleValue(policy, 'verification_required');
  const { operation, resource, now } = question;
  if (!rule || resource === null || !GIVES_ACCESS.includes(operation)) return [];
  if (resource.status !== 'verified' || resource.verifiedAt === null) {
    return [finding('verification_required', null, `the resource is ${resource.status}; verify it first`)];
  }
  if (rule === true || now.getTime() - resource.verifiedAt.getTime() <= rule.max_age_hours * HOUR_MS) return [];
  const detail = `the resource was verified more than ${rule.max_age_hours} hours ago; verify it again`;
  return [finding('verification_required', null, detail)];
}

const ACCESS_RULES = {
  connect: { allowed: 'connect_allowed', longest: 'session_max_minutes', noun: 'sessions' },
  checkout: { allowed: 'checkout_allowed', longest: 'checkout_max_minutes', noun: 'check-outs' },
} as const;

function accessRefusals(policy: EffectivePolicy, { operation, minutes }: PolicyQuestion): Finding[] {
  if (operation !== 'connect' && operation !== 'checkout') return [];
  const { allowed, longest, noun } = ACCESS_RULES[operation];
  // What reaches or reveals a target is closed until a policy opens it.
  if (!ruleValue(policy, allowed)) return [finding(allowed, null, `no policy allows ${noun} here`)];
  const most = ruleValue(policy, longest);
  if (most === undefined || minutes === null || minutes <= most) return [];
  return [finding(longest, 'minutes', `must be ${most} or less`)];
}

/** A plan over many resources waits for its windows by itself. */
function windowRefusals({ operation, isBulk, windows }: PolicyQuestion): Finding[] {
  if (!isChange(operation) || isBulk || windows.closedBy === null) return [];
  const next = windows.opensAt ? `; it opens at ${windows.opensAt.toISOString()}` : '';
  const what = windows.closedBy === 'blackouts' ? 'a blackout holds' : 'the maintenance window is closed';
  return [finding(windows.closedBy, null, `${what}${next}`)];
}

/** A record has bounds. */
const MOST_REASONS = 20;
const MAX_REASON_LENGTH = 300;

/** The policy that decided: that of the first rule which refuses or wants consent, or else the nearest one. */
function recordedOf(
  policy: EffectivePolicy,
  question: PolicyQuestion,
  decision: PolicyDecision['decision'],
  refusals: readonly Refusal[],
  consent: WantedConsent | null,
): PolicyDecision | null {
  const byId = (id: number | null) => policy.bindings.find(({ bindingId }) => bindingId === id);
  const [nearest] = policy.bindings;
  const sources = consent ? [sourceOf(policy, 'approvals')] : refusals.map(({ bindingId }) => byId(bindingId));
  const decisive = sources.find((from) => from !== undefined) ?? nearest;
  if (!decisive) return null;
  const reasons = consent
    ? [`approvals: ${consent.by} needs consent${inWords(sourceOf(policy, 'approvals'))}`]
    : decision === 'allowed'
      ? reasonsToAllow(policy, question)
      : refusals.map(({ rule, detail, bindingId }) => `${rule}: ${detail}${inWords(byId(bindingId))}`);
  const kept = reasons.slice(0, MOST_REASONS).map((reason) => reason.slice(0, MAX_REASON_LENGTH));
  return { policy_id: decisive.policyId, version: decisive.version, decision, reasons: kept };
}

function reasonsToAllow(policy: EffectivePolicy, { operation, minutes, isBulk, windows }: PolicyQuestion): string[] {
  const isInHours = !isBulk && windows.opensAt !== null;
  const met = metRules(policy, { operation, minutes, isInHours }).map(
    (rule) => `${rule}: met${inWords(sourceOf(policy, rule))}`,
  );
  const silent = policy.bindings.filter(({ conditions }) => conditions !== null);
  const reasons = [...met, ...silent.map((from) => `conditions: none forbids it${inWords(from)}`)];
  return reasons.length > 0 ? reasons : [`no rule is about ${operation}`];
}

function sourceOf(policy: EffectivePolicy, rule: Refusal['rule']): BoundPolicy | undefined {
  return rule === 'conditions' ? undefined : policy.rules.get(rule)?.from;
}

function inWords(from: BoundPolicy | undefined): string {
  return from ? ` (binding ${from.bindingId} of policy ${from.policyId}, version ${from.version})` : '';
}
