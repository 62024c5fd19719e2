/** What the contract cannot say of a policy's content: that zones, patterns and groups are there, and conditions valid. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { ApprovalRule, PolicyRules } from '../../../domain/policy/rules.ts';
import type { PolicyContent } from '../../../store/models/policy.ts';
import { faultOfConditions } from '../../../store/policy/condition-check.ts';
import { instantOf, isTimeZone } from '../../../store/policy/maintenance.ts';
import { faultOfPattern } from '../../../store/policy/patterns.ts';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';

type Checking = Pick<Request, 'organizationId' | 'means'>;
type Wrong = (field: string, detail: string) => CapstanError;

/**
 * @param within the field of the body that holds the content; default: the body does itself.
 * @param kept ids of groups that the policy names already: they may be inactive by now.
 * @throws CapstanError `unprocessable` that points at what is wrong.
 */
export async function checkContent(
  request: Checking,
  content: PolicyContent,
  session?: ClientSession,
  within?: string,
  kept: readonly number[] = [],
): Promise<void> {
  const { rules, conditions } = content;
  const wrong: Wrong = (field, detail) => unusable(within === undefined ? field : `${within}.${field}`, detail);
  checkTicket(rules, wrong);
  checkModeration(rules, wrong);
  checkCommands(rules, wrong);
  checkTimes(rules, wrong);
  const fault = conditions === null ? null : faultOfConditions(conditions);
  if (fault !== null) throw conditionsError(wrong('conditions', fault));
  await checkApprovals(request, rules, wrong, kept, session);
}

/** Cedar quotes what was written, which is for the caller's eyes: records keep the message and not the details. */
function conditionsError({ errors }: CapstanError): CapstanError {
  return new CapstanError('unprocessable', 'The conditions cannot be saved; `errors` says why.', { errors });
}

function checkTicket({ ticket_required: rule }: PolicyRules, wrong: Wrong): void {
  if (typeof rule !== 'object') return;
  const fault = faultOfPattern(rule.pattern);
  if (fault !== null) throw wrong('rules.ticket_required.pattern', fault);
}

function checkModeration({ session_moderated: rule }: PolicyRules, wrong: Wrong): void {
  if (typeof rule === 'object' && rule.on_leave === 'pause' && rule.grace_seconds !== undefined)
    throw wrong('rules.session_moderated.grace_seconds', 'is for a session that ends after it (`on_leave: end`)');
}

function checkCommands({ session_command_rules: rules = [] }: PolicyRules, wrong: Wrong): void {
  for (const [at, { name, pattern, action, answer_seconds }] of rules.entries()) {
    const fault = faultOfPattern(pattern);
    if (fault !== null) throw wrong(`rules.session_command_rules.${at}.pattern`, fault);
    if (answer_seconds !== undefined && action !== 'ask')
      throw wrong(`rules.session_command_rules.${at}.answer_seconds`, 'is for rules that ask');
    const isTaken = rules.findIndex((other) => other.name === name) < at;
    if (isTaken) throw wrong(`rules.session_command_rules.${at}.name`, 'is the name of another rule as well');
  }
}

function checkTimes({ maintenance_windows: windows = [], blackouts = [] }: PolicyRules, wrong: Wrong): void {
  for (const [at, { time_zone: zone }] of windows.entries()) {
    if (!isTimeZone(zone)) throw wrong(`rules.maintenance_windows.${at}.time_zone`, 'is no time zone of IANA');
  }
  for (const [at, { from, until }] of blackouts.entries()) {
    const [begins, ends] = [instantOf(from), instantOf(until)];
    if (begins === null) throw wrong(`rules.blackouts.${at}.from`, 'is no time of RFC 3339');
    if (ends === null) throw wrong(`rules.blackouts.${at}.until`, 'is no time of RFC 3339');
    if (ends <= begins) throw wrong(`rules.blackouts.${at}.until`, 'must be after from');
  }
}

async function checkApprovals(
  { organizationId, means }: Checking,
  { approvals = {} }: PolicyRules,
  wrong: Wrong,
  kept: readonly number[],
  session?: ClientSession,
): Promise<void> {
  const named = groupsNamedBy(approvals);
  const usable = [{ status: 'active' as const }, { _id: { $in: [...kept] } }];
  const known = new Set(
    await means.store.models.groups
      .find({ organization_id: organizationId, $or: usable, _id: { $in: named } })
      .session(session ?? null)
      .distinct('_id'),
  );
  for (const [operation, rule] of Object.entries(approvals)) {
    const place = `rules.approvals.${operation}`;
    const { approver_group_ids: groups, distinct_groups: distinct, quorum, escalation } = rule;
    if (!groups.every((id) => known.has(id))) throw wrong(`${place}.approver_group_ids`, 'names no active group');
    if (!(escalation?.group_ids ?? []).every((id) => known.has(id))) {
      throw wrong(`${place}.escalation.group_ids`, 'names no active group');
    }
    if (escalation && groups.length === 0) {
      throw wrong(`${place}.escalation`, 'asks more people where everybody who may decide is asked already');
    }
    if (distinct && groups.length < quorum) {
      throw wrong(`${place}.quorum`, 'is more than there are groups, each of which counts once');
    }
    if (escalation && escalation.after_minutes >= rule.expires_after_minutes) {
      throw wrong(`${place}.escalation.after_minutes`, 'must be before the request expires');
    }
  }
}

/** Ids of the groups that rules for consent name. */
export function groupsNamedBy(approvals: Readonly<Partial<Record<string, ApprovalRule>>> = {}): number[] {
  return Object.values(approvals).flatMap((rule) =>
    rule ? [...rule.approver_group_ids, ...(rule.escalation?.group_ids ?? [])] : [],
  );
}
