/** Everything that is known of many resources, in a handful of queries: work on thousands asks for nothing one by one. */

import { leaseHolders } from '../lease-holders.ts';
import type { CredentialDocument, CredentialVersionDocument, SshKeyVersionRef } from '../models/credential.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../models/inventory.ts';
import type { GovernedResource } from '../policy/ask-policy.ts';
import type { PolicyBooks } from '../policy/policy-book.ts';
import { versionsToDeploy } from '../ssh-keys/versions.ts';
import type { Store } from '../store.ts';

/** A credential with those of its versions that may be what the target holds. */
interface CredentialFacts {
  readonly credential: CredentialDocument | null;
  readonly current: CredentialVersionDocument | null;
  readonly pending: CredentialVersionDocument | null;
  /** The version that the account is to have of a key that others share; null: its secret is its own. */
  readonly sharedKey: SshKeyVersionRef | null;
}

export interface ManagedFacts extends CredentialFacts {
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly platform: PlatformDocument;
  /** The account that sets this one's credential, where it is one that can: on the same device, active, with a credential. */
  readonly reconcile: ReconcileFacts | null;
  /** The job that works on it at this moment. */
  readonly leasedBy: number | null;
  readonly governed: GovernedResource;
}

export interface ReconcileFacts {
  readonly resource: ResourceDocument;
  readonly platform: PlatformDocument;
  readonly credential: CredentialDocument;
  readonly current: CredentialVersionDocument;
  /** The job that works on the account itself at this moment. */
  readonly leasedBy: number | null;
}

/** So many at once, where the database would answer by hundreds. */
const IN_ONE_ANSWER = 1_000;

/**
 * By resource id; those that are gone, or have lost their device or platform, are missing.
 * @throws Error where the organization or a scope is gone: neither is ever deleted.
 */
export async function loadManagedBatch(
  store: Store,
  books: PolicyBooks,
  organizationId: number,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, ManagedFacts>> {
  const { resources, devices, platforms, organizations } = store.models;
  const within = { organization_id: organizationId };
  const own = await resources
    .find({ _id: { $in: resourceIds }, ...within })
    .batchSize(IN_ONE_ANSWER)
    .lean<ResourceDocument[]>();
  const foundDevices = await devices
    .find({ _id: { $in: unique(own.map(({ device_id }) => device_id)) }, ...within })
    .lean<DeviceDocument[]>();
  const deviceOf = byId(foundDevices);
  const accountIds = unique(own.flatMap((resource) => reconcileIdOf(resource, deviceOf.get(resource.device_id)) ?? []));
  const accounts = await resources.find({ _id: { $in: accountIds }, ...within }).lean<ResourceDocument[]>();
  const all = [...own, ...accounts];
  const [foundPlatforms, credentialOf, organization, lineageOf, holders] = await Promise.all([
    platforms
      .find({ _id: { $in: unique(all.map(({ platform_id }) => platform_id)) }, ...within })
      .lean<PlatformDocument[]>(),
    credentialsOf(store, organizationId, unique(all.map(({ _id }) => _id))),
    organizations.findById(organizationId, { policy_epoch: 1 }).lean(),
    lineages(store, organizationId, unique(own.map(({ scope_id }) => scope_id))),
    leaseHolders(store, unique(all.map(({ _id }) => _id))),
  ]);
  if (!organization) throw new Error(`there is no organization ${organizationId}`);
  const book = await books.of(organization);
  const platformOf = byId(foundPlatforms);
  const accountOf = byId(accounts);
  const facts = new Map<number, ManagedFacts>();
  for (const resource of own) {
    const device = deviceOf.get(resource.device_id);
    const platform = platformOf.get(resource.platform_id);
    const lineage = lineageOf.get(resource.scope_id);
    if (!device || !platform || !lineage) continue;
    const account = accountOf.get(reconcileIdOf(resource, device) ?? 0);
    facts.set(resource._id, {
      resource,
      device,
      platform,
      ...(credentialOf.get(resource._id) ?? NO_CREDENTIAL),
      reconcile: account ? reconcileFactsOf(resource, account, { platformOf, credentialOf, holders }) : null,
      leasedBy: holders.get(resource._id) ?? null,
      governed: { policy: book.effectiveAt({ lineage, resourceId: resource._id }), resource, lineage },
    });
  }
  return facts;
}

const NO_CREDENTIAL: CredentialFacts = { credential: null, current: null, pending: null, sharedKey: null };

/** Its own choice first, then its device's; the account itself cannot be its own way back. */
function reconcileIdOf(resource: ResourceDocument, device: DeviceDocument | undefined): number | null {
  const id = resource.reconcile_resource_id ?? device?.reconcile_resource_id ?? null;
  return id === resource._id ? null : id;
}

interface KnownOfAll {
  readonly platformOf: ReadonlyMap<number, PlatformDocument>;
  readonly credentialOf: ReadonlyMap<number, CredentialFacts>;
  readonly holders: ReadonlyMap<number, number>;
}

/** null where it cannot be used: one of another device would hand its secret to this one. */
function reconcileFactsOf(
  { device_id }: ResourceDocument,
  account: ResourceDocument,
  { platformOf, credentialOf, holders }: KnownOfAll,
): ReconcileFacts | null {
  const { credential, current } = credentialOf.get(account._id) ?? NO_CREDENTIAL;
  const platform = platformOf.get(account.platform_id);
  if (account.device_id !== device_id || account.status === 'inactive') return null;
  if (!credential || !current || !platform) return null;
  return { resource: account, platform, credential, current, leasedBy: holders.get(account._id) ?? null };
}

async function credentialsOf(
  store: Store,
  organizationId: number,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, CredentialFacts>> {
  const { models } = store;
  const credentials = await models.credentials
    .find({ resource_id: { $in: resourceIds }, organization_id: organizationId, status: 'active' })
    .batchSize(IN_ONE_ANSWER)
    .lean<CredentialDocument[]>();
  const ids = credentials.map(({ _id }) => _id);
  const inState = async (state: 'current' | 'pending') => {
    const found = await models.credentialVersions
      .find({ credential_id: { $in: ids }, state })
      .batchSize(IN_ONE_ANSWER)
      .lean<CredentialVersionDocument[]>();
    return new Map(found.map((version) => [version.credential_id, version]));
  };
  const keyIds = unique(credentials.flatMap(({ ssh_key_id }) => ssh_key_id ?? []));
  const [current, pending, keys] = await Promise.all([
    inState('current'),
    inState('pending'),
    versionsToDeploy(store, keyIds),
  ]);
  const sharedKeyOf = ({ ssh_key_id }: CredentialDocument): SshKeyVersionRef | null => {
    const wanted = keys.get(ssh_key_id ?? 0);
    return wanted ? { id: wanted.ssh_key_id, version: wanted.version } : null;
  };
  return new Map(
    credentials.map((credential) => [
      credential.resource_id,
      {
        credential,
        current: current.get(credential._id) ?? null,
        pending: pending.get(credential._id) ?? null,
        sharedKey: sharedKeyOf(credential),
      },
    ]),
  );
}

/** Scopes from the root down to each. */
async function lineages(
  { models }: Store,
  organizationId: number,
  scopeIds: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const scopes = await models.scopes
    .find({ _id: { $in: scopeIds }, organization_id: organizationId }, { ancestors: 1 })
    .lean();
  return new Map(scopes.map(({ _id, ancestors }) => [_id, [...ancestors, _id]]));
}

function unique(ids: readonly number[]): number[] {
  return [...new Set(ids)];
}

function byId<Document extends { readonly _id: number }>(documents: readonly Document[]): Map<number, Document> {
  return new Map(documents.map((document) => [document._id, document]));
}
