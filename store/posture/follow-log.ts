/** Which resources and devices the records of an audit log concern, in the order of its tree. */

import { type ChangeRecord, isOnlyIntended, namedIds, readLog } from '../log-following/read-log.ts';
import { resourcesBehind } from '../log-following/resources-behind.ts';
import type { Store } from '../store.ts';
import { keysLeft, resourcesLoggingInWith } from './shared-keys.ts';

const MOST_RECORDS = 1_000;

export interface Followed {
  readonly nextIndex: number;
  readonly resourceIds: readonly number[];
  readonly deviceIds: readonly number[];
  /** Something has changed that any resource may depend on. */
  readonly concernsAll: boolean;
}

/** What changes about the device of a resource: which accounts are known, or which of them are managed. */
const CONCERNS_DEVICE = [
  'discover.look',
  'resource.create',
  'resource.update',
  'resource.activate',
  'resource.deactivate',
];

/** From index `from` on, {@link MOST_RECORDS} at most. What pruned records told of is seen within a day. */
export async function followLog(store: Store, organizationId: number, from: number): Promise<Followed> {
  const { nextIndex, changes: all } = await readLog(store, organizationId, from, MOST_RECORDS);
  const changes = all.filter(isReasonToLook);
  const concerned = new Set(changes.flatMap(({ resource_id }) => resource_id ?? []));
  const looks = changes.filter(({ operation }) => operation === 'discover.look');
  const looked = await devicesOf(store, organizationId, looks);
  const devices = [...namedIds(changes, 'device'), ...looked];
  const judged = await devicesOfFindings(store, organizationId, changes);
  const rotated = changes.filter(({ operation, status }) => operation === 'rotate' && status === 'succeeded');
  const left = await keysLeft(store, [...new Set(rotated.flatMap(({ resource_id }) => resource_id ?? []))]);
  const keys = [...namedIds(changes, 'ssh_key'), ...left];
  for (const id of await resourcesBehind(store, organizationId, { devices, keys })) concerned.add(id);
  for (const id of await resourcesLoggingInWith(store, organizationId, keys)) concerned.add(id);
  const changed = changes.filter(({ operation }) => CONCERNS_DEVICE.includes(operation));
  return {
    nextIndex,
    resourceIds: [...concerned],
    deviceIds: [...new Set([...devices, ...judged, ...(await devicesOf(store, organizationId, changed))])],
    concernsAll: changes.some(({ target_type }) => target_type === 'platform'),
  };
}

/** What was found itself is no reason to look again; what people say of it is. Nor is a look that has only begun. */
function isReasonToLook(change: ChangeRecord): boolean {
  const { operation, permission, status, target_type } = change;
  if (isOnlyIntended(change) || (status === 'intended' && operation === 'discover')) return false;
  return permission !== null || target_type !== 'finding';
}

/** Of the resources that they name. */
async function devicesOf(
  { models }: Store,
  organization_id: number,
  changes: readonly ChangeRecord[],
): Promise<number[]> {
  const ids = new Set(changes.flatMap(({ resource_id }) => resource_id ?? []));
  if (ids.size === 0) return [];
  return models.resources.distinct('device_id', { organization_id, _id: { $in: [...ids] } });
}

/** Of the findings that people have said something of, those about devices themselves: their records name no resource. */
async function devicesOfFindings(
  { models }: Store,
  organization_id: number,
  changes: readonly ChangeRecord[],
): Promise<number[]> {
  const withoutResource = changes.filter(({ resource_id }) => resource_id === null);
  const ids = namedIds(withoutResource, 'finding');
  if (ids.length === 0) return [];
  return models.findings.distinct('device_id', { organization_id, _id: { $in: ids }, resource_id: null });
}
