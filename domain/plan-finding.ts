/** What a preflight can find of a resource, in codes, and what its findings come to. */

import type { ItemFailureCode } from './job.ts';
import type { PlanCheck, PlanVerdict } from './plan.ts';

/** Beside the codes with which an operation on a resource can fail. */
export const PLAN_FINDING_CODES = [
  'not_found',
  'needs_approval',
  'reason_required',
  'ticket_required',
  'window_closed',
  'no_window',
  'password_rules_contradict',
  'has_dependents',
  'checked_out',
  'in_session',
] as const;
export type PlanFindingCode = (typeof PLAN_FINDING_CODES)[number] | ItemFailureCode;

/** What each of them tells an operator. */
export const PLAN_FINDING_MEANINGS: Readonly<Record<(typeof PLAN_FINDING_CODES)[number], string>> = {
  not_found: 'The resource is gone, or no longer lies where the plan is about.',
  needs_approval: 'The policy wants the consent of others, which is asked for when the plan is run.',
  reason_required: 'The policy wants a reason; give it with the request that runs the plan.',
  ticket_required: 'The policy wants a ticket; give it with the request that runs the plan.',
  window_closed: 'No maintenance window is open, or a blackout holds; the run waits for the next one.',
  no_window: 'No maintenance window is in sight.',
  password_rules_contradict: 'No password can satisfy the rules of the platform and of the target.',
  has_dependents: 'Other resources have it as their reconcile account: if it fails, nothing mends them.',
  checked_out:
    'Somebody has the credential checked out: the run waits for half an hour at most, and what is rotated at the end of the check-out is not as it was planned any more.',
  in_session:
    'Somebody works there in a session, which goes on; another login of it needs the secret that is new by then.',
};

export interface Finding {
  readonly check: PlanCheck;
  readonly outcome: 'passed' | 'warned' | 'failed' | 'skipped';
  readonly code: PlanFindingCode | null;
  readonly detail: string | null;
}

export function passed(check: PlanCheck): Finding {
  return { check, outcome: 'passed', code: null, detail: null };
}

/** @param detail why it was not looked at. */
export function skipped(check: PlanCheck, detail: string): Finding {
  return { check, outcome: 'skipped', code: null, detail };
}

/** Messages of targets and authors of policies have no bounds of their own. */
const MAX_DETAIL_LENGTH = 300;

export function warned(check: PlanCheck, code: PlanFindingCode, detail: string): Finding {
  return { check, outcome: 'warned', code, detail: detail.slice(0, MAX_DETAIL_LENGTH) };
}

export function failed(check: PlanCheck, code: PlanFindingCode, detail: string): Finding {
  return { check, outcome: 'failed', code, detail: detail.slice(0, MAX_DETAIL_LENGTH) };
}

/** What stands against it blocks it; what people should look at first is said. */
export function verdictOf(findings: readonly Pick<Finding, 'outcome'>[]): Exclude<PlanVerdict, 'pending'> {
  if (findings.some(({ outcome }) => outcome === 'failed')) return 'blocked';
  return findings.some(({ outcome }) => outcome === 'warned') ? 'warned' : 'ready';
}
