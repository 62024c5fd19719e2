/** PUT /v1/policy-set */

import { CapstanError } from '../../../domain/errors.ts';
import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import { changePolicies, MOST_BINDINGS } from '../../../store/policy/policy-book.ts';
import { etagOf, requireMatch } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { applyChanges } from './apply-set.ts';
import { type Change, changesTo, digestOf, presentChange } from './plan-set.ts';
import { loadState, type PresentState } from './present-state.ts';
import { readSet } from './read-set.ts';

type SetRequest = Request<'putPolicySet'>;

export const putPolicySet = command('putPolicySet', async (request, tx) => {
  const { organizationId, means, body, ifMatch } = request;
  const { dry_run: isDry, plan_digest: agreed } = body;
  if (!isDry && agreed === undefined)
    throw unusable('plan_digest', 'is needed without dry_run; ask for the plan first');
  const epoch = await policyEpoch(request, tx);
  requireMatch(ifMatch, epoch);
  // A plan changes nothing, so it needs not wait for others that change something.
  if (!isDry) await changePolicies(means.store, tx.session, organizationId);
  const state = await loadState(request, tx.session);
  const set = await readSet(request, tx, state);
  const changes = changesTo(state, set);
  requireRoomFor(changes, state);
  const digest = digestOf(changes, set);
  if (!isDry && agreed !== digest) {
    throw new CapstanError('conflict', 'The plan does not hold any more: policies, bindings or the set have changed.');
  }
  if (!isDry) await applyChanges(request, tx, changes, new Map(state.policies.map(({ _id, name }) => [name, _id])));
  return {
    status: 200,
    body: {
      digest,
      applied: !isDry,
      changes: changes.map((change) => presentChange(change, state)),
      ...(await affectedBy(request, tx, changes)),
    },
    headers: { ETag: etagOf(isDry ? epoch : epoch + 1) },
    target: { type: 'policy_set', id: organizationId },
    change: `${isDry ? 'planned' : 'applied'} ${countsOf(changes)}: ${digest}`,
  };
});

/** What an organization may have, so that whatever GET shows can be put back. */
function requireRoomFor(changes: readonly Change[], { bindings }: PresentState): void {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const after = bindings.length - count('unbind') + count('bind');
  if (after <= MOST_BINDINGS) return;
  const detail = `come to ${after} bindings, with those that inactive policies keep; an organization may have ${MOST_BINDINGS}`;
  throw unusable('policies', detail);
}

async function policyEpoch({ organizationId, means }: SetRequest, { session }: Transaction): Promise<number> {
  const found = await means.store.models.organizations
    .findById(organizationId, { policy_epoch: 1 })
    .session(session)
    .lean();
  return found?.policy_epoch ?? 0;
}

type Place = Pick<PolicyBindingDocument, 'target_type' | 'target_id'>;

const MOST_NAMED = 100;

/** Resources at and below the places at which something begins, ends or is said otherwise. */
async function affectedBy(request: SetRequest, { session }: Transaction, changes: readonly Change[]) {
  const { access, organizationId, means, body } = request;
  const { policyBindings, resources } = means.store.models;
  const changed = changes.flatMap((change) =>
    ['change', 'activate', 'deactivate'].includes(change.action) && 'policy' in change ? [change.policy._id] : [],
  );
  const bound = await policyBindings
    .find({ organization_id: organizationId, policy_id: { $in: changed }, status: 'active' })
    .session(session)
    .lean<Place[]>();
  const moved = changes.flatMap((change): Place[] =>
    change.action === 'bind' ? [change.to] : change.action === 'unbind' ? [change.binding] : [],
  );
  const idsOf = (type: Place['target_type']) =>
    [...bound, ...moved].filter(({ target_type }) => target_type === type).map(({ target_id }) => target_id);
  const scopes = idsOf('scope').flatMap((id) => access.profile.tree.subtree(id));
  const places = [{ scope_id: { $in: scopes } }, { _id: { $in: idsOf('resource') } }];
  const affected = { organization_id: organizationId, $or: places };
  const after = {
    ...affected,
    ...access.filterWith('resource', 'resource:read'),
    _id: { $gt: body.resources_after ?? 0 },
  };
  const found = await resources
    .find(after, { public_id: 1, name: 1 }, { session })
    .sort({ _id: 1 })
    .limit(MOST_NAMED + 1)
    .lean();
  const named = found.slice(0, MOST_NAMED);
  return {
    affected_resources: await resources.countDocuments(affected, { session }),
    resources: named.map(({ _id, public_id, name }) => ({ resource_id: _id, public_id, name })),
    next_resources_after: found.length > MOST_NAMED ? (named.at(-1)?._id ?? null) : null,
  };
}

function countsOf(changes: readonly Change[]): string {
  const actions = [...new Set(changes.map(({ action }) => action))];
  const counts = actions.map((one) => `${one} ${changes.filter(({ action }) => action === one).length}`);
  return counts.length === 0 ? 'no changes' : counts.join(', ');
}
