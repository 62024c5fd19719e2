/** Carries out the changes of a plan, in the transaction in which it was made. */

import type { PolicyBindingDocument, PolicyDocument } from '../../../store/models/policy.ts';
import type { Request, Transaction } from '../../operation.ts';
import { keepVersion } from '../policies/policy-change.ts';
import { differences, firstRevision, nextRevision, revise } from '../revision.ts';
import type { Change, WantedPolicy } from './plan-set.ts';

type Applying = Pick<Request, 'organizationId' | 'means' | 'now'>;
type ChangeOf<Action> = Extract<Change, { readonly action: Action }>;

/** @param ids of the policies that there are, by name. */
export async function applyChanges(
  request: Applying,
  tx: Transaction,
  changes: readonly Change[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const all = new Map(ids);
  await unbind(request, tx, changesThat('unbind', changes));
  for (const change of changes) await changePolicy(request, tx, change, all);
  await bind(request, tx, changesThat('bind', changes), all);
}

function changesThat<Action extends Change['action']>(action: Action, changes: readonly Change[]) {
  return changes.filter((change): change is ChangeOf<Action> => change.action === action);
}

async function changePolicy(request: Applying, tx: Transaction, change: Change, ids: Map<string, number>) {
  switch (change.action) {
    case 'deactivate':
      await revise(request.means.store.models.policies, request, tx, change.policy, { status: 'inactive' });
      return;
    case 'create':
      ids.set(change.wanted.name, await create(request, tx, change.wanted));
      return;
    case 'change':
    case 'activate':
      await write(request, tx, change.policy, change.wanted);
  }
}

async function create(request: Applying, tx: Transaction, { targets: _targets, ...wanted }: WantedPolicy) {
  const { organizationId, means } = request;
  const policy: PolicyDocument = {
    _id: await means.store.nextId('policy'),
    organization_id: organizationId,
    ...wanted,
    status: 'active',
    version: 1,
    ...firstRevision(request, tx),
  };
  await means.store.models.policies.create([policy], { session: tx.session });
  await keepVersion(request, tx, policy);
  return policy._id;
}

/** Both of a change and of an activation come to what the set wants; whichever is second finds it done. */
async function write(request: Applying, tx: Transaction, { _id }: PolicyDocument, wanted: WantedPolicy): Promise<void> {
  const { policies } = request.means.store.models;
  const policy = await policies.findById(_id).session(tx.session).lean<PolicyDocument>();
  if (!policy) throw new Error(`there is no policy ${_id}`);
  const { description, rules, conditions } = wanted;
  const changed = differences(policy, { description, rules, conditions, status: 'active' });
  if (Object.keys(changed).length === 0) return;
  const isNew = changed.rules !== undefined || changed.conditions !== undefined;
  const fields = { ...changed, version: policy.version + (isNew ? 1 : 0) };
  const revised = await revise(policies, request, tx, policy, fields);
  if (isNew) await keepVersion(request, tx, revised);
}

/** All at once: there may be very many. What the transaction has read of them cannot have changed. */
async function unbind(request: Applying, tx: Transaction, changes: readonly ChangeOf<'unbind'>[]): Promise<void> {
  if (changes.length === 0) return;
  await request.means.store.models.policyBindings.updateMany(
    { _id: { $in: changes.map(({ binding }) => binding._id) } },
    nextRevision(request, tx, { status: 'inactive' }),
    { session: tx.session },
  );
}

async function bind(
  request: Applying,
  tx: Transaction,
  changes: readonly ChangeOf<'bind'>[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  if (changes.length === 0) return;
  const { organizationId, means } = request;
  const first = await means.store.nextIds('policy_binding', changes.length);
  const bindings = changes.map(({ wanted, to }, index): PolicyBindingDocument => {
    const policyId = ids.get(wanted.name);
    if (policyId === undefined) throw new Error(`there is no policy ${wanted.name}`);
    const { target: _target, ...target } = to;
    return {
      _id: first + index,
      organization_id: organizationId,
      policy_id: policyId,
      ...target,
      resource_id: to.target_type === 'resource' ? to.target_id : null,
      status: 'active',
      ...firstRevision(request, tx),
    };
  });
  await means.store.models.policyBindings.insertMany(bindings, { session: tx.session });
}
