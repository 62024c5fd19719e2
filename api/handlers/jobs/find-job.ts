/** Finds a job of the caller's organization. */

import type { ClientSession } from 'mongoose';
import type { JobDocument } from '../../../store/models/job.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { Means } from '../../operation.ts';

interface JobRequest {
  readonly access: RequestAccess;
  readonly organizationId: number;
  readonly path: { readonly id: number };
  readonly means: Pick<Means, 'store'>;
}

/** @throws CapstanError `not_found`. */
export async function findJob(
  { access, organizationId, path, means }: JobRequest,
  session?: ClientSession,
): Promise<JobDocument> {
  const found = means.store.models.jobs.findOne({ _id: path.id, organization_id: organizationId });
  return access.requireFound('job', await (session ? found.session(session) : found).lean<JobDocument>());
}
