/** Publishes the vault's public key, to which the API seals the secrets that clients hand in. */

import { isDuplicateKey } from '../store/duplicate-key.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault/vault.ts';

/** Makes this vault's key the active one. Harmless to repeat, and for several workers at once. */
export async function publishInboxKey(store: Store, vault: Vault): Promise<void> {
  const { kid, jwk } = vault.inboxPublicKey();
  const { vaultInboxKeys } = store.models;
  try {
    await vaultInboxKeys.updateOne(
      { _id: kid },
      { $setOnInsert: { jwk, created_at: new Date() }, $set: { active: true } },
      { upsert: true },
    );
  } catch (error) {
    // Another worker published the same key at the same moment.
    if (!isDuplicateKey(error)) throw error;
  }
  await vaultInboxKeys.updateMany({ _id: { $ne: kid } }, { $set: { active: false } });
}
