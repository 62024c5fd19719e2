/** Conditions that several lists share. */

import type { RequestAccess } from '../authorization/request-access.ts';

/** Names that begin with `prefix`, upper and lower case told apart. */
export function namePrefix(prefix: string | undefined): { readonly name?: { readonly $regex: string } } {
  return prefix === undefined ? {} : { name: { $regex: `^${prefix.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}` } };
}

/** `{ [field]: value }`, or nothing where no value was asked for. */
export function equal<Field extends string, Value>(
  field: Field,
  value: Value | undefined,
): { [name in Field]?: Value } {
  const condition: { [name in Field]?: Value } = {};
  if (value !== undefined) condition[field] = value;
  return condition;
}

/** Ids of the scope and of those below it; none where it is out of the caller's reach. */
export function subtreeInReach(access: RequestAccess, scopeId: number): readonly number[] {
  const isInReach = access.permission !== null && access.allows({ scopeId, resourceId: null }, access.permission);
  return isInReach ? access.profile.tree.subtree(scopeId) : [];
}

/** What belongs to the scope or to one below it; to none at all where the scope is out of reach. */
export function inScope(
  access: RequestAccess,
  scopeId: number | undefined,
): { readonly scope_id?: { readonly $in: readonly number[] } } {
  return scopeId === undefined ? {} : { scope_id: { $in: subtreeInReach(access, scopeId) } };
}
