/** Puts what was sealed for somebody to where they look for it. */

import type { ClientSession } from 'mongoose';
import type { SealedForBox } from '../../runtime/one-time-box.ts';
import type { SecretIntentDocument } from '../../store/models/custody.ts';
import type { Store } from '../../store/store.ts';

/** @returns false where whoever has asked has given up meanwhile: nothing is handed to nobody. */
export async function answerIntent(
  store: Store,
  session: ClientSession,
  { _id }: SecretIntentDocument,
  answer: SealedForBox,
): Promise<boolean> {
  const { modifiedCount } = await store.models.secretIntents.updateOne(
    { _id, answer: null },
    { $set: { answer } },
    { session },
  );
  return modifiedCount === 1;
}
