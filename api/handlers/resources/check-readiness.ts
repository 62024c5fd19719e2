/** Whether an operation on a resource can begin at all; what only the target knows is left to the worker. */

import type { ClientSession } from 'mongoose';
import { isByReconcileAccount } from '../../../domain/change-authority.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { isReading, type TargetOperation } from '../../../domain/job.ts';
import { isByCertificate, NO_SECRET_IN_WORDS } from '../../../domain/ssh-certificate.ts';
import { sharedKeyInWords } from '../../../domain/ssh-key.ts';
import { findVersion } from '../../../store/credential-versions.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import { isVersion } from '../../../store/ssh-keys/placements.ts';
import { versionToDeploy } from '../../../store/ssh-keys/versions.ts';
import type { Store } from '../../../store/store.ts';
import { requireFound } from '../found.ts';
import { reconcileResourceIdOf } from './reconcile-resource-id.ts';

/**
 * @returns what the resource is with: its device, and its active credential.
 * @throws CapstanError `resource_inactive`, `resource_not_ready` or `conflict`.
 */
export async function checkReadiness(
  store: Store,
  session: ClientSession,
  resource: ResourceDocument,
  operation: TargetOperation,
): Promise<ReadyParts> {
  if (resource.status === 'inactive') throw new CapstanError('resource_inactive', 'The resource is inactive.');
  const { devices, platforms } = store.models;
  const inOrganization = { organization_id: resource.organization_id };
  const device = requireFound(
    await devices
      .findOne({ _id: resource.device_id, ...inOrganization })
      .session(session)
      .lean<DeviceDocument>(),
  );
  if (device.status === 'inactive')
    throw new CapstanError('resource_inactive', 'The device of the resource is inactive.');
  const credential = await activeCredential(store, session, resource);
  if (!credential) {
    throw new CapstanError('resource_not_ready', 'The resource has no active credential; create one first.');
  }
  if (operation === 'rotate') await refuseSharedKey(store, session, credential);
  const platform = requireFound(
    await platforms
      .findOne({ _id: resource.platform_id, ...inOrganization }, { change_by: 1, connector: 1 })
      .session(session)
      .lean(),
  );
  if (!isReading(operation) && isByCertificate(platform.connector)) {
    throw new CapstanError('conflict', `Nothing is done: ${NO_SECRET_IN_WORDS}.`);
  }
  if (isByReconcileAccount(operation, platform))
    await checkReconcileAccount(store, session, resource, reconcileResourceIdOf(resource, device));
  return { device, credential };
}

interface ReadyParts {
  readonly device: DeviceDocument;
  readonly credential: FoundCredential;
}

async function checkReconcileAccount(
  store: Store,
  session: ClientSession,
  resource: ResourceDocument,
  accountId: number | null,
): Promise<void> {
  if (accountId === null) {
    throw new CapstanError(
      'resource_not_ready',
      'Neither the resource nor its device names a reconcile account; set reconcile_resource_id on one of them.',
    );
  }
  const account = await store.models.resources
    .findOne({ _id: accountId, organization_id: resource.organization_id })
    .session(session)
    .lean();
  if (account && account.device_id !== resource.device_id) {
    throw new CapstanError(
      'resource_not_ready',
      'The reconcile account is on another device, which would learn its secret here; name one on the same device.',
    );
  }
  if (!account || account.status === 'inactive' || !(await activeCredential(store, session, account))) {
    throw new CapstanError('resource_not_ready', 'The reconcile account is inactive or has no active credential.');
  }
}

type FoundCredential = Pick<CredentialDocument, '_id' | 'ssh_key_id' | 'custody'>;

function activeCredential(
  store: Store,
  session: ClientSession,
  { _id: resource_id, organization_id }: ResourceDocument,
): Promise<FoundCredential | null> {
  return store.models.credentials
    .findOne({ resource_id, organization_id, status: 'active' }, { ssh_key_id: 1, custody: 1 }, { session })
    .lean<FoundCredential>();
}

/** A key that others share is rotated for all of them. A version of it that is not deployed here yet is, by a rotation. */
async function refuseSharedKey(
  store: Store,
  session: ClientSession,
  { _id, ssh_key_id: id }: FoundCredential,
): Promise<void> {
  if (typeof id !== 'number') return;
  const current = await findVersion(store, _id, 'current', session);
  const { version } = await versionToDeploy(store, id, session);
  if (!isVersion(current?.ssh_key, { id, version })) return;
  const said = sharedKeyInWords(id);
  throw new CapstanError('conflict', `${said.charAt(0).toUpperCase()}${said.slice(1)}.`);
}
