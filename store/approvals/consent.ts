/** Whether the consent that a policy wants is there: asked by whoever is about to carry something out. */

import { isDeepStrictEqual } from 'node:util';
import { consentsTo } from '../../domain/approval.ts';
import { escalatedAtOnce } from '../../domain/decidability.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import { databaseTime } from '../database-clock.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { requestOf } from './approval-request.ts';
import { digestOf } from './digest.ts';
import { activeDeciders, countingOnly, isRequesterActive } from './who-counts.ts';

type HeldJob = Pick<JobDocument, '_id' | 'approval_id'>;

/** The request for consent of the job, or the review of what it does without; null: nobody was asked. */
export async function approvalOfJob(store: Store, job: HeldJob): Promise<ApprovalDocument | null> {
  if (typeof job.approval_id !== 'number') return null;
  return store.models.approvals.findOne({ _id: job.approval_id, job_id: job._id }).lean<ApprovalDocument>();
}

/** Why a review stands in the way of what it is about; null: it does not. Nobody waits for one. */
export function objectionToEmergency({ status }: Pick<ApprovalDocument, 'status'>): string | null {
  return status === 'denied' || status === 'revoked' ? `the review of this emergency has ${status} it` : null;
}

/**
 * Of what Capstan asks for by itself nobody is asked for consent: whoever carries it out asks before whether a policy still
 * makes it due, which is the consent to it.
 * @param rule as the policy has it now: one that has become stricter wants more than was given.
 * @param asked what would be done now.
 * @returns why the consent is not there; null: it is.
 */
export async function objectionToConsent(
  store: Store,
  job: HeldJob,
  rule: ApprovalRule,
  asked: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  const approval = await approvalOfJob(store, job);
  if (!approval) return 'the policy wants the consent of others by now';
  if (approval.kind === 'review') return objectionToEmergency(approval);
  if (approval.status !== 'approved') return `the consent that the policy wants is ${approval.status}`;
  const digest = digestOf({ ...asked, nonce: approval.asked['nonce'] });
  if (approval.digest !== digest) return 'what was approved is not what would be done now';
  if (!(await isRequesterActive(store, approval))) return 'whoever has asked is not active any more';
  const active = await activeDeciders(store, [approval]);
  const given = consentsTo(
    asAskedAtOnce(rule, approval),
    requestOf(countingOnly(approval, active)),
    await databaseTime(store),
  );
  if (given >= rule.quorum) return null;
  return `the policy wants the consent of ${rule.quorum} by now, of which ${given} is there`;
}

/** Where the request has asked the others at once, their words count by the policy's rule about these groups as well. */
function asAskedAtOnce(rule: ApprovalRule, { rules }: ApprovalDocument): ApprovalRule {
  const groupsOf = ({ approver_group_ids, escalation }: ApprovalRule) => [approver_group_ids, escalation?.group_ids];
  const isAtOnce = rules.some(
    ({ decidable_by: by = 'first', rule: asked }) =>
      by !== 'first' && isDeepStrictEqual(groupsOf(asked), groupsOf(rule)),
  );
  return isAtOnce ? escalatedAtOnce(rule) : rule;
}
