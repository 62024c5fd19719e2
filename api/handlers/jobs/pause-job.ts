/** POST /v1/jobs/{id}/pause */

import { command } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { requireBulkJob, requireUnended } from './bulk-job.ts';
import { findJob } from './find-job.ts';
import { showJob } from './show-job.ts';

export const pauseJob = command(
  'pauseJob',
  async (request, tx) => {
    const { job } = requireBulkJob(await findJob(request, tx.session), 'paused');
    requireUnended(job);
    if (job.bulk.pause_requested) {
      return {
        ...showing(200, job, await showJob(request.means.store, job)),
        jobId: job._id,
        change: 'nothing to change',
      };
    }
    const bulk = { ...job.bulk, pause_requested: true };
    const revised = await revise(request.means.store.models.jobs, request, tx, job, { bulk });
    return {
      ...showing(200, revised, await showJob(request.means.store, revised)),
      jobId: job._id,
      change: 'asked to stand still',
    };
  },
  ({ means, path }) => means.tellJobSoon(path.id),
);
