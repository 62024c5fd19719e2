/** What the last looks at devices have left of the accounts that resources manage. */

import type { ClientSession } from 'mongoose';
import type { OwnKeys } from '../../domain/posture/account-suspicions.ts';
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
  const lookedAt = new Map(rekeyed.map(({ resourceId, known }) => [resourceId, known.last_seen_at]));
  const keysOf = await ownKeys(store, session, lookedAt);
  const none: OwnKeys = { ever: [], valid: [] };
  return new Map(seen.map(({ resourceId, known }) => [resourceId, { known, ownKeys: keysOf.get(resourceId) ?? none }]));
}

/** What Capstan lets log in at these resources, or did: its own changes are no news. @param lookedAt when, by resource. */
async function ownKeys(
  { models }: Store,
  session: ClientSession,
  lookedAt: ReadonlyMap<number, Date>,
): Promise<Map<number, OwnKeys>> {
  if (lookedAt.size === 0) return new Map();
  const credentials = await models.credentials
    .find({ resource_id: { $in: [...lookedAt.keys()] } }, { resource_id: 1 }, { session })
    .lean<CredentialDocument[]>();
  const resourceOf = new Map(credentials.map(({ _id, resource_id }) => [_id, resource_id]));
  const versions = await models.credentialVersions
    .find({ credential_id: { $in: [...resourceOf.keys()] } }, { sealed: 0 }, { session })
    .lean<CredentialVersionDocument[]>();
  const sharedIds = versions.flatMap(({ ssh_key }) => (ssh_key ? [`${ssh_key.id}:${ssh_key.version}`] : []));
  const shared = await models.sshKeyVersions
    .find({ _id: { $in: [...new Set(sharedIds)] } }, { fingerprint: 1 }, { session })
    .lean<SshKeyVersionDocument[]>();
  const sharedOf = new Map(shared.map(({ _id, fingerprint }) => [_id, [fingerprint]]));
  const fingerprintsOf = ({ public_key: own, ssh_key: key }: CredentialVersionDocument) => [
    ...(own === null ? [] : [sshFingerprint(own)]),
    ...(key ? (sharedOf.get(`${key.id}:${key.version}`) ?? []) : []),
  ];
  const groups = groupBy(versions, ({ credential_id }) => resourceOf.get(credential_id) ?? 0);
  return new Map(
    [...groups].map(([resourceId, some]) => {
      const valid = some.filter((version) => !wasReplaced(version, some, lookedAt.get(resourceId) ?? new Date(0)));
      return [resourceId, { ever: some.flatMap(fingerprintsOf), valid: valid.flatMap(fingerprintsOf) }];
    }),
  );
}

/** By then: what a look has seen before that was there by right, and so is what may not have been taken away yet. */
function wasReplaced(
  one: CredentialVersionDocument,
  versions: readonly CredentialVersionDocument[],
  at: Date,
): boolean {
  const { credential_id, version, state, removal_due, retired_at } = one;
  if (state === 'current' || state === 'pending' || removal_due) return false;
  const isInstead = (other: CredentialVersionDocument) =>
    other.credential_id === credential_id &&
    other.version > version &&
    other.promoted_at !== null &&
    other.promoted_at <= at;
  return (retired_at !== null && retired_at <= at) || versions.some(isInstead);
}
