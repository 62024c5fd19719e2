/** Whether an operation on a resource can begin at all; what only the target knows is left to the worker. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import { requireFound } from '../found.ts';
import { reconcileResourceIdOf } from './reconcile-resource-id.ts';

/**
 * @returns the device of the resource.
 * @throws CapstanError `resource_inactive` or `resource_not_ready`.
 */
export async function checkReadiness(
  store: Store,
  session: ClientSession,
  resource: ResourceDocument,
  operation: CredentialOperation,
): Promise<DeviceDocument> {
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
  if (!(await hasCredential(store, session, resource))) {
    throw new CapstanError('resource_not_ready', 'The resource has no active credential; create one first.');
  }
  const platform = requireFound(
    await platforms
      .findOne({ _id: resource.platform_id, ...inOrganization }, { change_by: 1 })
      .session(session)
      .lean(),
  );
  const isReconcileAccountNeeded =
    operation === 'reconcile' || (operation === 'rotate' && platform.change_by === 'reconcile_account');
  if (isReconcileAccountNeeded)
    await checkReconcileAccount(store, session, resource, reconcileResourceIdOf(resource, device));
  return device;
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
  if (!account || account.status === 'inactive' || !(await hasCredential(store, session, account))) {
    throw new CapstanError('resource_not_ready', 'The reconcile account is inactive or has no active credential.');
  }
}

async function hasCredential(store: Store, session: ClientSession, resource: ResourceDocument): Promise<boolean> {
  const credential = await store.models.credentials
    .exists({ resource_id: resource._id, organization_id: resource.organization_id, status: 'active' })
    .session(session);
  return credential !== null;
}
