/** Why a secret is not handed over, kept for the record that whoever has asked for it leaves. */

import type { AccessObjection } from '../../store/access-objection.ts';
import type { SecretIntentDocument } from '../../store/models/custody.ts';
import type { Store } from '../../store/store.ts';

export async function noteRefusal(
  { models }: Store,
  { _id }: SecretIntentDocument,
  { policy }: AccessObjection,
): Promise<'refused'> {
  if (policy !== null) await models.secretIntents.updateOne({ _id, answer: null }, { $set: { policy } });
  return 'refused';
}
