/** Which accounts of a device Capstan manages: those that an active resource names, asked for anew each time. */

import type { ClientSession } from 'mongoose';
import type { ResourceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';

type ManagingResource = Pick<ResourceDocument, '_id' | 'scope_id' | 'username'>;

/** The device's active resources by user name; of several for one account the first. */
export async function managedAccounts(
  { models }: Store,
  deviceId: number,
  session: ClientSession | null = null,
): Promise<ReadonlyMap<string, ManagingResource>> {
  const found = await models.resources
    .find({ device_id: deviceId, status: { $ne: 'inactive' } }, { username: 1, scope_id: 1 })
    .sort({ _id: -1 })
    .session(session)
    .lean<ManagingResource[]>();
  return new Map(found.map((resource) => [resource.username, resource]));
}
