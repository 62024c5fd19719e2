/** What the answers of targets say of a resource, and what stands behind it. */

import { isByReconcileAccount } from '../../domain/change-authority.ts';
import type { ItemFailureCode } from '../../domain/job.ts';
import type { PlanCheck } from '../../domain/plan.ts';
import { type Finding, failed, passed, skipped, warned } from '../../domain/plan-finding.ts';
import type { TargetAnswer } from '../contract.ts';
import { mendsRefusal, type Subject } from './checks-beforehand.ts';

/** What a login came to, or why there was none. */
export type Tried =
  | { readonly answer: TargetAnswer; readonly ms: number | null }
  | { readonly answer: null; readonly why: string };

/** Of the checks from `reachable` on, in their order. `account`: what the reconcile account came to. */
export function checkAtTarget(subject: Subject, own: Tried, account: Tried): Finding[] {
  return [...loginFindings(subject, own), reconcileAccount(subject, account), dependents(subject)];
}

const LOGIN_CHECKS = ['reachable', 'host_identity', 'login'] as const satisfies readonly PlanCheck[];
type LoginCheck = (typeof LOGIN_CHECKS)[number];

/** Which of them a failed login speaks of; those before it have passed. */
const CHECK_OF: Readonly<Partial<Record<ItemFailureCode, LoginCheck>>> = {
  unreachable: 'reachable',
  timeout: 'reachable',
  host_key_mismatch: 'host_identity',
  tls_untrusted: 'host_identity',
  credential_invalid: 'login',
  account_locked_out: 'login',
  access_denied: 'login',
};

function loginFindings(subject: Subject, own: Tried): Finding[] {
  if (own.answer === null) return LOGIN_CHECKS.map((check) => skipped(check, own.why));
  if (own.answer.ok) return LOGIN_CHECKS.map(passed);
  const { code } = own.answer;
  const spoken = CHECK_OF[code];
  const at = LOGIN_CHECKS.indexOf(spoken ?? 'login');
  return LOGIN_CHECKS.map((check, index) => {
    // What fails before the target is asked, or makes no sense, says nothing of the way there.
    if (index < at) return spoken ? passed(check) : skipped(check, 'the login has told nothing of it');
    return index > at ? skipped(check, `${LOGIN_CHECKS[at]} has failed`) : loginFailure(subject, check, own.answer);
  });
}

const MENDABLE: readonly ItemFailureCode[] = ['credential_invalid', 'account_locked_out', 'lockout_guard'];

function loginFailure(subject: Subject, check: LoginCheck, answer: TargetAnswer): Finding {
  if (answer.ok) return passed(check);
  const { code, message } = answer;
  if (code === 'resource_busy') return warned(check, code, message);
  if (MENDABLE.includes(code) && mendsRefusal(subject)) return warned(check, code, message);
  if (code === 'credential_invalid' && subject.facts.pending) {
    return warned(check, code, `${message}; an earlier change is not settled, and its candidate is tried as well`);
  }
  return failed(check, code, message);
}

/** Where the operation can do without, it is the way back if something goes wrong. */
function reconcileAccount(subject: Subject, tried: Tried): Finding {
  const check = 'reconcile_account';
  if (subject.operation === 'verify') return skipped(check, 'a verification needs none');
  const isNeeded = isByReconcileAccount(subject.operation, subject.facts.platform);
  const found = isNeeded ? failed : warned;
  const { reconcile } = subject.facts;
  if (!reconcile) {
    const missing = 'neither the resource nor its device names a usable reconcile account';
    return found(check, 'reconcile_account_missing', isNeeded ? missing : `no way back: ${missing}`);
  }
  if (tried.answer === null) return skipped(check, tried.why);
  if (tried.answer.ok) return passed(check);
  const { code, message } = tried.answer;
  const detail = `resource ${reconcile.resource._id}: ${message}`;
  const isRefused = code === 'credential_invalid' || code === 'account_locked_out';
  if (code === 'resource_busy') return warned(check, code, detail);
  return found(check, isRefused ? 'reconcile_account_refused' : code, detail);
}

function dependents({ operation, dependents: count }: Subject): Finding {
  if (operation === 'verify') return skipped('dependents', 'it changes nothing');
  if (count === 0) return passed('dependents');
  return warned('dependents', 'has_dependents', `it is the reconcile account of ${count} others`);
}
