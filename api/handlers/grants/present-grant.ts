/** A grant on the wire. */

import type { GrantDocument } from '../../../store/models/access.ts';
import type { components } from '../../generated/openapi.ts';
import type { ShowSubject } from '../subjects.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Grant = components['schemas']['Grant'];

export function presentGrant(grant: GrantDocument, show: ShowSubject, now: Date): Grant {
  const subject = show(subjectOf(grant));
  return {
    id: grant._id,
    subject_type: grant.subject_type,
    subject_id: subject.id,
    subject_public_id: subject.public_id,
    subject_organization: subject.organization,
    subject_name: subject.name,
    role: grant.role,
    // The document keeps the scope of the resource for decisions; the grant is on the resource alone.
    scope_id: grant.resource_id === null ? grant.scope_id : null,
    resource_id: grant.resource_id,
    expires_at: wireTimeOrNull(grant.expires_at),
    status: statusOf(grant, now),
    granted_by: grant.granted_by,
    reason: grant.reason,
    revoked_at: wireTimeOrNull(grant.revoked_at),
    ...wireTracked(grant),
  };
}

export function statusOf(
  { status, expires_at }: Pick<GrantDocument, 'status' | 'expires_at'>,
  now: Date,
): Grant['status'] {
  if (status === 'revoked') return 'revoked';
  return expires_at !== null && expires_at <= now ? 'expired' : 'active';
}

/** Condition on documents that says what {@link presentGrant} shows as `status`. */
export function inStatus(status: Grant['status'] | undefined, now: Date): object {
  switch (status) {
    case undefined:
      return {};
    case 'revoked':
      return { status };
    case 'expired':
      return { status: 'active', expires_at: { $lte: now } };
    case 'active':
      return { status, $or: [{ expires_at: null }, { expires_at: { $gt: now } }] };
  }
}

export function subjectOf({ subject_type, subject_id }: GrantDocument) {
  return { type: subject_type, id: subject_id };
}
