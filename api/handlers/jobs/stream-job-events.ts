/** GET /v1/jobs/{id}/events */

import { stream } from '../../operation.ts';
import { findJob } from './find-job.ts';
import { presentJobStep } from './present-job.ts';
import { showJob } from './show-job.ts';

export const streamJobEvents = stream('streamJobEvents', async (request) => {
  const { jobEvents, store } = request.means;
  const { _id: jobId } = await findJob(request);
  return jobEvents.follow({
    organizationId: request.organizationId,
    jobId,
    lastEventId: request.lastEventId,
    signal: request.signal,
    present: {
      job: (job) => showJob(store, job),
      step: presentJobStep,
    },
  });
});
