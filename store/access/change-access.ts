/** The one write that every change of rights makes. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../store.ts';

/**
 * Moves the organization to its next access epoch, inside the transaction of the change. Changes of rights
 * conflict on that document and so run one after another: what one of them has checked (that an administrator
 * is left, that the giver holds the right) still holds when it commits. Processes read the epoch with every
 * request and throw away what they keep of older ones.
 */
export async function changeAccess(store: Store, session: ClientSession, organizationId: number): Promise<void> {
  const { matchedCount } = await store.models.organizations.updateOne(
    { _id: organizationId },
    { $inc: { access_epoch: 1 } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`there is no organization ${organizationId} whose rights could change`);
}
