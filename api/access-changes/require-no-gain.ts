/** A move into another part of the tree gives rights as well: to all who hold grants there, and none here. */

import type { Place } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { Transaction } from '../operation.ts';
import { type ChangeRequest, lockRights } from './access-change.ts';
import { requireHolding } from './require-giving.ts';

const NOTHING: ReadonlySet<Permission> = new Set();

/**
 * Lets what lies at `place` (for a scope: the scope itself) move into, or below, the scope `to`, where the caller
 * holds at `place` all that grants over there will permit on it from then on, for as long. Call it before the
 * move is written. Makes the call of `changeAccess` itself: grants made meanwhile wait.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireNoGain(
  request: ChangeRequest,
  tx: Transaction,
  place: Place & { readonly scopeId: number },
  to: number,
): Promise<void> {
  const { organizationId, means, now } = request;
  const rights = await lockRights(request, tx);
  const { tree } = rights.profile;
  const here = new Set(tree.lineage(place.scopeId));
  const joined = tree.lineage(to).filter((scopeId) => !here.has(scopeId));
  const grants = await means.store.models.grants
    .find(
      {
        organization_id: organizationId,
        status: 'active',
        scope_id: { $in: joined },
        resource_id: null,
        $or: [{ expires_at: null }, { expires_at: { $gt: now } }],
      },
      { role: 1, expires_at: 1 },
      { session: tx.session },
    )
    .lean();
  requireHolding(
    request,
    rights,
    grants.map(({ role, expires_at }) => ({
      permissions: rights.roles.get(role) ?? NOTHING,
      place,
      until: expires_at,
    })),
  );
}
