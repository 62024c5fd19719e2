/** Finds a job of the caller's organization. */

import type { ClientSession } from 'mongoose';
import type { JobDocument } from '../../../store/models/job.ts';
import type { Means } from '../../operation.ts';
import { requireFound } from '../found.ts';

interface JobRequest {
  readonly organizationId: number;
  readonly path: { readonly id: number };
  readonly means: Pick<Means, 'store'>;
}

/** @throws CapstanError `not_found`. */
export async function findJob(
  { organizationId, path, means }: JobRequest,
  session?: ClientSession,
): Promise<JobDocument> {
  const found = means.store.models.jobs.findOne({ _id: path.id, organization_id: organizationId });
  return requireFound(await (session ? found.session(session) : found).lean<JobDocument>());
}
