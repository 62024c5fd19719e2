/** A grant on the wire, as somebody holds it. */

import type { HeldGrant } from '../../domain/access.ts';
import type { components } from '../generated/openapi.ts';
import { wireTimeOrNull } from './wire-time.ts';

/** How many an answer shows that is about something else. */
export const SHOWN_GRANTS = 100;

export function presentHeldGrant(grant: HeldGrant): components['schemas']['HeldGrant'] {
  return {
    grant_id: grant.id,
    role: grant.role,
    scope_id: grant.resourceId === null ? grant.scopeId : null,
    resource_id: grant.resourceId,
    group_id: grant.groupId,
    expires_at: wireTimeOrNull(grant.expiresAt),
  };
}

/** By id, so that two answers about the same grants are the same. */
export function byGrantId(a: Pick<HeldGrant, 'id'>, b: Pick<HeldGrant, 'id'>): number {
  return a.id - b.id;
}
