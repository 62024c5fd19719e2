/** GET /v1/jobs/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findJob } from './find-job.ts';
import { showJob } from './show-job.ts';

export const getJob = query('getJob', async (request) => {
  const job = await findJob(request);
  return showing(200, job, await showJob(request.means.store, job));
});
