/** Exactly what a retrieval asks for: what people consent to, and what is compared with it before anything is shown. */

import type { JobDocument } from '../models/job.ts';
import type { ProtectedInformationDocument } from '../models/protected-information.ts';

type AskedJob = Pick<JobDocument, 'operation' | 'reason' | 'ticket_id'>;

/**
 * The information as it is now: what has another name since, or lies where other people answer for it, wants another consent.
 * Not its version: what is shown is what counts when it is shown.
 */
export function askedOfRetrieval(
  { operation, reason, ticket_id }: AskedJob,
  information: Pick<ProtectedInformationDocument, '_id' | 'scope_id' | 'name' | 'kind'>,
): Record<string, unknown> {
  const { _id: information_id, scope_id, name, kind } = information;
  return { operation, information_id, scope_id, name, kind, reason, ticket_id, options: {} };
}
