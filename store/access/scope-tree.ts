/** The scopes of an organization in memory, for decisions. */

import type { ClientSession } from 'mongoose';
import type { ScopeTree } from '../../domain/access.ts';
import type { Store } from '../store.ts';

interface TreeRow {
  readonly _id: number;
  readonly ancestors: readonly number[];
}

/** @throws Error where the organization has no root scope: it is made together with it. */
export async function loadScopeTree(store: Store, organizationId: number, session?: ClientSession): Promise<ScopeTree> {
  const rows = await store.models.scopes
    .find({ organization_id: organizationId }, { ancestors: 1 }, session ? { session } : {})
    .lean<TreeRow[]>();
  return scopeTreeOf(rows);
}

export function scopeTreeOf(rows: readonly TreeRow[]): ScopeTree {
  const lineages = new Map(rows.map(({ _id, ancestors }) => [_id, [...ancestors, _id]]));
  const subtrees = new Map<number, number[]>();
  for (const [id, lineage] of lineages) {
    for (const above of lineage) {
      const below = subtrees.get(above);
      if (below) below.push(id);
      else subtrees.set(above, [id]);
    }
  }
  const root = rows.find(({ ancestors }) => ancestors.length === 0);
  if (!root) throw new Error('the organization has no root scope');
  return {
    rootId: root._id,
    lineage: (id) => lineages.get(id) ?? [],
    subtree: (id) => subtrees.get(id) ?? [],
  };
}
