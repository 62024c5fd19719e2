/** What has to change so that the policies are what a set says: pure comparison, in the order in which it is carried out. */

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import { rulesSetBy } from '../../../domain/policy/rules.ts';
import type { PolicyBindingDocument, PolicyContent, PolicyDocument } from '../../../store/models/policy.ts';
import { keyOf, type PresentState, type SetTarget, targetOf } from './present-state.ts';

/** An entry of the set, read and resolved. */
export interface WantedPolicy extends PolicyContent {
  readonly name: string;
  readonly description: string | null;
  readonly targets: readonly WantedTarget[];
}

export interface WantedTarget {
  readonly target: SetTarget;
  readonly target_type: PolicyBindingDocument['target_type'];
  readonly target_id: number;
  readonly scope_id: number;
}

export type Change =
  | { readonly action: 'unbind'; readonly binding: PolicyBindingDocument; readonly policy: PolicyDocument }
  | { readonly action: 'deactivate'; readonly policy: PolicyDocument }
  | { readonly action: 'create'; readonly wanted: WantedPolicy }
  | { readonly action: 'change' | 'activate'; readonly policy: PolicyDocument; readonly wanted: WantedPolicy }
  | { readonly action: 'bind'; readonly wanted: WantedPolicy; readonly to: WantedTarget };

/** First all that ends, so that nothing that comes stands against what goes. */
export function changesTo(state: PresentState, set: readonly WantedPolicy[]): Change[] {
  const wanted = new Map(set.map((entry) => [entry.name, entry]));
  const present = new Map(state.policies.map((policy) => [policy.name, policy]));
  const byId = new Map(state.policies.map((policy) => [policy._id, policy]));
  const targets = new Map(set.map(({ name, targets }) => [name, new Set(targets.map(placeOf))]));
  const unbound = state.bindings.flatMap((binding): Change[] => {
    const policy = byId.get(binding.policy_id);
    const stays = policy && targets.get(policy.name)?.has(placeOf(binding));
    // What an inactive policy is bound to holds nowhere, and waits for whoever activates it.
    const isLeft = policy?.status === 'inactive' && !wanted.has(policy.name);
    return !policy || stays || isLeft ? [] : [{ action: 'unbind', binding, policy }];
  });
  const deactivated = state.policies
    .filter(({ name, status }) => status === 'active' && !wanted.has(name))
    .map((policy): Change => ({ action: 'deactivate', policy }));
  const written = set.flatMap((entry): Change[] => changesOf(entry, present.get(entry.name)));
  const kept = new Set(state.bindings.map((binding) => `${byId.get(binding.policy_id)?.name}\n${placeOf(binding)}`));
  const bound = set.flatMap((entry) =>
    entry.targets
      .filter((to) => !kept.has(`${entry.name}\n${placeOf(to)}`))
      .map((to): Change => ({ action: 'bind', wanted: entry, to })),
  );
  return [...unbound, ...deactivated, ...written, ...bound];
}

function changesOf(wanted: WantedPolicy, policy: PolicyDocument | undefined): Change[] {
  if (!policy) return [{ action: 'create', wanted }];
  const { description, rules, conditions } = wanted;
  const isSame =
    policy.description === description && policy.conditions === conditions && isDeepStrictEqual(policy.rules, rules);
  return [
    ...(isSame ? [] : [{ action: 'change', policy, wanted } as const]),
    ...(policy.status === 'active' ? [] : [{ action: 'activate', policy, wanted } as const]),
  ];
}

function placeOf({ target_type, target_id }: Pick<PolicyBindingDocument, 'target_type' | 'target_id'>): string {
  return `${target_type}:${target_id}`;
}

/** Ties the consent to a plan to the very changes, and to the versions that they start from. */
export function digestOf(changes: readonly Change[], set: readonly WantedPolicy[]): string {
  const from = changes.flatMap((change) => {
    const policy = 'policy' in change ? [[change.policy._id, change.policy.revision]] : [];
    const binding = change.action === 'unbind' ? [[change.binding._id, change.binding.revision]] : [];
    return [[change.action, ...policy, ...binding]];
  });
  const text = canonicalize(JSON.parse(JSON.stringify({ set, from }))) ?? '';
  return createHash('sha256').update(text).digest('base64url');
}

/** On the wire. */
export function presentChange(change: Change, state: PresentState) {
  const policy = 'wanted' in change ? change.wanted.name : change.policy.name;
  const { action } = change;
  if (change.action === 'bind')
    return { action, policy, target: change.to.target, detail: `to ${keyOf(change.to.target)}` };
  if (change.action === 'unbind') {
    const target = targetOf(change.binding, state);
    return { action, policy, target, detail: `from ${keyOf(target)}` };
  }
  return { action, policy, target: null, detail: detailOf(change) };
}

function detailOf(change: Exclude<Change, { action: 'bind' | 'unbind' }>): string {
  if (change.action === 'deactivate') return 'the set leaves it out';
  const rules = rulesSetBy(change.wanted.rules);
  const says = rules.length === 0 ? 'sets no rules' : `sets ${rules.join(', ')}`;
  if (change.action === 'create') return says;
  return change.action === 'activate' ? 'it was inactive' : `version ${change.policy.version + 1} ${says}`;
}
