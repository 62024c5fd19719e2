/** Which resources and devices the records of an audit log concern, in the order of its tree. */

import { ledgerCollections } from '../ledger/collections.ts';
import type { AuditRecordDocument } from '../models/evidence.ts';
import type { Store } from '../store.ts';

const MOST_RECORDS = 1_000;

export interface Followed {
  readonly nextIndex: number;
  readonly resourceIds: readonly number[];
  readonly deviceIds: readonly number[];
  /** Something has changed that any resource may depend on. */
  readonly concernsAll: boolean;
}

type Row = Pick<
  AuditRecordDocument,
  '_id' | 'resource_id' | 'target_type' | 'target_id' | 'permission' | 'status' | 'operation'
>;

/** What changes about the device of a resource: which accounts are known, or which of them are managed. */
const CONCERNS_DEVICE = [
  'discover.look',
  'resource.create',
  'resource.update',
  'resource.activate',
  'resource.deactivate',
];

/**
 * From index `from` on, {@link MOST_RECORDS} at most. What changes nothing (reads, refusals) concerns nothing; records that
 * the retention policy has let go are passed over: what they told of is seen within a day.
 */
export async function followLog(store: Store, organizationId: number, from: number): Promise<Followed> {
  const sequence = await ledgerCollections(store)
    .sequence.find({ log: organizationId, index: { $gte: from } })
    .sort({ index: 1 })
    .limit(MOST_RECORDS)
    .toArray();
  const last = sequence.at(-1);
  if (!last) return { nextIndex: from, resourceIds: [], deviceIds: [], concernsAll: false };
  const rows = await store
    .auditCollection()
    .find({ _id: { $in: sequence.map(({ _id }) => _id) } })
    .project<Row>({ resource_id: 1, target_type: 1, target_id: 1, permission: 1, status: 1, operation: 1 })
    .toArray();
  const changes = rows.filter(isChange);
  const concerned = new Set(changes.flatMap(({ resource_id }) => resource_id ?? []));
  const looks = changes.filter(({ operation }) => operation === 'discover.look');
  const looked = await devicesOf(store, organizationId, looks);
  const devices = [...idsOf(changes, 'device'), ...looked];
  for (const id of await resourcesOf(store, organizationId, devices, changes)) concerned.add(id);
  const changed = changes.filter(({ operation }) => CONCERNS_DEVICE.includes(operation));
  return {
    nextIndex: last.index + 1,
    resourceIds: [...concerned],
    deviceIds: [...new Set([...devices, ...(await devicesOf(store, organizationId, changed))])],
    concernsAll: changes.some(({ target_type }) => target_type === 'platform'),
  };
}

/**
 * What was found itself is no reason to look again; what people say of it is. Nor is what is about to be done at a target:
 * its end has a record of its own.
 */
function isChange({ operation, permission, status, target_type }: Row): boolean {
  if (status === 'denied' || permission?.endsWith(':read')) return false;
  if (status === 'intended' && operation.endsWith('.apply')) return false;
  return permission !== null || target_type !== 'finding';
}

function idsOf(changes: readonly Row[], kind: string): number[] {
  const ids = changes.flatMap(({ target_type, target_id }) =>
    target_type === kind && typeof target_id === 'number' ? target_id : [],
  );
  return [...new Set(ids)];
}

/** Of the resources that they name. */
async function devicesOf({ models }: Store, organization_id: number, changes: readonly Row[]): Promise<number[]> {
  const ids = new Set(changes.flatMap(({ resource_id }) => resource_id ?? []));
  if (ids.size === 0) return [];
  return models.resources.distinct('device_id', { organization_id, _id: { $in: [...ids] } });
}

/** Of devices that have changed, or whose accounts have, and of shared keys: their own records name no resource, or one of many. */
async function resourcesOf(
  { models }: Store,
  organization_id: number,
  devices: readonly number[],
  changes: readonly Row[],
): Promise<number[]> {
  const keys = idsOf(changes, 'ssh_key');
  const onDevices =
    devices.length === 0
      ? []
      : await models.resources.find({ organization_id, device_id: { $in: [...devices] } }, { _id: 1 }).lean<Id[]>();
  const withKeys =
    keys.length === 0
      ? []
      : await models.credentials
          .find({ organization_id, ssh_key_id: { $in: keys } }, { resource_id: 1 })
          .lean<Held[]>();
  return [...onDevices.map(({ _id }) => _id), ...withKeys.map(({ resource_id }) => resource_id)];
}

type Id = { readonly _id: number };
type Held = { readonly resource_id: number };
