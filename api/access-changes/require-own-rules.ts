/** An application lets no other one do what its own authorized resources keep it from. */

import type { AuthorizedResource } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { type Objection, objectionToRules } from '../../domain/grant-rules.ts';
import { isRangeIn } from '../../runtime/addresses.ts';
import type { Transaction } from '../operation.ts';
import { type CallerRights, type ChangeRequest, lockRights } from './access-change.ts';

/**
 * For `rules` that an application is to be held to: those of the caller, where that is an application, must cover
 * them. Makes the call of `changeAccess` itself, so it cannot be raced.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireOwnRules(
  request: ChangeRequest,
  tx: Transaction,
  rules: readonly AuthorizedResource[],
): Promise<void> {
  if (request.actor.authorizedResources === null) return;
  const objection = await objectionToRulesOf(request, tx, await lockRights(request, tx), rules);
  if (objection === null) return;
  throw new CapstanError('privilege_escalation', `This would let an application do more than you may: ${objection}.`);
}

/** The same for who has called {@link lockRights} already. */
export async function objectionToRulesOf(
  { organizationId, means }: ChangeRequest,
  { session }: Transaction,
  { profile: { tree }, rules: own }: CallerRights,
  rules: readonly AuthorizedResource[],
): Promise<Objection> {
  if (own === null) return null;
  const ids = rules.flatMap(({ resource_ids }) => resource_ids ?? []);
  const resources = await means.store.models.resources
    .find({ organization_id: organizationId, _id: { $in: ids } }, { scope_id: 1 }, { session })
    .lean();
  const scopes = new Map(resources.map(({ _id, scope_id }) => [_id, scope_id]));
  return objectionToRules(own, rules, { tree, scopeOf: (id) => scopes.get(id), isRangeIn });
}
