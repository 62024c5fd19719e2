/** Which devices of an organization are to be looked at by now, as the policies of their scopes say, and by which account. */

import type { mongo } from 'mongoose';
import { TERMINAL_JOB_STATUSES } from '../../domain/job.ts';
import { LOOK_BACK_OFF_MS, lookDueAt } from '../../domain/look-schedule.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import { wantedConsent } from '../../domain/policy/wanted-consent.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { DeviceLookDocument } from '../models/discovery.ts';
import type { DeviceDocument, ResourceDocument } from '../models/inventory.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import { WindowStates } from '../policy/window-states.ts';
import type { Store } from '../store.ts';

type LookedDevice = Pick<DeviceDocument, '_id' | 'organization_id' | 'scope_id' | 'reconcile_resource_id'>;
type Reader = Pick<ResourceDocument, '_id' | 'scope_id' | 'device_id'>;

export interface DueLook {
  readonly device: LookedDevice;
  /** The account that reads. */
  readonly reader: Reader;
  readonly dueAt: Date;
  /** The look that was asked for last; null: none was. Where another one is by now, this one is not due any more. */
  readonly lastJobId: number | null;
}

const CHUNK = 1_000;

/** The longest due first; those whose account may not read now are left out. */
export async function dueLooks(store: Store, book: PolicyBook, organizationId: number, now: Date): Promise<DueLook[]> {
  const tree = await loadScopeTree(store, organizationId);
  const intervals = new Map(
    tree.subtree(tree.rootId).flatMap((id) => {
      const days = ruleValue(
        book.effectiveAt({ lineage: tree.lineage(id), resourceId: null }),
        'discovery_interval_days',
      );
      return days === undefined ? [] : [[id, days] as const];
    }),
  );
  const windows = new WindowStates(now);
  const mayRead = ({ _id, scope_id }: Reader): boolean => {
    const policy = book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId: _id });
    return !isLeftToPeople(policy) && windows.of(policy).closedBy === null;
  };
  const due: DueLook[] = [];
  for await (const devices of chunks(store, organizationId, [...intervals.keys()])) {
    const some = await dueOf(store, devices, intervals, now);
    due.push(...some.filter(({ reader }) => mayRead(reader)));
  }
  return due.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime() || one.device._id - other.device._id);
}

/**
 * That looks are due is consent to them where the account's own policy says so. Elsewhere that policy may want people's,
 * and so it does where a nearer binding than the one that makes them due, or another one beside it, wants it: whoever sets
 * a rule further up waives nothing of that.
 */
export function isLeftToPeople(policy: EffectivePolicy): boolean {
  if (wantedConsent(policy, 'verify', false) === null) return false;
  const interval = policy.rules.get('discovery_interval_days')?.from;
  const approvals = policy.rules.get('approvals')?.from;
  if (interval === undefined || approvals === undefined) return true;
  if (interval.bindingId === approvals.bindingId) return false;
  const isBeside = interval.targetType === approvals.targetType && interval.targetId === approvals.targetId;
  return isBeside || policy.bindings.indexOf(approvals) < policy.bindings.indexOf(interval);
}

async function* chunks(
  store: Store,
  organization_id: number,
  scopes: readonly number[],
): AsyncIterable<readonly LookedDevice[]> {
  const filter: mongo.Filter<DeviceDocument> = { organization_id, scope_id: { $in: [...scopes] }, status: 'active' };
  const fields = { organization_id: 1, scope_id: 1, reconcile_resource_id: 1 };
  const collection = store.connection.getClient().db().collection<DeviceDocument>('devices');
  let chunk: LookedDevice[] = [];
  for await (const device of collection.find(filter).project<LookedDevice>(fields).batchSize(CHUNK)) {
    chunk.push(device);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

async function dueOf(
  store: Store,
  devices: readonly LookedDevice[],
  intervals: ReadonlyMap<number, number>,
  now: Date,
): Promise<DueLook[]> {
  const looks = await store.models.deviceLooks
    .find({ _id: { $in: devices.map(({ _id }) => _id) } })
    .lean<DeviceLookDocument[]>();
  const lookOf = new Map(looks.map((look) => [look._id, look]));
  const candidates = devices.flatMap((device) => {
    const look = lookOf.get(device._id) ?? null;
    const days = intervals.get(device.scope_id);
    if (days === undefined || isBackingOff(look, now)) return [];
    const dueAt = lookDueAt(device._id, look?.last?.looked_at ?? null, days);
    const readerId = device.reconcile_resource_id ?? look?.last?.resource_id ?? null;
    return dueAt > now || readerId === null ? [] : [{ device, readerId, dueAt, lastJobId: look?.job_id ?? null }];
  });
  const readers = await readersOf(
    store,
    candidates.map(({ readerId }) => readerId),
  );
  const underWay = await unfinished(
    store,
    candidates.flatMap(({ lastJobId }) => lastJobId ?? []),
  );
  return candidates.flatMap(({ readerId, ...due }) => {
    const reader = readers.get(readerId);
    if (reader?.device_id !== due.device._id || underWay.has(due.lastJobId ?? 0)) return [];
    return [{ ...due, reader }];
  });
}

/** The last one that was asked for has not been stored. */
function isBackingOff(look: DeviceLookDocument | null, now: Date): boolean {
  if (look === null || look.last?.job_id === look.job_id) return false;
  return look.asked_at.getTime() > now.getTime() - LOOK_BACK_OFF_MS;
}

/** Active resources with an active credential. */
async function readersOf({ models }: Store, ids: readonly number[]): Promise<Map<number, Reader>> {
  const found = await models.resources
    .find({ _id: { $in: [...ids] }, status: { $ne: 'inactive' } }, { scope_id: 1, device_id: 1 })
    .lean<Reader[]>();
  const withCredential = new Set(
    await models.credentials.distinct('resource_id', {
      resource_id: { $in: found.map(({ _id }) => _id) },
      status: 'active',
    }),
  );
  return new Map(found.filter(({ _id }) => withCredential.has(_id)).map((reader) => [reader._id, reader]));
}

async function unfinished({ models }: Store, jobIds: readonly number[]): Promise<ReadonlySet<number>> {
  const found = await models.jobs
    .find({ _id: { $in: [...jobIds] }, status: { $nin: [...TERMINAL_JOB_STATUSES] } }, { _id: 1 })
    .lean();
  return new Set(found.map(({ _id }) => _id));
}
