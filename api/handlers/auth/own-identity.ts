/** The caller's own identity, for operations on what it proves itself by. */

import { CapstanError } from '../../../domain/errors.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import { loginOf } from '../../authentication/basic.ts';
import { CODE_WEIGHT } from '../../authentication/sign-in-throttle.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound, unusable } from '../found.ts';
import { nextRevision, requireRevised } from '../revision.ts';
import { endUserTokens } from '../users/end-user-tokens.ts';

type OwnRequest = Pick<Request, 'actor' | 'means' | 'now' | 'origin'>;

/**
 * Persons only, and only at home: what they prove themselves by belongs to their own organization, whose limits
 * and whose audit log are meant.
 * @throws CapstanError `forbidden`, `conflict`, `password_required`.
 */
export function requirePerson({ actor }: Pick<Request, 'actor'>): void {
  if (actor.type !== 'user') {
    throw new CapstanError('forbidden', 'Applications have neither passwords, second factors nor user tokens.');
  }
  if (actor.authentication === 'api_key') {
    throw new CapstanError('password_required', 'An API key does not manage how its user signs in.');
  }
  if (actor.organizationId !== actor.homeOrganizationId) {
    throw new CapstanError('conflict', 'This concerns your identity at home; leave X-Capstan-Organization out.');
  }
}

/**
 * The user who asks, as the transaction sees it.
 * @throws CapstanError `unauthenticated` where what proved it has ended since: a reset must not be overtaken by whoever
 * it was meant to shut out.
 */
export async function ownUser(request: OwnRequest, tx: Transaction): Promise<UserDocument> {
  requirePerson(request);
  const found = await request.means.store.models.users
    .findOne({ _id: request.actor.id })
    .session(tx.session)
    .lean<UserDocument>();
  const user = requireFound(found);
  const { proof } = request.actor;
  const isPersonal = proof.kind === 'password' || proof.kind === 'user_token';
  if (isPersonal && proof.epochs.user === user.sign_in_epoch && user.status === 'active') return user;
  throw new CapstanError('unauthenticated', 'What you were let in by has just ended; authenticate again.');
}

/** The same for what only those have who sign in here. @throws CapstanError `conflict`. */
export async function ownLocalUser(request: OwnRequest, tx: Transaction): Promise<UserDocument> {
  const user = await ownUser(request, tx);
  if (user.password_hash !== null) return user;
  throw new CapstanError('conflict', 'You sign in at an identity provider, which keeps your password and factors.');
}

/** Writes the next revision of the user. @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseOwnUser(
  request: OwnRequest,
  tx: Transaction,
  user: UserDocument,
  fields: Partial<UserDocument>,
): Promise<void> {
  const revised = await request.means.store.models.users
    .findOneAndUpdate({ _id: user._id, revision: user.revision }, nextRevision(request, tx, fields), {
      session: tx.session,
    })
    .lean<UserDocument>();
  requireRevised(revised);
}

/** Ends whatever else the user was let in by; the token of this very request stays. */
export function endOwnTokens(request: OwnRequest, tx: Transaction): Promise<void> {
  const { id, proof } = request.actor;
  return endUserTokens(request, tx, id, proof.kind === 'user_token' ? proof.id : undefined);
}

/**
 * Uses up a code of the request; a wrong one counts like a failed sign-in.
 * @throws CapstanError `unprocessable`, `too_many_requests`.
 */
export async function spendOwnCode(
  { means, origin }: OwnRequest,
  tx: Transaction,
  user: UserDocument,
  code: string,
): Promise<void> {
  const claimant = { ...origin, login: loginOf(user.organization_id, user.name), userId: user._id };
  const isRight = await means.signInThrottle.attempt(
    claimant,
    () => means.secondFactors.spend(user, code, tx.session),
    CODE_WEIGHT,
  );
  if (!isRight) throw unusable('code', 'is wrong, or was used before');
}
