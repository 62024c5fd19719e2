/** Moves stored secrets under the active master key: versions of credentials, and authorizations of log collectors. */

import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { LogCollectorDocument } from '../store/models/log-collector.ts';
import type { Store } from '../store/store.ts';
import type { SealedSecret, SecretContext } from '../store/vault/sealed-secret.ts';
import type { Vault } from '../store/vault/vault.ts';

interface StoredSecret {
  readonly sealed: SealedSecret;
  readonly context: SecretContext;
  /** Writes it in the place of `sealed`. @returns how many were replaced: none where it has changed meanwhile. */
  readonly replace: (sealed: SealedSecret) => Promise<number>;
}

/**
 * Goes through every secret once. It can be cut off and repeated: what is done is skipped, and a
 * secret that changes meanwhile is left as whoever changed it wrote it.
 * @throws VaultError where a secret is under a key that the ring does not hold.
 */
export async function rewrapSecrets(
  store: Store,
  vault: Vault,
): Promise<{ readonly rewrapped: number; readonly resealed: number }> {
  let rewrapped = 0;
  let resealed = 0;
  for await (const { sealed, context, replace } of storedSecrets(store)) {
    // What a client handed in is under no master key yet, so it has to be opened once.
    const isNew = sealed.form === 'inbox';
    const moved = isNew ? await vault.seal(await vault.open(sealed, context), context) : await vault.rewrap(sealed);
    if (moved === null) continue;
    const replaced = await replace(moved);
    if (isNew) resealed += replaced;
    else rewrapped += replaced;
  }
  return { rewrapped, resealed };
}

async function* storedSecrets({ models }: Store): AsyncGenerator<StoredSecret> {
  const versions = models.credentialVersions.find().lean<CredentialVersionDocument>().cursor({ batchSize: 200 });
  for await (const { _id, organization_id, credential_id, version, sealed } of versions) {
    yield {
      sealed,
      context: { organizationId: organization_id, credentialId: credential_id, version },
      replace: async (moved) =>
        (await models.credentialVersions.updateOne({ _id, sealed }, { $set: { sealed: moved } })).modifiedCount,
    };
  }
  const collectors = models.logCollectors
    .find({ authorization: { $ne: null } })
    .lean<LogCollectorDocument>()
    .cursor({ batchSize: 200 });
  for await (const { _id, organization_id, authorization, authorization_version } of collectors) {
    if (authorization === null) continue;
    yield {
      sealed: authorization,
      context: { organizationId: organization_id, logCollectorId: _id, version: authorization_version },
      replace: async (moved) =>
        (await models.logCollectors.updateOne({ _id, authorization }, { $set: { authorization: moved } }))
          .modifiedCount,
    };
  }
}

/** How many secrets are wrapped by the master key `kid`. */
export async function secretsUnder({ models }: Store, kid: string): Promise<number> {
  const [versions, authorizations] = await Promise.all([
    models.credentialVersions.countDocuments({ 'sealed.kid': kid }),
    models.logCollectors.countDocuments({ 'authorization.kid': kid }),
  ]);
  return versions + authorizations;
}
