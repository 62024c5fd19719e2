/** A set as a body gives it: checked as single policies are, with its targets found. */

import { type BoundPolicy, conflictOf } from '../../../domain/policy/effective.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { checkContent, groupsNamedBy } from '../policies/check-content.ts';
import { readRules } from '../policies/policy-rules.ts';
import type { WantedPolicy, WantedTarget } from './plan-set.ts';
import { keyOf, type PresentState, type SetTarget } from './present-state.ts';

type SetRequest = Request<'putPolicySet'>;
type Entry = components['schemas']['PolicySetEntry'];

/** @throws CapstanError `unprocessable` that points at what is wrong. */
export async function readSet(request: SetRequest, tx: Transaction, state: PresentState): Promise<WantedPolicy[]> {
  const { policies } = request.body;
  const resources = await findResources(request, tx, policies);
  const stored = new Map(state.policies.map((policy) => [policy.name, policy]));
  const set: WantedPolicy[] = [];
  for (const [at, entry] of policies.entries()) {
    const place = `policies.${at}`;
    if (set.some(({ name }) => name === entry.name)) throw unusable(`${place}.name`, 'is in the set twice');
    // What is shown can be handed in again, though a group was deactivated meanwhile.
    const kept = groupsNamedBy(stored.get(entry.name)?.rules.approvals);
    const rules = await readRules(request, entry.rules, `${place}.rules`, tx.session, kept);
    const content = { rules, conditions: entry.conditions ?? null };
    await checkContent(request, content, tx.session, place, kept);
    const targets = entry.bindings.map((target, index) =>
      readTarget(target, state, resources, `${place}.bindings.${index}`),
    );
    if (new Set(targets.map(({ target }) => keyOf(target))).size < targets.length) {
      throw unusable(`${place}.bindings`, 'names a target twice');
    }
    set.push({ name: entry.name, description: entry.description ?? null, ...content, targets });
  }
  refuseConflicts(set);
  return set;
}

interface FoundResource {
  readonly _id: number;
  readonly scope_id: number;
}

async function findResources({ organizationId, means }: SetRequest, tx: Transaction, policies: readonly Entry[]) {
  const named = policies.flatMap(({ bindings }) => bindings.flatMap(({ resource }) => resource ?? []));
  const found = await means.store.models.resources
    .find({ organization_id: organizationId, public_id: { $in: named } }, { public_id: 1, scope_id: 1 })
    .session(tx.session)
    .lean();
  return new Map(found.map(({ public_id, ...resource }) => [public_id, resource]));
}

function readTarget(
  target: SetTarget,
  { paths }: PresentState,
  resources: ReadonlyMap<string, FoundResource>,
  place: string,
): WantedTarget {
  if (target.scope !== undefined) {
    const id = paths.idOf(target.scope);
    if (id === undefined) throw unusable(`${place}.scope`, 'leads to no scope');
    return { target: { scope: target.scope }, target_type: 'scope', target_id: id, scope_id: id };
  }
  const resource = resources.get(target.resource ?? '');
  if (!resource) throw unusable(`${place}.resource`, 'names no resource');
  return { target, target_type: 'resource', target_id: resource._id, scope_id: resource.scope_id };
}

/** Inside of a set as among single bindings: of one place and rule there is one source. */
function refuseConflicts(set: readonly WantedPolicy[]): void {
  const bound = new Map<string, BoundPolicy[]>();
  for (const [at, { name, rules, conditions, targets }] of set.entries()) {
    for (const [index, { target, target_type: targetType, target_id: targetId }] of targets.entries()) {
      const here = bound.get(keyOf(target)) ?? [];
      const conflict = conflictOf(rules, { targetType, targetId }, here);
      if (conflict) {
        const detail = `sets ${conflict.rule} where the policy ${conflict.with.policyName} sets it already`;
        throw unusable(`policies.${at}.bindings.${index}`, detail);
      }
      const numbers = { bindingId: index, policyId: at, version: 1 };
      bound.set(keyOf(target), [...here, { ...numbers, policyName: name, targetType, targetId, rules, conditions }]);
    }
  }
}
