/** Moves stored secrets under the active master key: of credentials, SSH keys and certificate authorities, protected information, log collectors, notification channels and recordings. */

import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { LogCollectorDocument } from '../store/models/log-collector.ts';
import type { NotificationChannelDocument } from '../store/models/notification-channel.ts';
import type { InformationContentDocument } from '../store/models/protected-information.ts';
import type { RecordingDocument } from '../store/models/recording.ts';
import type { SshAuthorityVersionDocument } from '../store/models/ssh-authority.ts';
import type { SshKeyVersionDocument } from '../store/models/ssh-key.ts';
import { informationContext } from '../store/protected-information.ts';
import { dataKeyContext } from '../store/recordings/data-key.ts';
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

async function* storedSecrets(store: Store): AsyncGenerator<StoredSecret> {
  yield* ofCredentials(store);
  yield* ofSshKeys(store);
  yield* ofSshAuthorities(store);
  yield* ofInformation(store);
  yield* ofCollectors(store);
  yield* ofChannels(store);
  yield* ofRecordings(store);
}

async function* ofCredentials({ models }: Store): AsyncGenerator<StoredSecret> {
  const versions = models.credentialVersions.find().lean<CredentialVersionDocument>().cursor({ batchSize: 200 });
  for await (const { _id, organization_id, credential_id, version, sealed } of versions) {
    // A version of a shared key, or of an authority, has none of its own.
    if (sealed === null) continue;
    yield {
      sealed,
      context: { organizationId: organization_id, credentialId: credential_id, version },
      replace: async (moved) =>
        (await models.credentialVersions.updateOne({ _id, sealed }, { $set: { sealed: moved } })).modifiedCount,
    };
  }
}

async function* ofSshKeys({ models }: Store): AsyncGenerator<StoredSecret> {
  const versions = models.sshKeyVersions.find().lean<SshKeyVersionDocument>().cursor({ batchSize: 200 });
  for await (const { _id, organization_id, ssh_key_id, version, sealed } of versions) {
    yield {
      sealed,
      context: { organizationId: organization_id, sshKeyId: ssh_key_id, version },
      replace: async (moved) =>
        (await models.sshKeyVersions.updateOne({ _id, sealed }, { $set: { sealed: moved } })).modifiedCount,
    };
  }
}

async function* ofSshAuthorities({ models }: Store): AsyncGenerator<StoredSecret> {
  const versions = models.sshAuthorityVersions.find().lean<SshAuthorityVersionDocument>().cursor({ batchSize: 200 });
  for await (const { _id, organization_id, authority_id, version, sealed } of versions) {
    yield {
      sealed,
      context: { organizationId: organization_id, sshAuthorityId: authority_id, version },
      replace: async (moved) =>
        (await models.sshAuthorityVersions.updateOne({ _id, sealed }, { $set: { sealed: moved } })).modifiedCount,
    };
  }
}

/** Each may have two megabytes, so few are held at a time. */
async function* ofInformation({ models }: Store): AsyncGenerator<StoredSecret> {
  const contents = models.informationContents.find().lean<InformationContentDocument>().cursor({ batchSize: 4 });
  for await (const { _id, sealed, ...of } of contents) {
    // By what changes with it: the whole would be sent twice. What is in the inbox form has no key id.
    const unchanged = {
      _id,
      'sealed.kid': sealed.form === 'envelope' ? sealed.kid : null,
      'sealed.jwe.tag': sealed.jwe.tag,
    };
    yield {
      sealed,
      context: informationContext(of),
      replace: async (moved) =>
        (await models.informationContents.updateOne(unchanged, { $set: { sealed: moved } })).modifiedCount,
    };
  }
}

async function* ofCollectors({ models }: Store): AsyncGenerator<StoredSecret> {
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

async function* ofChannels({ models }: Store): AsyncGenerator<StoredSecret> {
  const channels = models.notificationChannels
    .find({ secrets: { $ne: [] } })
    .lean<NotificationChannelDocument>()
    .cursor({ batchSize: 200 });
  for await (const { _id, organization_id, secrets } of channels) {
    for (const { version, sealed } of secrets) {
      yield {
        sealed,
        context: { organizationId: organization_id, notificationChannelId: _id, version },
        replace: async (moved) =>
          (
            await models.notificationChannels.updateOne(
              { _id, secrets: { $elemMatch: { version, sealed } } },
              { $set: { 'secrets.$.sealed': moved } },
            )
          ).modifiedCount,
      };
    }
  }
}

/** The keys of their chunks; the chunks stay as they are. */
async function* ofRecordings({ models }: Store): AsyncGenerator<StoredSecret> {
  const recordings = models.recordings
    .find({}, { organization_id: 1, data_key: 1 })
    .lean<Pick<RecordingDocument, '_id' | 'organization_id' | 'data_key'>>()
    .cursor({ batchSize: 200 });
  for await (const { _id, organization_id, data_key } of recordings) {
    yield {
      sealed: data_key,
      context: dataKeyContext({ organizationId: organization_id, sessionId: _id }),
      replace: async (moved) =>
        (await models.recordings.updateOne({ _id, data_key }, { $set: { data_key: moved } })).modifiedCount,
    };
  }
}

/** How many secrets are wrapped by the master key `kid`. */
export async function secretsUnder(store: Store, kid: string): Promise<number> {
  const { models } = store;
  const counts = await Promise.all([
    models.credentialVersions.countDocuments({ 'sealed.kid': kid }),
    models.sshKeyVersions.countDocuments({ 'sealed.kid': kid }),
    models.sshAuthorityVersions.countDocuments({ 'sealed.kid': kid }),
    models.informationContents.countDocuments({ 'sealed.kid': kid }),
    models.logCollectors.countDocuments({ 'authorization.kid': kid }),
    channelSecretsUnder(store, kid),
    models.recordings.countDocuments({ 'data_key.kid': kid }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A channel has two while one is replaced. */
async function channelSecretsUnder({ models }: Store, kid: string): Promise<number> {
  const [counted] = await models.notificationChannels.aggregate<{ readonly count: number }>([
    { $match: { 'secrets.sealed.kid': kid } },
    { $unwind: '$secrets' },
    { $match: { 'secrets.sealed.kid': kid } },
    { $count: 'count' },
  ]);
  return counted?.count ?? 0;
}
