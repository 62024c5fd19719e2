/** Ends what a user was let in by before: after a change of password, second factor or status. */

import type { Request, Transaction } from '../../operation.ts';

/** All tokens of the user, but for the one with the id `but`, stop working when the transaction commits. */
export async function endUserTokens(
  { means, now }: Pick<Request, 'means' | 'now'>,
  tx: Pick<Transaction, 'session'>,
  userId: number,
  but?: string,
): Promise<void> {
  await means.store.models.userTokens.updateMany(
    { user_id: userId, revoked_at: null, ...(but === undefined ? {} : { _id: { $ne: but } }) },
    { $set: { revoked_at: now } },
    { session: tx.session },
  );
}
