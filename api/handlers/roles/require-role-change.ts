/** What a role permits, it permits on every grant of it, wherever that is: changing it takes the whole organization. */

import { WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import type { ChangeRequest } from '../../access-changes/access-change.ts';
import { requireGiving } from '../../access-changes/require-giving.ts';
import { requireRoleNotOwn } from '../../access-changes/require-not-own.ts';
import type { Transaction } from '../../operation.ts';

/**
 * Lets `permissions` be added to a role, or taken from it, where the caller holds them on the root without end, and
 * not through this role. Taking counts as well: who could make others lose what they hold could take them in hand
 * then, and wait until it is given back. Calls `changeAccess`.
 * @throws CapstanError `privilege_escalation`, `own_rights`.
 */
export async function requireRoleChange(
  request: ChangeRequest,
  tx: Transaction,
  role: string,
  permissions: readonly Permission[],
): Promise<void> {
  await requireGiving(request, tx, [{ permissions, place: WHOLE_ORGANIZATION, until: null }]);
  await requireRoleNotOwn(request, tx, role);
}
