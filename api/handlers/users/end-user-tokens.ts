/** Ends what a user was let in by before: after a change of password, second factor or status. */

import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';

/**
 * All tokens of the user, but for the one with the id `but`, stop working when the transaction commits: also those
 * that are stored at this moment, since they rest on the epoch from before.
 */
export async function endUserTokens(
  { means, now }: Pick<Request, 'means' | 'now'>,
  { session }: Pick<Transaction, 'session'>,
  userId: number,
  but?: string,
): Promise<void> {
  const { users, userTokens } = means.store.models;
  const user = await users
    .findOneAndUpdate({ _id: userId }, { $inc: { sign_in_epoch: 1 } }, { session, returnDocument: 'after' })
    .lean();
  const { sign_in_epoch } = requireFound(user);
  // So that they show as ended.
  await userTokens.updateMany(
    { user_id: userId, revoked_at: null, ...(but === undefined ? {} : { _id: { $ne: but } }) },
    { $set: { revoked_at: now } },
    { session },
  );
  if (but === undefined) return;
  // Only from the epoch before: what ended earlier stays ended.
  await userTokens.updateOne(
    { _id: but, user_epoch: sign_in_epoch - 1 },
    { $set: { user_epoch: sign_in_epoch } },
    { session },
  );
}
