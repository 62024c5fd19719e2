/** Carries out the changes of a plan, in the transaction in which it was made. */

import type { PolicyBindingDocument, PolicyDocument } from '../../../store/models/policy.ts';
import type { Request, Transaction } from '../../operation.ts';
import { keepVersion } from '../policies/policy-change.ts';
import { differences, firstRevision, revise } from '../revision.ts';
import type { Change, WantedPolicy } from './plan-set.ts';

type Applying = Pick<Request, 'organizationId' | 'means' | 'now'>;

export async function applyChanges(request: Applying, tx: Transaction, changes: readonly Change[]): Promise<void> {
  const ids = new Map<string, number>();
  for (const change of changes) await apply(request, tx, change, ids);
}

/** @param ids of the policies that this set has created, by name. */
async function apply(request: Applying, tx: Transaction, change: Change, ids: Map<string, number>): Promise<void> {
  const { policies, policyBindings } = request.means.store.models;
  switch (change.action) {
    case 'unbind':
      await revise(policyBindings, request, tx, change.binding, { status: 'inactive' });
      return;
    case 'deactivate':
      await revise(policies, request, tx, change.policy, { status: 'inactive' });
      return;
    case 'create':
      ids.set(change.wanted.name, await create(request, tx, change.wanted));
      return;
    case 'change':
    case 'activate':
      await write(request, tx, change.policy, change.wanted);
      return;
    case 'bind':
      await bind(request, tx, change, ids);
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

async function bind(
  request: Applying,
  tx: Transaction,
  { wanted, to }: Extract<Change, { action: 'bind' }>,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const { organizationId, means } = request;
  const { policies, policyBindings } = means.store.models;
  const known = ids.get(wanted.name);
  const found = await policies
    .findOne({ organization_id: organizationId, name: wanted.name }, { _id: 1 })
    .session(tx.session)
    .lean();
  const policyId = known ?? found?._id;
  if (policyId === undefined) throw new Error(`there is no policy ${wanted.name}`);
  const { target: _target, ...target } = to;
  const binding: PolicyBindingDocument = {
    _id: await means.store.nextId('policy_binding'),
    organization_id: organizationId,
    policy_id: policyId,
    ...target,
    resource_id: to.target_type === 'resource' ? to.target_id : null,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await policyBindings.create([binding], { session: tx.session });
}
