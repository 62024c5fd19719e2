/** A grant as the audit record of its making or its end tells of it: by numbers, so that it names no person. */

import type { GrantDocument } from '../models/access.ts';

export function grantInWords({
  role,
  subject_type,
  subject_id,
  scope_id,
  resource_id,
  expires_at,
}: GrantDocument): string {
  const where = resource_id === null ? `scope ${scope_id}` : `resource ${resource_id}`;
  const until = expires_at === null ? '' : ` until ${expires_at.toISOString()}`;
  return `role ${role} for ${subject_type} ${subject_id} on ${where}${until}`;
}
