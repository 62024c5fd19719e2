/** The policies that there are, with what they are bound to: what a set is compared with, and what GET shows. */

import type { ClientSession } from 'mongoose';
import type { PolicyBindingDocument, PolicyDocument } from '../../../store/models/policy.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { groupsNamedBy } from '../policies/check-content.ts';
import { presentRulesByName } from '../policies/policy-rules.ts';
import { ScopePaths } from './scope-paths.ts';

export type SetTarget = components['schemas']['PolicySetTarget'];

export interface PresentState {
  /** Inactive ones as well: their names are taken. */
  readonly policies: readonly PolicyDocument[];
  /** Active ones. */
  readonly bindings: readonly PolicyBindingDocument[];
  readonly paths: ScopePaths;
  /** Public ids by id, of resources that something is bound to. */
  readonly resources: ReadonlyMap<number, string>;
  /** Names by id, of groups that rules name. */
  readonly groups: ReadonlyMap<number, string>;
}

export async function loadState(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  session?: ClientSession,
): Promise<PresentState> {
  const { groups, policies, policyBindings, resources } = means.store.models;
  const own = { organization_id: organizationId };
  const within = session ? { session } : {};
  const bindings = await policyBindings
    .find({ ...own, status: 'active' }, null, within)
    .sort({ _id: 1 })
    .lean<PolicyBindingDocument[]>();
  const bound = bindings.flatMap(({ resource_id }) => (resource_id === null ? [] : [resource_id]));
  const all = await policies.find(own, null, within).sort({ name: 1 }).lean<PolicyDocument[]>();
  const named = await groups
    .find({ ...own, _id: { $in: all.flatMap(({ rules }) => groupsNamedBy(rules.approvals)) } }, { name: 1 }, within)
    .lean();
  const found = await resources.find({ ...own, _id: { $in: bound } }, { public_id: 1 }, within).lean();
  return {
    policies: all,
    bindings,
    paths: await ScopePaths.of(means.store, organizationId, session),
    resources: new Map(found.map(({ _id, public_id }) => [_id, public_id])),
    groups: new Map(named.map(({ _id, name }) => [_id, name])),
  };
}

export function targetOf(
  { target_type: type, target_id: id }: Pick<PolicyBindingDocument, 'target_type' | 'target_id'>,
  { paths, resources }: PresentState,
): SetTarget {
  if (type === 'scope') return { scope: paths.pathOf(id) };
  const publicId = resources.get(id);
  if (publicId === undefined) throw new Error(`there is no resource ${id}`);
  return { resource: publicId };
}

export function presentSet(state: PresentState): components['schemas']['PolicySet'] {
  const active = state.policies.filter(({ status }) => status === 'active');
  const targets = new Map<number, SetTarget[]>(active.map(({ _id }) => [_id, []]));
  for (const binding of state.bindings) targets.get(binding.policy_id)?.push(targetOf(binding, state));
  const nameOf = (id: number) => {
    const name = state.groups.get(id);
    if (name === undefined) throw new Error(`there is no group ${id}`);
    return name;
  };
  return {
    policies: active.map(({ _id, name, description, rules, conditions }) => ({
      name,
      description,
      rules: presentRulesByName(rules, nameOf),
      conditions,
      bindings: (targets.get(_id) ?? []).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    })),
  };
}

export function keyOf({ scope, resource }: SetTarget): string {
  return scope ?? resource ?? '';
}
