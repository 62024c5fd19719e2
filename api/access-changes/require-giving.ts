/** Nobody gives what they do not hold. */

import { CapstanError } from '../../domain/errors.ts';
import { type GivenRights, objectionToGiving } from '../../domain/grant-rules.ts';
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
export function requireHolding(
  { access, now }: ChangeRequest,
  { profile }: Pick<CallerRights, 'profile'>,
  given: readonly GivenRights[],
): void {
  for (const rights of given) {
    const objection = objectionToGiving(profile, rights, now);
    if (objection !== null) throw escalation(objection);
    if (!access.isAuthorizedUntil(rights.place, rights.until)) {
      throw escalation('the authorized resources of the application leave out that place, or end before');
    }
  }
}

function escalation(objection: string): CapstanError {
  return new CapstanError('privilege_escalation', `This gives or takes rights that are not yours: ${objection}.`);
}
