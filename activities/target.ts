/** Loads what a call at a target needs: where it is, who logs in, with which secret. */

import { Context } from '@temporalio/activity';
import type { Authority, Connector, Login, Material, TargetContext } from '../connectors/contract.ts';
import type { Secret } from '../domain/secret.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import { findVersion } from '../store/credential-versions.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../store/models/credential.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../store/models/inventory.ts';
import { type Certified, certifyForJob } from './certify.ts';
import type { ChangeRef } from './contract.ts';
import type { Dependencies, VaultAccess } from './dependencies.ts';
import { openAndMove } from './open-and-move.ts';
import { openSshKey } from './open-ssh-key.ts';

export interface ManagedResource {
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly platform: PlatformDocument;
  /** null where the resource has no active credential. */
  readonly credential: CredentialDocument | null;
}

/** Whoever makes a change: which credential logs in, under which rules, and how to open it. */
export interface Source {
  readonly resourceId: number;
  readonly credential: CredentialDocument;
  readonly platform: PlatformDocument;
  /** @throws VaultError */
  open(): Promise<Authority>;
}

/** @throws Error where the resource, its device or its platform is gone: they are never deleted while in use. */
export async function loadManaged(
  { store }: Dependencies,
  organizationId: number,
  resourceId: number,
): Promise<ManagedResource> {
  const { resources, devices, platforms, credentials } = store.models;
  const resource = await resources
    .findOne({ _id: resourceId, organization_id: organizationId })
    .lean<ResourceDocument>();
  if (!resource) throw new Error(`resource ${resourceId} of organization ${organizationId} is gone`);
  const [device, platform, credential] = await Promise.all([
    devices.findOne({ _id: resource.device_id, organization_id: organizationId }).lean<DeviceDocument>(),
    platforms.findOne({ _id: resource.platform_id, organization_id: organizationId }).lean<PlatformDocument>(),
    credentials
      .findOne({ resource_id: resourceId, organization_id: organizationId, status: 'active' })
      .lean<CredentialDocument>(),
  ]);
  if (!device || !platform) throw new Error(`resource ${resourceId} has lost its device or platform`);
  return { resource, device, platform, credential };
}

/** The resource whose credential sets this one's: its own choice first, then its device's. */
export function reconcileResourceId({ resource, device }: ManagedResource): number | null {
  const id = resource.reconcile_resource_id ?? device.reconcile_resource_id;
  // The reconcile account itself cannot be its own way back.
  return id === resource._id ? null : id;
}

/**
 * The reconcile account with its working credential, or null where there is none that can be used. One of
 * another device is none: its secret would go to the device of the managed resource.
 */
export async function loadReconcileAccount(
  dependencies: Dependencies,
  managed: ManagedResource,
): Promise<{ managed: ManagedResource; version: CredentialVersionDocument; credential: CredentialDocument } | null> {
  const id = reconcileResourceId(managed);
  if (id === null) return null;
  const account = await loadManaged(dependencies, managed.resource.organization_id, id);
  if (account.resource.device_id !== managed.resource.device_id) return null;
  if (!account.credential || account.resource.status === 'inactive') return null;
  const version = await findVersion(dependencies.store, account.credential._id, 'current');
  return version ? { managed: account, version, credential: account.credential } : null;
}

/** Opens the secret of a stored version, of an account that has one. @throws VaultError */
export async function openVersion(
  dependencies: VaultAccess,
  credential: CredentialDocument,
  version: CredentialVersionDocument,
): Promise<Material> {
  if (version.authority) throw new Error(`version ${version._id} holds no secret: its logins are certified`);
  const secret = version.ssh_key
    ? await openSshKey(dependencies, credential.organization_id, version.ssh_key)
    : await openOwn(dependencies, credential, version);
  return { kind: credential.kind, secret, ...(version.public_key ? { publicKey: version.public_key } : {}) };
}

async function openOwn(
  { store, vault }: VaultAccess,
  credential: CredentialDocument,
  version: CredentialVersionDocument,
): Promise<Secret> {
  if (version.sealed === null) throw new Error(`version ${version._id} holds no secret, and names no key that does`);
  const context = {
    organizationId: credential.organization_id,
    credentialId: credential._id,
    version: version.version,
  };
  return openAndMove({ vault }, version.sealed, context, (moved) =>
    store.models.credentialVersions.updateOne(
      { _id: version._id, 'sealed.form': 'inbox' },
      { $set: { sealed: moved } },
    ),
  );
}

/**
 * What an account logs in with at this moment, for a job: its secret, or a certificate that is made for this one login, and
 * is on record before it is used.
 * @throws VaultError
 */
export async function openLogin(
  dependencies: VaultAccess,
  account: Certified & { readonly credential: CredentialDocument },
  version: CredentialVersionDocument,
  jobId: number,
): Promise<Login> {
  const { username } = account.resource;
  if (!version.authority) return { username, material: await openVersion(dependencies, account.credential, version) };
  return { username, material: await certifyForJob(dependencies, account, version.authority, jobId) };
}

/** The account itself, or its reconcile account, with its working credential. null where that is not possible. */
export async function loadAuthority(
  dependencies: Dependencies,
  managed: ManagedResource,
  { by, jobId }: Pick<ChangeRef, 'by' | 'jobId'>,
): Promise<Source | null> {
  const account = by === 'self' ? managed : (await loadReconcileAccount(dependencies, managed))?.managed;
  if (!account?.credential) return null;
  const { credential, platform, resource } = account;
  const version = await findVersion(dependencies.store, credential._id, 'current');
  if (!version) return null;
  return {
    resourceId: resource._id,
    credential,
    platform,
    async open() {
      return { by, login: await openLogin(dependencies, { resource, platform, credential }, version, jobId) };
    },
  };
}

/** The connector and the context of one call. @throws TargetFailure `not_supported` where stored settings do not fit. */
export function openTarget(
  { connectorFor }: Dependencies,
  { device, platform }: ManagedResource,
): { connector: Connector; context: TargetContext } {
  const connector = connectorFor(platform.connector);
  const settings = connector.settings.safeParse(platform.settings);
  if (!settings.success) {
    throw new TargetFailure('not_supported', `the settings of platform ${platform.name} do not fit ${connector.kind}`);
  }
  return {
    connector,
    context: {
      endpoint: { address: device.address, port: device.port, trust: device.trust },
      settings: settings.data,
      connectTimeoutMs: platform.timeouts.connect_ms,
      operationTimeoutMs: platform.timeouts.operation_ms,
      signal: Context.current().cancellationSignal,
    },
  };
}

/** Whether old secrets of the resource stay usable at the target until they are removed. */
export async function removesOldSecrets(
  dependencies: Dependencies,
  { organizationId, resourceId }: { readonly organizationId: number; readonly resourceId: number },
): Promise<boolean> {
  const { platform } = await loadManaged(dependencies, organizationId, resourceId);
  return dependencies.connectorFor(platform.connector).supports.removal;
}
