/** Moves stored secrets under the active master key. */

import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault/vault.ts';

/**
 * Goes through every version once. It can be cut off and repeated: what is done is skipped, and a
 * version that changes meanwhile is left as whoever changed it wrote it.
 * @throws VaultError where a secret is under a key that the ring does not hold.
 */
export async function rewrapVersions(
  store: Store,
  vault: Vault,
): Promise<{ readonly rewrapped: number; readonly resealed: number }> {
  let rewrapped = 0;
  let resealed = 0;
  const versions = store.models.credentialVersions.find().lean<CredentialVersionDocument>().cursor({ batchSize: 200 });
  for await (const version of versions) {
    const sealed = version.sealed.form === 'inbox' ? await reseal(vault, version) : await vault.rewrap(version.sealed);
    if (sealed === null) continue;
    const { modifiedCount } = await store.models.credentialVersions.updateOne(
      { _id: version._id, sealed: version.sealed },
      { $set: { sealed } },
    );
    if (version.sealed.form === 'inbox') resealed += modifiedCount;
    else rewrapped += modifiedCount;
  }
  return { rewrapped, resealed };
}

/** What a client handed in is under no master key yet, so it has to be opened once. */
async function reseal(vault: Vault, version: CredentialVersionDocument) {
  const context = {
    organizationId: version.organization_id,
    credentialId: version.credential_id,
    version: version.version,
  };
  return vault.seal(await vault.open(version.sealed, context), context);
}

/** How many secrets are wrapped by the master key `kid`. */
export function versionsUnder(store: Store, kid: string): Promise<number> {
  return store.models.credentialVersions.countDocuments({ 'sealed.kid': kid });
}
