/** What can be said of a resource without asking its target. */

import { isByReconcileAccount } from '../../domain/change-authority.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import { guardForLooks, type LoginGuardRules } from '../../domain/login-guard.ts';
import type { PlanCheck } from '../../domain/plan.ts';
import { type Finding, failed, passed, skipped, warned } from '../../domain/plan-finding.ts';
import { isChange, type Refusal, type Verdict, type WindowState } from '../../domain/policy/decide.ts';
import { isByCertificate, NO_SECRET_IN_WORDS } from '../../domain/ssh-certificate.ts';
import { sharedKeyInWords } from '../../domain/ssh-key.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import type { BusyWith, HeldBy } from '../../store/plans/surroundings.ts';
import { isVersion } from '../../store/ssh-keys/placements.ts';

/** A resource of a plan, with all that is known of it before its target is asked. */
export interface Subject {
  readonly operation: CredentialOperation;
  /** Carried out by itself: nobody adds a reason or a ticket later on, and the policy that makes it due is the consent. */
  readonly runsByItself: boolean;
  readonly facts: ManagedFacts;
  readonly verdict: Verdict;
  readonly windows: WindowState;
  /** Why policies do not let it be logged in at just to look; null: they do. */
  readonly loginObjection: string | null;
  readonly busy: BusyWith | null;
  /** Who has its credential checked out. */
  readonly heldBy: HeldBy | null;
  /** Why no password can be made. */
  readonly passwordProblem: string | null;
  readonly dependents: number;
  /** How many sessions gateways have there. */
  readonly liveSessions: number;
  readonly now: Date;
}

/** Of the checks up to the lock-out headroom, in their order. */
export function checkBeforehand(subject: Subject): Finding[] {
  return [
    active(subject),
    credential(subject),
    policy(subject),
    window(subject),
    conflicts(subject),
    passwordRules(subject),
    lockoutHeadroom(subject),
  ];
}

/** What does not happen whatever the target says is no reason to log in there. */
const FORBIDS_LOGIN: readonly PlanCheck[] = ['active', 'credential', 'policy'];

export function forbidsLogin(findings: readonly Finding[]): boolean {
  return findings.some(({ check, outcome }) => outcome === 'failed' && FORBIDS_LOGIN.includes(check));
}

/** Whether the operation works although the target refuses what is stored. */
export function mendsRefusal({ operation, facts }: Pick<Subject, 'operation' | 'facts'>): boolean {
  return isByReconcileAccount(operation, facts.platform);
}

/** Why a login is not to be risked; null: what has failed leaves room. What stands open may still work, and is waited for. */
export function headroomProblem(
  { failed_logins }: Pick<CredentialDocument, 'failed_logins'>,
  rules: LoginGuardRules,
  now: Date,
): string | null {
  const { max_failed_logins: most, window_seconds } = rules;
  const since = now.getTime() - window_seconds * 1000;
  const failures = failed_logins.filter((at) => at.getTime() > since).length;
  if (failures < guardForLooks(rules).max_failed_logins) return null;
  return `${failures} of ${most} logins that may fail within ${window_seconds} s have failed`;
}

function active({ facts }: Subject): Finding {
  if (facts.resource.status === 'inactive') return failed('active', 'resource_inactive', 'the resource is inactive');
  if (facts.device.status === 'inactive') return failed('active', 'resource_inactive', 'the device is inactive');
  return passed('active');
}

function credential({ operation, facts }: Subject): Finding {
  if (isChange(operation) && isByCertificate(facts.platform.connector)) {
    return failed('credential', 'not_supported', NO_SECRET_IN_WORDS);
  }
  const { current, sharedKey } = facts;
  if (operation === 'rotate' && current && sharedKey && isVersion(current.ssh_key, sharedKey)) {
    return failed('credential', 'not_supported', sharedKeyInWords(sharedKey.id));
  }
  if (facts.credential && current) return passed('credential');
  return failed('credential', 'credential_missing', 'the resource has no active credential');
}

/** A login is what a verification is, so the policy for that is asked. What can still be given is asked for by the operation. */
export function loginObjectionOf({ decision, refusals }: Verdict): string | null {
  if (decision === 'needs_approval') return 'the policy wants consent for verifications, and a login would be one';
  if (decision === 'allowed' || canBeGiven(refusals)) return null;
  return `the policy lets nobody verify it now: ${inWords(refusals)}`;
}

function canBeGiven(refusals: readonly Refusal[]): boolean {
  return refusals.every(({ field }) => field === 'reason' || field === 'ticket_id');
}

function inWords(refusals: readonly Refusal[]): string {
  return refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ');
}

function policy({ verdict, runsByItself }: Subject): Finding {
  const { decision, refusals } = verdict;
  if (decision === 'allowed' || (decision === 'needs_approval' && runsByItself)) return passed('policy');
  if (decision === 'needs_approval') return { ...passed('policy'), code: 'needs_approval' };
  const details = inWords(refusals);
  const [first] = refusals;
  if (runsByItself || !first || !canBeGiven(refusals)) return failed('policy', 'policy_refused', details);
  return warned('policy', first.field === 'reason' ? 'reason_required' : 'ticket_required', details);
}

function window({ operation, windows }: Subject): Finding {
  if (!isChange(operation)) return skipped('window', 'it changes nothing');
  if (windows.closedBy === null) return passed('window');
  const what = windows.closedBy === 'blackouts' ? 'a blackout holds' : 'the maintenance window is closed';
  if (windows.opensAt === null) return failed('window', 'no_window', `${what}, and no opening is in sight`);
  return warned('window', 'window_closed', `${what}; it opens at ${windows.opensAt.toISOString()}`);
}

/** Another job is in the way of everything, a check-out of changes alone; who works there minds a change, and does not stop it. */
function conflicts({ operation, busy, heldBy, liveSessions }: Subject): Finding {
  if (busy) {
    const detail = busy.isAtWork ? `job ${busy.jobId} works on it` : `job ${busy.jobId} is still to work on it`;
    return warned('conflicts', 'resource_busy', detail);
  }
  if (!isChange(operation)) return passed('conflicts');
  if (heldBy) {
    const { checkOutId, until } = heldBy;
    return warned('conflicts', 'checked_out', `check-out ${checkOutId} has it until ${until.toISOString()}`);
  }
  if (liveSessions === 0) return passed('conflicts');
  return warned('conflicts', 'in_session', `people work there in sessions: ${liveSessions}`);
}

function passwordRules({ operation, facts, passwordProblem }: Subject): Finding {
  if (!isChange(operation)) return skipped('password_rules', 'it makes no password');
  if (facts.platform.connector === 'ssh_key') return skipped('password_rules', 'it makes a key, and no password');
  if (isByCertificate(facts.platform.connector)) return skipped('password_rules', 'there is no password');
  if (passwordProblem === null) return passed('password_rules');
  return failed('password_rules', 'password_rules_contradict', passwordProblem);
}

function lockoutHeadroom(subject: Subject): Finding {
  const { facts, now } = subject;
  if (!facts.credential) return skipped('lockout_headroom', 'there is no credential');
  const problem = headroomProblem(facts.credential, facts.platform.login_guard, now);
  if (problem === null) return passed('lockout_headroom');
  return mendsRefusal(subject)
    ? warned('lockout_headroom', 'lockout_guard', problem)
    : failed('lockout_headroom', 'lockout_guard', problem);
}
