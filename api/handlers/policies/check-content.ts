/** What the contract cannot say of a policy's content: that zones, patterns and groups are there, and conditions valid. */

import type { ClientSession } from 'mongoose';
import type { ApprovalRule, PolicyRules } from '../../../domain/policy/rules.ts';
import type { PolicyContent } from '../../../store/models/policy.ts';
import { faultOfConditions } from '../../../store/policy/condition-check.ts';
import { isTimeZone } from '../../../store/policy/maintenance.ts';
import { faultOfPattern } from '../../../store/policy/ticket-pattern.ts';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';

type Checking = Pick<Request, 'organizationId' | 'means'>;

/** @throws CapstanError `unprocessable` that points at what is wrong. */
export async function checkContent(request: Checking, content: PolicyContent, session?: ClientSession): Promise<void> {
  const { rules, conditions } = content;
  checkTicket(rules);
  checkTimes(rules);
  const fault = conditions === null ? null : faultOfConditions(conditions);
  if (fault !== null) throw unusable('conditions', fault);
  await checkApprovals(request, rules, session);
}

function checkTicket({ ticket_required: rule }: PolicyRules): void {
  if (typeof rule !== 'object') return;
  const fault = faultOfPattern(rule.pattern);
  if (fault !== null) throw unusable('rules.ticket_required.pattern', fault);
}

function checkTimes({ maintenance_windows: windows = [], blackouts = [] }: PolicyRules): void {
  for (const [at, { time_zone: zone }] of windows.entries()) {
    if (!isTimeZone(zone)) throw unusable(`rules.maintenance_windows.${at}.time_zone`, 'is no time zone of IANA');
  }
  for (const [at, { from, until }] of blackouts.entries()) {
    if (Date.parse(until) <= Date.parse(from)) throw unusable(`rules.blackouts.${at}.until`, 'must be after from');
  }
}

async function checkApprovals(
  { organizationId, means }: Checking,
  { approvals = {} }: PolicyRules,
  session?: ClientSession,
): Promise<void> {
  const known = new Set(
    await means.store.models.groups
      .find({ organization_id: organizationId, status: 'active', _id: { $in: groupsOf(approvals) } })
      .session(session ?? null)
      .distinct('_id'),
  );
  for (const [operation, rule] of Object.entries(approvals)) {
    const place = `rules.approvals.${operation}`;
    const { approver_group_ids: groups, distinct_groups: distinct, quorum, escalation } = rule;
    if (!groups.every((id) => known.has(id))) throw unusable(`${place}.approver_group_ids`, 'names no active group');
    if (!(escalation?.group_ids ?? []).every((id) => known.has(id))) {
      throw unusable(`${place}.escalation.group_ids`, 'names no active group');
    }
    if (distinct && groups.length < quorum) {
      throw unusable(`${place}.quorum`, 'is more than there are groups, each of which counts once');
    }
    if (escalation && escalation.after_minutes >= rule.expires_after_minutes) {
      throw unusable(`${place}.escalation.after_minutes`, 'must be before the request expires');
    }
  }
}

function groupsOf(approvals: Readonly<Partial<Record<string, ApprovalRule>>>): number[] {
  return Object.values(approvals).flatMap((rule) =>
    rule ? [...rule.approver_group_ids, ...(rule.escalation?.group_ids ?? [])] : [],
  );
}
