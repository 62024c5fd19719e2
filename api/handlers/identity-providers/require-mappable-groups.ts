/** Whoever maps a group gives all that it holds to people whom the identity provider names. */

import type { ChangeRequest } from '../../access-changes/access-change.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import type { Transaction } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';

export interface GroupMapping {
  readonly external_group: string;
  readonly group_id: number;
}

/** @throws CapstanError `unprocessable` where one names a group that is not there, or stands there twice. */
export async function requireKnownGroups(
  { means, organizationId }: ChangeRequest,
  { session }: Transaction,
  mappings: readonly GroupMapping[],
): Promise<void> {
  const ids = mappings.map(({ group_id }) => group_id);
  const found = await means.store.models.groups
    .find({ _id: { $in: ids }, organization_id: organizationId }, { _id: 1 }, { session })
    .lean();
  const known = new Set(found.map(({ _id }) => _id));
  const seen = new Set<string>();
  for (const [index, { external_group, group_id }] of mappings.entries()) {
    const field = `group_mappings.${index}`;
    requireNamed(known.has(group_id) ? group_id : null, `${field}.group_id`, 'group');
    const pair = `${group_id} ${external_group}`;
    if (seen.has(pair)) throw unusable(field, 'says the same as another one');
    seen.add(pair);
  }
}

/**
 * For changes of who comes into `groupIds` at a sign-in.
 * @throws CapstanError `privilege_escalation`, `own_rights`.
 */
export async function requireMappable(
  request: ChangeRequest,
  tx: Transaction,
  groupIds: Iterable<number>,
): Promise<void> {
  for (const id of new Set(groupIds)) {
    const group = { type: 'group', id } as const;
    await requireControl(request, tx, group);
    await requireNotOwn(request, tx, group);
  }
}

/** Groups whose mappings are in one of the lists and not in the other. */
export function changedGroups(before: readonly GroupMapping[], after: readonly GroupMapping[]): number[] {
  return [...removedGroups(before, after), ...removedGroups(after, before)];
}

/** Groups that have lost a mapping. */
export function removedGroups(before: readonly GroupMapping[], after: readonly GroupMapping[]): number[] {
  const key = ({ external_group, group_id }: GroupMapping) => `${group_id} ${external_group}`;
  const kept = new Set(after.map(key));
  return before.filter((one) => !kept.has(key(one))).map(({ group_id }) => group_id);
}
