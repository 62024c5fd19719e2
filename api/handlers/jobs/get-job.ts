/** GET /v1/jobs/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findJob } from './find-job.ts';
import { presentJobs } from './present-job.ts';

export const getJob = query('getJob', async (request) => {
  const job = await findJob(request);
  const [shown] = await presentJobs(request.means.store, [job]);
  return showing(200, job, shown);
});
