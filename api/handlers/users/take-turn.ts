/** The turn of a change of a user: small changes in great number must not keep the one waiting that ends them. */

import type { Request, Transaction } from '../../operation.ts';

/**
 * Writes the user, first of all in the transaction: its snapshot and its hold on the user begin together, so that
 * whoever else changes the user meanwhile has to begin anew, and not this one after all of its checks.
 */
export async function takeTurn(
  { means, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
  userId: number,
): Promise<void> {
  await means.store.models.users.updateOne(
    { _id: userId, organization_id: organizationId },
    { $inc: { turn: 1 } },
    { session },
  );
}
