/** Retrievals on the wire; nothing here reads a content. */

import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentRetrieval(retrieval: RetrievalDocument): components['schemas']['Retrieval'] {
  const { requester } = retrieval;
  return {
    id: retrieval._id,
    information_id: retrieval.information_id,
    scope_id: retrieval.scope_id,
    status: retrieval.status,
    requester: requester.name,
    requester_type: requester.type === 'application' ? 'application' : 'user',
    requester_id: requester.id,
    reason: retrieval.reason,
    ticket_id: retrieval.ticket_id,
    job_id: retrieval.job_id,
    approval_id: retrieval.approval_id,
    granted_at: wireTimeOrNull(retrieval.granted_at),
    expires_at: wireTimeOrNull(retrieval.expires_at),
    revealed_at: wireTimeOrNull(retrieval.revealed_at),
    revealed_version: retrieval.revealed_version,
    ended_at: wireTimeOrNull(retrieval.ended_at),
    end_detail: retrieval.ended_detail,
    ...wireTracked(retrieval),
  };
}
