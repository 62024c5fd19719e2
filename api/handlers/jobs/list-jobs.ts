/** GET /v1/jobs */

import type { JobDocument } from '../../../store/models/job.ts';
import type { Store } from '../../../store/store.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { showJobs } from './show-job.ts';

export const listJobs = query('listJobs', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listJobs', request);
  const filter = {
    organization_id: organizationId,
    ...access.filter('job'),
    ...equal('status', asked.status),
    ...equal('operation', asked.operation),
    ...page.idBefore,
  };
  const found =
    asked.resource_id === undefined
      ? await means.store.models.jobs.find(filter).sort({ _id: -1 }).limit(page.fetch).lean()
      : await jobsOfResource(means.store, asked.resource_id, filter, page.fetch);
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { jobs: await showJobs(means.store, rows), next_cursor: nextCursor } };
});

/** Begins at the items of the resource, the newest first, and stops when the page is full. */
async function jobsOfResource(
  store: Store,
  resourceId: number,
  filter: { readonly organization_id: number; readonly _id?: { readonly $lt: number } },
  fetch: number,
): Promise<JobDocument[]> {
  const { jobs, jobItems } = store.models;
  return jobItems.aggregate<JobDocument>([
    {
      $match: {
        resource_id: resourceId,
        organization_id: filter.organization_id,
        ...(filter._id ? { job_id: filter._id } : {}),
      },
    },
    { $sort: { job_id: -1 } },
    {
      $lookup: {
        from: jobs.collection.name,
        localField: 'job_id',
        foreignField: '_id',
        pipeline: [{ $match: filter }],
        as: 'job',
      },
    },
    { $unwind: '$job' },
    { $limit: fetch },
    { $replaceRoot: { newRoot: '$job' } },
  ]);
}
