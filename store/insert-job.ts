/** Writes a job on one resource, with its item: the outbox entry, from which the relay starts its workflow. */

import type { ClientSession } from 'mongoose';
import type { JobDocument } from './models/job.ts';
import type { Store } from './store.ts';

/** @param job `queued` or held, or already `running`: what needs no worker to begin. */
export async function insertJobOnResource(
  { models }: Store,
  session: ClientSession,
  job: JobDocument & { readonly resource_id: number },
): Promise<void> {
  const { _id, organization_id, resource_id, started_at } = job;
  await models.jobs.create([job], { session });
  await models.jobItems.create(
    [
      {
        _id: `${_id}:${resource_id}`,
        organization_id,
        job_id: _id,
        resource_id,
        status: job.status === 'running' ? 'running' : 'queued',
        code: null,
        effect: null,
        message: null,
        started_at,
        ended_at: null,
      },
    ],
    { session },
  );
}
