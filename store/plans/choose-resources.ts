/** Which resources a plan is about, as its selector says. */

import type { mongo } from 'mongoose';
import { MOST_PLANNED } from '../../domain/plan.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { PlanDocument } from '../models/plan.ts';
import type { Store } from '../store.ts';

export interface ChosenResource {
  readonly _id: number;
  readonly device_id: number;
  readonly scope_id: number;
}

/** A named resource that is gone, or that lies elsewhere by now, has no device: its place in the plan tells of it. */
const NO_DEVICE = 0;
const CHUNK = 5_000;

/** In no order. null: there are more than {@link MOST_PLANNED}. */
export async function chooseResources(
  store: Store,
  plan: Pick<PlanDocument, 'organization_id' | 'scope_id' | 'selector'>,
): Promise<ChosenResource[] | null> {
  const { organization_id, scope_id, selector } = plan;
  const tree = await loadScopeTree(store, organization_id);
  const scopes = tree.subtree(scope_id);
  const within = { organization_id, scope_id: { $in: [...scopes] } };
  const { resource_ids: ids } = selector;
  if (ids === null) {
    const below = selector.scope_id === null ? scopes : tree.subtree(selector.scope_id);
    return matching(store, { ...within, ...conditionsOf(plan), scope_id: { $in: [...below] } });
  }
  const named = [...new Set(ids)];
  if (named.length > MOST_PLANNED) return null;
  const found: ChosenResource[] = [];
  for (let from = 0; from < named.length; from += CHUNK) {
    const some = named.slice(from, from + CHUNK);
    found.push(...((await matching(store, { ...within, _id: { $in: some } })) ?? []));
  }
  const known = new Set(found.map(({ _id }) => _id));
  const missing = named.filter((id) => !known.has(id));
  return [...found, ...missing.map((_id) => ({ _id, device_id: NO_DEVICE, scope_id }))];
}

function conditionsOf({ selector }: Pick<PlanDocument, 'selector'>): mongo.Filter<ResourceDocument> {
  const { device_id, platform_id, type, status, rotated_before } = selector;
  return {
    ...(device_id === null ? {} : { device_id }),
    ...(platform_id === null ? {} : { platform_id }),
    ...(type === null ? {} : { type }),
    ...(status === null ? {} : { status }),
    ...(rotated_before === null
      ? {}
      : { $or: [{ rotated_at: null }, { rotated_at: { $lt: new Date(rotated_before) } }] }),
  };
}

async function matching(store: Store, filter: mongo.Filter<ResourceDocument>): Promise<ChosenResource[] | null> {
  const found: ChosenResource[] = [];
  const cursor = store.connection
    .getClient()
    .db()
    .collection<ResourceDocument>('resources')
    .find(filter)
    .project<ChosenResource>({ device_id: 1, scope_id: 1 })
    .batchSize(CHUNK);
  for await (const resource of cursor) {
    if (found.push(resource) > MOST_PLANNED) return null;
  }
  return found;
}
