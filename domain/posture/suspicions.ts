/** What is found about a resource from its facts: what is so now, and what will be so by the mere passing of time. */

import { type EffectivePolicy, ruleValue } from '../policy/effective.ts';
import type { ResourceStatus } from '../resource.ts';
import { type AccountOfDevice, managedAccountSuspicions, type OwnKeys } from './account-suspicions.ts';
import { DAY_MS, HOUR_MS, type Posture, postureAt, ruleEvidence, type Suspicion, suspicion } from './suspicion.ts';

/** Of an active resource on an active device. */
export interface PostureFacts {
  readonly resource: {
    readonly status: ResourceStatus;
    readonly verifiedAt: Date | null;
    readonly rotatedAt: Date | null;
    readonly createdAt: Date;
  };
  readonly policy: EffectivePolicy;
  /** null: it has no active one. */
  readonly credential: { readonly sharedKey: { readonly id: number; readonly accounts: number } | null } | null;
  /** Whether its rotations need a reconcile account, and none is named. */
  readonly lacksReconcileAccount: boolean;
  /** Of what was done in an emergency. */
  readonly reviews: readonly ReviewFacts[];
  /** Sessions that are over, had reached the target, were to be recorded, and have no whole recording. */
  readonly unrecorded: readonly { readonly id: string; readonly endedAt: Date }[];
  /** As the last look at the device has left it, with the keys that Capstan itself has put there; null: no look has seen it. */
  readonly account: { readonly known: AccountOfDevice; readonly ownKeys: OwnKeys } | null;
}

export interface ReviewFacts {
  readonly approvalId: number;
  readonly status: 'pending' | 'expired';
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** Where no policy says how lately a resource has to be verified. */
const VERIFIED_WITHIN_HOURS = 7 * 24;
/** A new resource has so long to be verified for the first time. */
const FIRST_VERIFIED_WITHIN_HOURS = 24;
const OLD_AFTER_DAYS = 365;
const UNREVIEWED_FOR_DAYS = 90;
const UNRECORDED_FOR_DAYS = 30;
const RECORDING_ENDS_WITHIN_MS = 10 * 60_000;

export function postureOf(facts: PostureFacts, now: Date): Posture {
  const { account, policy } = facts;
  const all = [
    ...syncSuspicions(facts, now),
    ...reviewSuspicions(facts),
    ...recordingSuspicions(facts),
    ...driftSuspicions(facts),
    ...ageSuspicions(facts),
    ...verificationSuspicions(facts),
    ...coverageSuspicions(facts),
    ...keySuspicions(facts),
    ...(account === null ? [] : managedAccountSuspicions(account.known, account.ownKeys, policy, now)),
  ];
  return postureAt(all, now);
}

function syncSuspicions({ resource: { status } }: PostureFacts, now: Date): Suspicion[] {
  if (status !== 'out_of_sync' && status !== 'unknown') return [];
  const severity = status === 'out_of_sync' ? 'critical' : 'high';
  return [suspicion({ signal: 'out_of_sync', severity, since: now, evidence: { status } })];
}

function reviewSuspicions({ reviews }: PostureFacts): Suspicion[] {
  return reviews.map(({ approvalId, status, requestedAt, expiresAt }) => {
    const [subject, evidence] = [`approval:${approvalId}`, { approval_id: approvalId }];
    if (status === 'pending') {
      return suspicion({ signal: 'break_glass_used', severity: 'high', since: requestedAt, subject, evidence });
    }
    const until = new Date(expiresAt.getTime() + UNREVIEWED_FOR_DAYS * DAY_MS);
    return suspicion({ signal: 'approval_unreviewed', severity: 'high', since: expiresAt, until, subject, evidence });
  });
}

function recordingSuspicions({ unrecorded }: PostureFacts): Suspicion[] {
  return unrecorded.map(({ id, endedAt }) =>
    suspicion({
      signal: 'recording_missing',
      severity: 'high',
      subject: `session:${id}`,
      // One that was left by its gateway is ended by a worker first.
      since: new Date(endedAt.getTime() + RECORDING_ENDS_WITHIN_MS),
      until: new Date(endedAt.getTime() + UNRECORDED_FOR_DAYS * DAY_MS),
      evidence: { session_id: id },
    }),
  );
}

/** What the policy cannot be carried out without. What it forbids needs no finding: check-outs and sessions end by it. */
function driftSuspicions({ policy, credential, lacksReconcileAccount, resource }: PostureFacts): Suspicion[] {
  if (ruleValue(policy, 'rotation_interval_days') === undefined) return [];
  const lacks = credential === null ? 'credential' : lacksReconcileAccount ? 'reconcile_account' : null;
  if (lacks === null) return [];
  const evidence = { lacks, for: 'rotation_interval_days', ...ruleEvidence(policy, 'rotation_interval_days') };
  const subject = `lacks:${lacks}`;
  return [suspicion({ signal: 'policy_drift', severity: 'medium', since: resource.createdAt, subject, evidence })];
}

function ageSuspicions({ policy, credential, resource }: PostureFacts): Suspicion[] {
  if (credential === null) return [];
  const from = resource.rotatedAt ?? resource.createdAt;
  const after = (days: number) => new Date(from.getTime() + days * DAY_MS);
  const days = ruleValue(policy, 'rotation_interval_days');
  const evidence = { rotated_at: resource.rotatedAt?.toISOString() ?? null };
  if (days === undefined) {
    return [suspicion({ signal: 'weak_password_age', severity: 'low', since: after(OLD_AFTER_DAYS), evidence })];
  }
  const due = { ...evidence, interval_days: days, ...ruleEvidence(policy, 'rotation_interval_days') };
  return [suspicion({ signal: 'rotation_due', severity: 'medium', since: after(days), evidence: due })];
}

function verificationSuspicions({ policy, credential, resource }: PostureFacts): Suspicion[] {
  if (credential === null) return [];
  const rule = ruleValue(policy, 'verification_required');
  const hours = typeof rule === 'object' ? rule.max_age_hours : VERIFIED_WITHIN_HOURS;
  const { verifiedAt, createdAt } = resource;
  const within = verifiedAt === null ? Math.min(hours, FIRST_VERIFIED_WITHIN_HOURS) : hours;
  const since = new Date((verifiedAt ?? createdAt).getTime() + within * HOUR_MS);
  const evidence = {
    verified_at: verifiedAt?.toISOString() ?? null,
    max_age_hours: within,
    ...ruleEvidence(policy, 'verification_required'),
  };
  return [suspicion({ signal: 'verification_stale', severity: 'medium', since, evidence })];
}

function coverageSuspicions({ policy, resource }: PostureFacts): Suspicion[] {
  if (policy.bindings.length > 0) return [];
  return [suspicion({ signal: 'policy_coverage', severity: 'medium', since: resource.createdAt })];
}

function keySuspicions({ credential, resource }: PostureFacts): Suspicion[] {
  const key = credential?.sharedKey ?? null;
  if (key === null || key.accounts < 2) return [];
  const evidence = { ssh_key_id: key.id, accounts: key.accounts };
  const subject = `ssh_key:${key.id}`;
  return [suspicion({ signal: 'shared_key', severity: 'low', since: resource.createdAt, subject, evidence })];
}
