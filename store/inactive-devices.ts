/** Which devices cannot be worked on: nothing is done to the accounts of an inactive one. */

import type { ClientSession } from 'mongoose';
import type { Store } from './store.ts';

/** Those of `ids` that are inactive devices of the organization. */
export async function inactiveDevices(
  { models }: Store,
  organizationId: number,
  ids: Iterable<number>,
  session?: ClientSession,
): Promise<ReadonlySet<number>> {
  const within = { _id: { $in: [...new Set(ids)] }, organization_id: organizationId, status: 'inactive' as const };
  const found = await models.devices.find(within, { _id: 1 }, session ? { session } : {}).lean();
  return new Set(found.map(({ _id }) => _id));
}
