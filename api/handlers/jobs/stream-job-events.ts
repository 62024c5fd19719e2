/** GET /v1/jobs/{id}/events */

import { stream } from '../../operation.ts';
import { findJob } from './find-job.ts';
import { presentJobStep, presentJobs } from './present-job.ts';

export const streamJobEvents = stream('streamJobEvents', async (request) => {
  const { store, jobEvents } = request.means;
  const { _id: jobId } = await findJob(request);
  return jobEvents.follow({
    organizationId: request.organizationId,
    jobId,
    lastEventId: request.lastEventId,
    signal: request.signal,
    present: {
      job: async (job) => (await presentJobs(store, [job]))[0],
      step: presentJobStep,
    },
  });
});
