/** POST /v1/approvals/{id}/revoke */

import { isApprover } from '../../../domain/approval.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { hearsChanges } from '../../../domain/job.ts';
import { requestOf } from '../../../store/approvals/approval-request.ts';
import { loadDecider } from '../../../store/approvals/decider.ts';
import { type JobStop, stopJob } from '../../../store/approvals/job-of-approval.ts';
import { tellTurn } from '../../../store/approvals/tell-turn.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { ApprovalDocument } from '../../../store/models/approval.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { requirePersonId } from './bring-word.ts';
import { findApproval } from './find-approval.ts';
import { presentApproval } from './present-approval.ts';

type RevokeRequest = Request<'revokeApproval'>;

const STOPPED: Readonly<Record<JobStop, string>> = {
  ended: 'was ended before it began',
  asked_to_stop: 'was asked to stop',
  over: 'had ended, or been asked to stop, before',
};

/** Its workflow is over once a request is approved, so that this is a change in the store and nothing else. */
export const revokeApproval = command(
  'revokeApproval',
  async (request, tx) => {
    const { body, means, now, auditActor } = request;
    const approval = await findApproval(request, tx.session);
    await requireApprover(request, tx, approval);
    if (approval.status !== 'approved') {
      throw new CapstanError('conflict', `Only what is approved can be revoked; this is ${approval.status}.`);
    }
    const fields = { status: 'revoked', ended_by: auditActor, ended_reason: body.reason, ended_at: now } as const;
    const revoked = await revise(means.store.models.approvals, request, tx, approval, fields);
    const stop = await stopJob(means.store, tx.session, revoked, 'revoked', { now, eventId: tx.eventId });
    await tellTurn(means.store, tx.session, revoked, 'revoked', 'api');
    return {
      ...showing(200, revoked, await presentApproval(means.store, revoked, now)),
      jobId: approval.job_id,
      approvalId: approval._id,
      reason: body.reason,
      ticketId: approval.ticket_id,
      change: `job ${approval.job_id} ${STOPPED[stop]}`,
    };
  },
  ({ means }, { jobId, body }) => {
    if (jobId !== undefined && hearsChanges(String(Object(body).operation))) means.tellJobSoon(jobId);
  },
);

/** Whoever might have decided on it, and has not asked for it. @throws CapstanError `forbidden` and what it is made of. */
async function requireApprover(
  request: RevokeRequest,
  { session }: Transaction,
  approval: ApprovalDocument,
): Promise<void> {
  const { means, organizationId } = request;
  const now = await databaseTime(means.store);
  const by = await loadDecider(means.store, organizationId, requirePersonId(request), now, session);
  // Places and words that were used up when it was decided do not count here.
  const asked = { ...requestOf(approval), decisions: [] };
  if (by && asked.requesterId === by.userId) {
    throw new CapstanError('own_request', 'You have asked for this yourself; cancel its job instead.');
  }
  if (!by || !isApprover(asked, by, now)) {
    throw new CapstanError(
      'not_an_approver',
      'No rule of this request asks you, or anybody who has lent you their place.',
    );
  }
}
