/** An organization always keeps somebody who can give rights in it, and who needs nobody else to sign in. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../domain/errors.ts';
import { isAdministratorLeft } from '../../store/access/administrator-left.ts';
import type { Store } from '../../store/store.ts';

/**
 * Call it last in the transaction, after the change and after `changeAccess`: it judges what the change leaves.
 * @throws CapstanError `last_administrator`.
 */
export async function requireAdministratorLeft(
  store: Store,
  session: ClientSession,
  organizationId: number,
): Promise<void> {
  if (await isAdministratorLeft(store, session, organizationId)) return;
  throw new CapstanError(
    'last_administrator',
    'No active user with a password would hold the role admin on the root scope without an end.',
  );
}
