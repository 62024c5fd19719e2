/** What is to be worked on by a plan, grouped by the policy that holds for it. */

import type { ClientSession, mongo } from 'mongoose';
import type { LeftStatus } from '../../domain/bulk.ts';
import { RUNNABLE_VERDICTS } from '../../domain/plan.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { leftOver } from './left-over.ts';

/** Resources for which the same policy holds. */
export interface GovernedGroup {
  readonly policy: EffectivePolicy;
  readonly resources: number;
}

/** Items of a plan, or of a job by one. */
export interface GovernedItems {
  readonly collection: 'plan_items' | 'job_items';
  readonly condition: Readonly<Record<string, unknown>>;
  /** Where an item says in which scope its resource lies. */
  readonly scope: '$scope_id' | '$bulk.scope_id';
  /** The number of the plan or job, with which the ids of its items begin. */
  readonly owner: number;
}

/** What the plan would be carried out on. */
export function runnableItems(planId: number): GovernedItems {
  const condition = { plan_id: planId, verdict: { $in: [...RUNNABLE_VERDICTS] } };
  return { collection: 'plan_items', condition, scope: '$scope_id', owner: planId };
}

/** What a job by a plan has left, as far as it has ended so. */
export function leftOverItems(jobId: number, statuses: readonly LeftStatus[]): GovernedItems {
  const condition = { job_id: jobId, ...leftOver(statuses) };
  return { collection: 'job_items', condition, scope: '$bulk.scope_id', owner: jobId };
}

/** Where nothing is bound to a resource itself, its policy is that of its scope: so it is worked out once a scope. */
export async function governedGroups(
  store: Store,
  book: PolicyBook,
  organizationId: number,
  items: GovernedItems,
  session?: ClientSession,
): Promise<GovernedGroup[]> {
  const tree = await loadScopeTree(store, organizationId, session);
  const ofScope = await countByScope(store, items, session);
  const groups: GovernedGroup[] = [];
  for (const { resource_id: resourceId, scope_id } of await boundItems(store, book, items, session)) {
    ofScope.set(scope_id, (ofScope.get(scope_id) ?? 1) - 1);
    groups.push({ policy: book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId }), resources: 1 });
  }
  for (const [scope, resources] of ofScope) {
    const policy = book.effectiveAt({ lineage: tree.lineage(scope), resourceId: null });
    if (resources > 0) groups.push({ policy, resources });
  }
  return groups;
}

async function countByScope(
  store: Store,
  { collection, condition, scope }: GovernedItems,
  session: ClientSession | undefined,
): Promise<Map<number, number>> {
  const scopes = await itemsIn(store, collection)
    .aggregate<{ readonly _id: number; readonly count: number }>(
      [{ $match: condition }, { $group: { _id: scope, count: { $sum: 1 } } }],
      inside(session),
    )
    .toArray();
  return new Map(scopes.map(({ _id, count }) => [_id, count]));
}

const CHUNK = 5_000;

interface BoundItem {
  readonly resource_id: number;
  readonly scope_id: number;
}

/** Those to which something is bound themselves. */
async function boundItems(
  store: Store,
  book: PolicyBook,
  { collection, condition, scope, owner }: GovernedItems,
  session: ClientSession | undefined,
): Promise<BoundItem[]> {
  const bound = book.all().filter(({ targetType }) => targetType === 'resource');
  const ids = [...new Set(bound.map(({ targetId }) => `${owner}:${targetId}`))];
  const found: BoundItem[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = { ...condition, _id: { $in: ids.slice(from, from + CHUNK) } };
    const items = itemsIn(store, collection).aggregate<BoundItem>(
      [{ $match: some }, { $project: { _id: 0, resource_id: 1, scope_id: scope } }],
      inside(session),
    );
    found.push(...(await items.toArray()));
  }
  return found;
}

function itemsIn(store: Store, collection: GovernedItems['collection']): mongo.Collection<{ readonly _id: string }> {
  return store.connection.getClient().db().collection<{ readonly _id: string }>(collection);
}

function inside(session: ClientSession | undefined): mongo.AggregateOptions {
  return session ? { session } : {};
}
