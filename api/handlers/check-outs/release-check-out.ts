/** POST /v1/check-outs/{id}/release */

import { isPendingCustody } from '../../../domain/custody.ts';
import { cancelApprovalOfJob } from '../../../store/approvals/cancel-of-job.ts';
import { failCustody } from '../../../store/custody/custody-job.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { endUnbegunJob } from '../../../store/end-unbegun-job.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { requireRevised } from '../revision.ts';
import { answerOf, endCheckOut } from './end-check-out.ts';
import { findOwnCheckOut } from './find-own-check-out.ts';

type ReleaseRequest = Request<'releaseCheckOut'>;

/** Whoever may not check it out any more may still give it back. */
export const releaseCheckOut = command(
  'releaseCheckOut',
  async (request, tx) => {
    const custody = await findOwnCheckOut(request, tx.session);
    if (isPendingCustody(custody.status)) return giveUp(request, tx, custody);
    return endCheckOut(request, tx, custody, { status: 'released', reason: null });
  },
  ({ means }, { jobId }) => {
    if (jobId !== undefined) means.tellJobSoon(jobId);
  },
);

const GIVEN_UP = 'given up by whoever has asked for it';

/** What is not held yet is not waited for any more. */
async function giveUp(request: ReleaseRequest, tx: Transaction, custody: CustodyDocument): Promise<Answer> {
  const { store } = request.means;
  const { session } = tx;
  const job = requireFound(await store.models.jobs.findById(custody.job_id, null, { session }).lean<JobDocument>());
  const now = await databaseTime(store);
  const end = { status: 'canceled', code: null, message: GIVEN_UP } as const;
  if (job.status === 'running') {
    await failCustody(store, session, { custody, job }, { ...end, policy: null }, { now, eventId: newEventId() });
  } else {
    requireRevised(await endUnbegunJob(store, session, job, end, { now, eventId: tx.eventId }));
    await cancelApprovalOfJob(store, session, job, request.auditActor, tx.eventId, now);
  }
  return { ...answerOf(await findOwnCheckOut(request, session), null), change: GIVEN_UP };
}
