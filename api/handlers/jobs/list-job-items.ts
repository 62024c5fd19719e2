/** GET /v1/jobs/{id}/items */

import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { openPage } from '../page.ts';
import { findJob } from './find-job.ts';
import { presentJobItem } from './present-job.ts';

export const listJobItems = query('listJobItems', async (request) => {
  const job = await findJob(request);
  const page = openPage('listJobItems', request, { of: job._id });
  const last = page.position?.['resource'];
  const found = await request.means.store.models.jobItems
    .find({
      job_id: job._id,
      organization_id: request.organizationId,
      ...equal('status', request.query.status),
      ...equal('code', request.query.code),
      ...(typeof last === 'number' ? { resource_id: { $gt: last } } : {}),
    })
    .sort({ resource_id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, (item) => ({ resource: item.resource_id }));
  const items = rows.map((item) => presentJobItem(job, item, request.now));
  return { status: 200, body: { items, next_cursor: nextCursor } };
});
