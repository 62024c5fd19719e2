/** What becomes of the job that a request for consent, or a review, is about: it is let go, ended, or asked to stop. */

import type { ClientSession } from 'mongoose';
import { releaseSession } from '../connect-sessions/session-job.ts';
import { releaseCustody } from '../custody/custody-job.ts';
import { endUnbegunJob, type Moment, type UnbegunEnd } from '../end-unbegun-job.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { JobDocument } from '../models/job.ts';
import { releaseRetrieval } from '../retrievals/retrieval-job.ts';
import type { Store } from '../store.ts';

type Ending = 'denied' | 'expired' | 'canceled' | 'revoked' | 'objected';

/** What was done about the job; `over`: nothing, since it had ended, or had been asked to stop, before. */
export type JobStop = 'ended' | 'asked_to_stop' | 'over';

const ENDS: Readonly<Record<Ending, UnbegunEnd>> = {
  denied: { status: 'failed', code: 'approval_denied', message: 'consent was refused' },
  expired: { status: 'timed_out', code: 'approval_expired', message: 'consent was not given in time' },
  canceled: { status: 'canceled', code: null, message: 'the request for consent was withdrawn' },
  revoked: { status: 'failed', code: 'approval_revoked', message: 'consent was taken back before it began' },
  objected: { status: 'failed', code: 'approval_denied', message: 'the review of this emergency has refused it' },
};

/** Consent is there: the job waits for nothing but its turn. */
export async function releaseJob(
  store: Store,
  session: ClientSession,
  { job_id, organization_id, operation }: ApprovalDocument,
  { now, eventId }: Moment,
): Promise<void> {
  if (operation === 'checkout') await releaseCustody(store, session, job_id, { now, eventId });
  if (operation === 'connect') await releaseSession(store, session, job_id, { now, eventId });
  if (operation === 'retrieve') await releaseRetrieval(store, session, job_id, { now, eventId });
  await store.models.jobs.updateOne(
    { _id: job_id, organization_id, status: 'awaiting_approval', dispatch: 'held' },
    {
      $set: {
        status: 'queued',
        dispatch: 'accepted',
        dispatch_due_at: now,
        updated_at: now,
        last_event_id: eventId,
      },
      $inc: { revision: 1 },
    },
    { session },
  );
}

/** Ends a job that has not begun; one that runs is asked to stop, and ends at its next safe point. */
export async function stopJob(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  ending: Ending,
  moment: Moment,
): Promise<JobStop> {
  const { jobs } = store.models;
  const found = { _id: approval.job_id, organization_id: approval.organization_id };
  const job = await jobs.findOne(found).session(session).lean<JobDocument>();
  if (!job || job.ended_at !== null) return 'over';
  if (job.status === 'awaiting_approval' || job.status === 'queued') {
    const ended = await endUnbegunJob(store, session, job, ENDS[ending], moment);
    if (!ended) throw new Error(`job ${job._id} is not what it was`);
    return 'ended';
  }
  if (job.cancel_requested) return 'over';
  const asked = { cancel_requested: true, updated_at: moment.now, last_event_id: moment.eventId };
  await jobs.updateOne(found, { $set: asked, $inc: { revision: 1 } }, { session });
  return 'asked_to_stop';
}
