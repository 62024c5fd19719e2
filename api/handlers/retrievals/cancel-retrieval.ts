/** POST /v1/retrievals/{id}/cancel */

import { CapstanError } from '../../../domain/errors.ts';
import { cancelApprovalOfJob } from '../../../store/approvals/cancel-of-job.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { endUnbegunJob } from '../../../store/end-unbegun-job.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { endRetrieval } from '../../../store/retrievals/retrieval-job.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { requireRevised, showing } from '../revision.ts';
import { findOwnRetrieval } from './find-own-retrieval.ts';
import { presentRetrieval } from './present-retrieval.ts';

const GIVEN_UP = 'given up by whoever has asked for it';

/** Whoever may not retrieve it any more may still give it up. */
export const cancelRetrieval = command(
  'cancelRetrieval',
  async (request, tx) => {
    const { store } = request.means;
    const { session, eventId } = tx;
    const retrieval = await findOwnRetrieval(request, session);
    if (retrieval.ended_at !== null) {
      throw new CapstanError('conflict', `It has ended already: it is ${retrieval.status}.`);
    }
    const job = requireFound(await store.models.jobs.findById(retrieval.job_id, null, { session }).lean<JobDocument>());
    const moment = { now: await databaseTime(store), eventId };
    if (job.status === 'running') {
      const end = { status: 'canceled', code: null, detail: GIVEN_UP } as const;
      await endRetrieval(store, session, { retrieval, job }, end, moment);
    } else {
      const end = { status: 'canceled', code: null, message: GIVEN_UP } as const;
      requireRevised(await endUnbegunJob(store, session, job, end, moment));
      await cancelApprovalOfJob(store, session, job, request.auditActor, eventId, moment.now);
    }
    const ended = await findOwnRetrieval(request, session);
    return {
      ...showing(200, ended, presentRetrieval(ended)),
      jobId: ended.job_id,
      approvalId: ended.approval_id,
      ticketId: ended.ticket_id,
      change: GIVEN_UP,
    };
  },
  ({ means }, { jobId }) => {
    if (jobId !== undefined) means.tellJobSoon(jobId);
  },
);
