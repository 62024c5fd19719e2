/** Conditions that several lists share. */

import type { Store } from '../../store/store.ts';

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

/** What belongs to the scope or to one below it; to none at all where the scope is out of reach. */
export async function inScope(
  store: Store,
  organizationId: number,
  scopeId: number | undefined,
): Promise<{ readonly scope_id?: { readonly $in: readonly number[] } }> {
  if (scopeId === undefined) return {};
  const scopes = await store.models.scopes
    .find({ organization_id: organizationId, $or: [{ _id: scopeId }, { ancestors: scopeId }] }, { _id: 1 })
    .lean();
  return { scope_id: { $in: scopes.map(({ _id }) => _id) } };
}
