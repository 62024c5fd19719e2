/** Nobody gives what they do not hold. */

import { CapstanError } from '../../domain/errors.ts';
import { type GivenRights, type Objection, objectionToGiving } from '../../domain/grant-rules.ts';
import { permissionsLeftOut, rulesUntil } from '../authorization/application-limits.ts';
import type { Transaction } from '../operation.ts';
import { type CallerRights, type ChangeRequest, lockRights } from './access-change.ts';

/**
 * Lets rights be given (a grant made or prolonged, a role widened, a group joined) or taken from somebody, where
 * the caller holds all of them there, for as long. Makes the call of `changeAccess` itself, so it cannot be raced.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireGiving(
  request: ChangeRequest,
  tx: Transaction,
  given: readonly GivenRights[],
): Promise<void> {
  requireHolding(request, await lockRights(request, tx), given);
}

/** The same for who has called {@link lockRights} already. */
export function requireHolding(request: ChangeRequest, rights: CallerRights, given: readonly GivenRights[]): void {
  for (const one of given) {
    const objection = objectionToGiving(rights.profile, one, request.now) ?? beyondLimits(request, rights, one);
    if (objection === null) continue;
    throw new CapstanError('privilege_escalation', `This gives or takes rights that are not yours: ${objection}.`);
  }
}

/**
 * An application is held to its authorized resources here as well: what it cannot do itself for all that it holds, it
 * gives to nobody, and not for longer than it can.
 */
function beyondLimits(
  { access, means, now }: ChangeRequest,
  { profile: { tree }, rules }: CallerRights,
  { permissions, place, until }: GivenRights,
): Objection {
  if (!access.isAuthorizedUntil(place, until)) {
    return 'the authorized resources of the application leave out that place, or end before';
  }
  if (rules === null) return null;
  const operations = means.contract.operations.values();
  const missing = permissionsLeftOut(rulesUntil(rules, until, now), permissions, { place, tree, operations });
  if (missing.length === 0) return null;
  return `the authorized resources of the application leave out operations that need ${missing.sort().join(', ')} there, or end before`;
}
