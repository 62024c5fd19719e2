/** What a pruning goes by when it asks which entries log collectors still wait for. */

import type { ClientSession } from 'mongoose';
import type { Store } from './store.ts';

/**
 * Called in the transaction of every change of a log collector, and of every pruning, which has read them in it. Both
 * write the same document: of two at once one begins anew, and sees what the other has done. Deliveries only move on.
 */
export async function moveCollectorEpoch(store: Store, session: ClientSession, organizationId: number): Promise<void> {
  await store.models.organizations.updateOne({ _id: organizationId }, { $inc: { collector_epoch: 1 } }, { session });
}
