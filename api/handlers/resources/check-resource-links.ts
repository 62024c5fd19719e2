/** What the contract cannot say of a resource: that its links exist and fit its type. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { CREDENTIAL_OF_CONNECTOR } from '../../../domain/target.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { TYPE_OF_CONNECTOR, TYPE_OF_DEVICE } from './resource-fit.ts';

type Subject = Pick<ResourceDocument, '_id' | 'organization_id' | 'type' | 'device_id'>;
type LinkRequest = Pick<Request, 'access' | 'means'>;
type Links = Partial<Pick<ResourceDocument, 'device_id' | 'platform_id' | 'reconcile_resource_id'>>;

/**
 * Checks the links that are given, and no others.
 * Scopes are asked for by whoever puts the resource there.
 * @throws CapstanError `unprocessable`, or `conflict` where the active credential does not fit the platform.
 */
export async function checkResourceLinks(
  request: LinkRequest,
  session: ClientSession,
  subject: Subject,
  links: Links,
): Promise<void> {
  const { access, means } = request;
  const { store } = means;
  if (links.device_id !== undefined) {
    const found = await store.models.devices
      .findOne({ _id: links.device_id, organization_id: subject.organization_id }, { kind: 1, scope_id: 1 })
      .session(session)
      .lean();
    // Accounts of a device can be set by its reconcile account: that takes a right over the device, not just to see it.
    const device = requireNamed(access.permitted('device', found, 'device:write'), 'device_id', 'device');
    if (TYPE_OF_DEVICE[device.kind] !== subject.type) {
      throw unusable('device_id', `names a device of kind ${device.kind}, which has no ${subject.type}`);
    }
  }
  if (links.platform_id !== undefined) await checkPlatform(store, session, subject, links.platform_id);
  if (typeof links.reconcile_resource_id === 'number') {
    await checkReconcileResource(request, session, subject, links.reconcile_resource_id);
  }
}

async function checkPlatform(store: Store, session: ClientSession, subject: Subject, platformId: number) {
  const { platforms, credentials } = store.models;
  const platform = requireNamed(
    await platforms
      .findOne({ _id: platformId, organization_id: subject.organization_id }, { connector: 1 })
      .session(session)
      .lean(),
    'platform_id',
    'platform',
  );
  const { connector } = platform;
  if (TYPE_OF_CONNECTOR[connector] !== subject.type) {
    throw unusable('platform_id', `names a platform with the connector ${connector}, which serves no ${subject.type}`);
  }
  const credential = await credentials
    .findOne({ resource_id: subject._id, organization_id: subject.organization_id, status: 'active' }, { kind: 1 })
    .session(session)
    .lean();
  if (credential && credential.kind !== CREDENTIAL_OF_CONNECTOR[connector]) {
    throw new CapstanError(
      'conflict',
      `The active credential of the resource is a ${credential.kind}, which the connector ${connector} does not take. Deactivate it first.`,
    );
  }
}

/** The account logs in at the device of the resource: one of another device would hand its secret to a stranger. */
async function checkReconcileResource(
  { access, means }: LinkRequest,
  session: ClientSession,
  subject: Subject,
  id: number,
) {
  if (id === subject._id) throw unusable('reconcile_resource_id', 'names the resource itself');
  const found = await means.store.models.resources
    .findOne({ _id: id, organization_id: subject.organization_id }, { device_id: 1, scope_id: 1 })
    .session(session)
    .lean();
  // Its credential will set this one: that takes the right to change it, not just to see it.
  const account = requireNamed(
    access.permitted('resource', found, 'resource:write'),
    'reconcile_resource_id',
    'resource',
  );
  if (account.device_id !== subject.device_id) {
    throw unusable('reconcile_resource_id', 'must name a resource on the same device');
  }
}
