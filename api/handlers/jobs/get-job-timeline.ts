/** GET /v1/jobs/{id}/timeline */

import { query } from '../../operation.ts';
import { openPage, type PageFrame } from '../page.ts';
import { findJob } from './find-job.ts';
import { presentJobStep } from './present-job.ts';

export const getJobTimeline = query('getJobTimeline', async (request) => {
  const job = await findJob(request);
  const page = openPage('getJobTimeline', request, { of: job._id });
  const found = await request.means.store.models.jobSteps
    .find({ job_id: job._id, organization_id: request.organizationId, ...after(page) })
    .sort({ started_at: 1, _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, (step) => ({ at: step.started_at.getTime(), step: step._id }));
  return { status: 200, body: { steps: rows.map(presentJobStep), next_cursor: nextCursor } };
});

/** Steps that began at the same millisecond are told apart by their id. */
function after({ position }: PageFrame) {
  const at = position?.['at'];
  const step = position?.['step'];
  if (typeof at !== 'number' || typeof step !== 'string') return {};
  const time = new Date(at);
  return { $or: [{ started_at: { $gt: time } }, { started_at: time, _id: { $gt: step } }] };
}
