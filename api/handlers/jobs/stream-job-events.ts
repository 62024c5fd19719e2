/** GET /v1/jobs/{id}/events */

import { stream } from '../../operation.ts';
import { findJob } from './find-job.ts';
import { presentJob, presentJobStep } from './present-job.ts';

export const streamJobEvents = stream('streamJobEvents', async (request) => {
  const { jobEvents } = request.means;
  const { _id: jobId } = await findJob(request);
  return jobEvents.follow({
    organizationId: request.organizationId,
    jobId,
    lastEventId: request.lastEventId,
    signal: request.signal,
    present: {
      job: presentJob,
      step: presentJobStep,
    },
  });
});
