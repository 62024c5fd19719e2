/** What the last looks at devices have left of the accounts that resources manage. */

import type { ClientSession } from 'mongoose';
import type { PostureFacts } from '../../domain/posture/suspicions.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../models/credential.ts';
import type { DiscoveredAccountDocument } from '../models/discovery.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { SshKeyVersionDocument } from '../models/ssh-key.ts';
import type { Store } from '../store.ts';
import { groupBy } from './group-by.ts';

/** By resource; those that no look has seen are left out. */
export async function knownAccounts(
  store: Store,
  session: ClientSession,
  resources: readonly ResourceDocument[],
): Promise<Map<number, NonNullable<PostureFacts['account']>>> {
  const idOf = ({ device_id, username }: ResourceDocument) => `${device_id}:${username}`;
  const found = await store.models.discoveredAccounts
    .find({ _id: { $in: resources.map(idOf) } }, null, { session })
    .lean<DiscoveredAccountDocument[]>();
  const accountOf = new Map(found.map((account) => [account._id, account]));
  const seen = resources.flatMap((resource) => {
    const known = accountOf.get(idOf(resource));
    return known ? [{ resourceId: resource._id, known }] : [];
  });
  const rekeyed = seen.filter(({ known }) => (known.keys_change ?? null) !== null);
  const keysOf = await ownKeys(
    store,
    session,
    rekeyed.map(({ resourceId }) => resourceId),
  );
  return new Map(seen.map(({ resourceId, known }) => [resourceId, { known, ownKeys: keysOf.get(resourceId) ?? [] }]));
}

/** Fingerprints of what Capstan lets log in at these resources, or did: its own changes are no news. */
async function ownKeys(
  { models }: Store,
  session: ClientSession,
  resourceIds: readonly number[],
): Promise<Map<number, string[]>> {
  if (resourceIds.length === 0) return new Map();
  const credentials = await models.credentials
    .find({ resource_id: { $in: [...resourceIds] } }, { resource_id: 1 }, { session })
    .lean<CredentialDocument[]>();
  const resourceOf = new Map(credentials.map(({ _id, resource_id }) => [_id, resource_id]));
  const versions = await models.credentialVersions
    .find(
      { credential_id: { $in: [...resourceOf.keys()] } },
      { credential_id: 1, public_key: 1, ssh_key: 1 },
      { session },
    )
    .lean<CredentialVersionDocument[]>();
  const sharedIds = versions.flatMap(({ ssh_key }) => (ssh_key ? [`${ssh_key.id}:${ssh_key.version}`] : []));
  const shared = await models.sshKeyVersions
    .find({ _id: { $in: [...new Set(sharedIds)] } }, { fingerprint: 1 }, { session })
    .lean<SshKeyVersionDocument[]>();
  const sharedOf = new Map(shared.map(({ _id, fingerprint }) => [_id, [fingerprint]]));
  const groups = groupBy(versions, ({ credential_id }) => resourceOf.get(credential_id) ?? 0);
  return new Map(
    [...groups].map(([resourceId, some]) => [
      resourceId,
      some.flatMap(({ public_key: own, ssh_key: key }) => [
        ...(own === null ? [] : [sshFingerprint(own)]),
        ...(key ? (sharedOf.get(`${key.id}:${key.version}`) ?? []) : []),
      ]),
    ]),
  );
}
