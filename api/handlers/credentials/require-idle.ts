/** Keeps hands off a credential that a job works with. */

import { CapstanError } from '../../../domain/errors.ts';
import { holderUnlessIdle } from '../../../store/idle.ts';
import type { Store } from '../../../store/store.ts';
import type { Transaction } from '../../operation.ts';

/**
 * Proves that no job holds the lease of the resource, and fences one that has lost it.
 * @throws CapstanError `conflict`.
 */
export async function requireIdle(store: Store, tx: Transaction, resourceId: number): Promise<void> {
  if ((await holderUnlessIdle(store, tx.session, resourceId)) === null) return;
  throw new CapstanError('conflict', 'A job is at work on the resource; wait until it has ended, or cancel it.');
}
