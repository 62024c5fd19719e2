/** Scopes by the names on the way to them. */

import type { ScopeTree } from '../../../domain/access.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { Request } from '../../operation.ts';

/** The scope and those above it that the caller may see, from the topmost down. */
export function visibleLineage(access: RequestAccess, tree: ScopeTree, scopeId: number): number[] {
  return tree.lineage(scopeId).filter((id) => access.allows({ scopeId: id, resourceId: null }, 'scope:read'));
}

/** Reads the names for `scopeIds` at once. */
export async function scopePaths(
  { access, organizationId, means }: Pick<Request, 'access' | 'organizationId' | 'means'>,
  scopeIds: readonly number[],
): Promise<(scopeId: number) => string[]> {
  const { tree } = access.profile;
  const lineages = new Map([...new Set(scopeIds)].map((id) => [id, visibleLineage(access, tree, id)]));
  const ids = [...new Set([...lineages.values()].flat())];
  const scopes = await means.store.models.scopes
    .find({ _id: { $in: ids }, organization_id: organizationId }, { name: 1 })
    .lean();
  const names = new Map(scopes.map(({ _id, name }) => [_id, name]));
  return (scopeId) => (lineages.get(scopeId) ?? []).flatMap((id) => names.get(id) ?? []);
}
