/** The retention policy of the organization that a request acts in, written or not. */

import type { ClientSession } from 'mongoose';
import { DEFAULT_RETENTION } from '../../../domain/retention.ts';
import type { RetentionPolicyDocument } from '../../../store/models/retention.ts';
import { etagOf } from '../../etag.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request } from '../../operation.ts';
import { wireTime } from '../wire-time.ts';

/** @returns null where nobody has written one. */
export function findRetentionPolicy(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  session?: ClientSession,
): Promise<RetentionPolicyDocument | null> {
  return means.store.models.retentionPolicies
    .findById(organizationId, null, session ? { session } : {})
    .lean<RetentionPolicyDocument>();
}

/** Revision of what is not written yet; the first write makes it 1. */
export const UNWRITTEN_REVISION = 0;

export function showingRetention(organizationId: number, policy: RetentionPolicyDocument | null): Answer {
  return {
    status: 200,
    body: presentRetention(policy),
    headers: { ETag: etagOf(policy?.revision ?? UNWRITTEN_REVISION) },
    target: { type: 'retention_policy', id: organizationId },
  };
}

function presentRetention(policy: RetentionPolicyDocument | null): components['schemas']['RetentionPolicy'] {
  if (!policy)
    return { ...DEFAULT_RETENTION, reason: null, next_prune_at: null, updated_at: null, last_event_id: null };
  const { record_days, event_days, reason, next_prune_at, updated_at, last_event_id } = policy;
  return {
    record_days,
    event_days,
    reason,
    next_prune_at: wireTime(next_prune_at),
    updated_at: wireTime(updated_at),
    last_event_id,
  };
}
