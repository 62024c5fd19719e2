/** Which resources of an organization are to be rotated by now, as their policies say. */

import type { mongo } from 'mongoose';
import type { WindowState } from '../../domain/policy/decide.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import { earliestDueAt, MOST_SWEPT, rotationDueAt, WINDOW_WITHIN_MS } from '../../domain/rotation-schedule.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import { WindowStates } from '../policy/window-states.ts';
import type { Store } from '../store.ts';
import { sweepable } from './sweepable.ts';

type DatedResource = Pick<ResourceDocument, '_id' | 'scope_id' | 'device_id' | 'created_at' | 'rotated_at'>;

export interface DueResource {
  readonly resource: DatedResource;
  readonly intervalDays: number;
  /** Of one that was never rotated: not before, since its credential is no older than itself. */
  readonly dueAt: Date;
}

const CHUNK = 1_000;

/** Ids of those that a sweep takes, in the order of `due`, {@link MOST_SWEPT} at most. */
export async function sweptResources(
  store: Store,
  organizationId: number,
  due: readonly DueResource[],
  now: Date,
): Promise<number[]> {
  const found: number[] = [];
  for (let from = 0; from < due.length && found.length < MOST_SWEPT; from += CHUNK) {
    found.push(...(await sweepable(store, organizationId, due.slice(from, from + CHUNK), now)));
  }
  return found.slice(0, MOST_SWEPT);
}

/** Of the active ones whose window is open, or about to open; the longest due first. */
export async function dueResources(
  store: Store,
  book: PolicyBook,
  organizationId: number,
  now: Date,
): Promise<DueResource[]> {
  const tree = await loadScopeTree(store, organizationId);
  const policyOf = new Map(
    tree.subtree(tree.rootId).map((id) => [id, book.effectiveAt({ lineage: tree.lineage(id), resourceId: null })]),
  );
  const windows = new WindowStates(now);
  const due: DueResource[] = [];
  for await (const resource of candidates(store, book, organizationId, policyOf, now)) {
    const { _id, scope_id, rotated_at, created_at } = resource;
    const policy = book.isBound(_id)
      ? book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId: _id })
      : policyOf.get(scope_id);
    const intervalDays = policy && ruleValue(policy, 'rotation_interval_days');
    if (!policy || intervalDays === undefined) continue;
    const dueAt = rotationDueAt(_id, rotated_at ?? created_at, intervalDays);
    if (dueAt <= now && isNear(windows.of(policy), now)) due.push({ resource, intervalDays, dueAt });
  }
  return due.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime() || one.resource._id - other.resource._id);
}

/** Those that might be due by some policy: the shortest interval of all leaves out what was rotated lately. */
function candidates(
  store: Store,
  book: PolicyBook,
  organizationId: number,
  policyOf: ReadonlyMap<number, EffectivePolicy>,
  now: Date,
): AsyncIterable<DatedResource> {
  const intervals = book.all().flatMap(({ rules }) => rules.rotation_interval_days ?? []);
  const shortest = intervals.reduce((least, days) => Math.min(least, days), Number.POSITIVE_INFINITY);
  const age = earliestDueAt(new Date(0), shortest).getTime();
  const longAgo = new Date(now.getTime() - age);
  const scopes = [...policyOf].filter(([, policy]) => ruleValue(policy, 'rotation_interval_days') !== undefined);
  const bound = book.all().filter(({ targetType }) => targetType === 'resource');
  const filter: mongo.Filter<ResourceDocument> = {
    organization_id: organizationId,
    status: { $ne: 'inactive' },
    $and: [
      {
        $or: [{ scope_id: { $in: scopes.map(([id]) => id) } }, { _id: { $in: bound.map(({ targetId }) => targetId) } }],
      },
      { $or: [{ rotated_at: { $lte: longAgo } }, { rotated_at: null, created_at: { $lte: longAgo } }] },
    ],
  };
  const collection = store.connection.getClient().db().collection<ResourceDocument>('resources');
  const fields = { scope_id: 1, device_id: 1, created_at: 1, rotated_at: 1 };
  return collection.find(filter).project<DatedResource>(fields).batchSize(CHUNK);
}

/** Whether it is open, or opens so soon that the work may be prepared. */
function isNear({ closedBy, opensAt }: WindowState, now: Date): boolean {
  if (closedBy === null) return true;
  return opensAt !== null && opensAt.getTime() <= now.getTime() + WINDOW_WITHIN_MS;
}
