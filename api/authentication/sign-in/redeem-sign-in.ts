/** POST /v1/sign-in/token: the code, with the verifier of whoever began, becomes a user token. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { UserDocument, UserTokenDocument } from '../../../store/models/identity.ts';
import type { SignInDocument } from '../../../store/models/sign-in.ts';
import type { Store } from '../../../store/store.ts';
import type { Exchange } from '../../exchange.ts';
import { presentIssuedToken } from '../../handlers/auth/present-token.ts';
import { readJsonBody } from '../../json-body.ts';
import { hashSecret } from '../secrets.ts';
import { issueUserToken } from '../user-token.ts';
import { actorOf } from './federated-user.ts';
import type { SignInContext } from './mount-sign-in.ts';
import { parse, redemption } from './read-parameters.ts';

export async function redeemSignIn(context: SignInContext, exchange: Exchange): Promise<void> {
  const body = await readJsonBody(exchange.request, ['application/json']);
  const { code, code_verifier } = parse(redemption, body?.value, '/body');
  const signIn = await takeUp(context, exchange, hashSecret(code));
  if (!fits(code_verifier, signIn.code_challenge)) throw refused();
  const answer = await issue(context, exchange, signIn);
  exchange.response.setHeader('Cache-Control', 'no-store');
  exchange.response.status(200).json(answer);
}

/** Takes the code before the verifier is looked at: there is one try. @throws CapstanError `sign_in_refused`. */
async function takeUp(context: SignInContext, exchange: Exchange, codeHash: string): Promise<SignInDocument> {
  const { signIns } = context.means.store.models;
  const now = new Date();
  const taken = await signIns
    .findOneAndUpdate(
      { code_hash: { $eq: codeHash }, consumed_at: null, expires_at: { $gt: now } },
      { $set: { consumed_at: now } },
    )
    .lean<SignInDocument>();
  const replayed = taken ? null : await noteReplay(context, codeHash, now);
  const organizationId = (taken ?? replayed)?.organization_id ?? null;
  exchange.claimed = { organizationId, authentication: 'token_oidc' };
  if (taken) return taken;
  if (replayed && (await endToken(context, replayed, now))) {
    throw new CapstanError('sign_in_refused', 'The code was used before; the token that it gave has ended.');
  }
  throw refused();
}

/**
 * A code that comes twice is in two hands, and nobody knows which is the right one (RFC 6749, 4.1.2). Of a note and
 * a redemption that is under way one sees the other: both write the sign-in.
 */
function noteReplay({ means }: SignInContext, codeHash: string, now: Date): Promise<SignInDocument | null> {
  return means.store.models.signIns
    .findOneAndUpdate({ code_hash: { $eq: codeHash } }, { $set: { replayed_at: now } }, { returnDocument: 'after' })
    .lean<SignInDocument>()
    .exec();
}

/** @returns whether there was one that worked. */
async function endToken({ means }: SignInContext, { token_id }: SignInDocument, now: Date): Promise<boolean> {
  if (token_id === null) return false;
  const { modifiedCount } = await means.store.models.userTokens.updateOne(
    { _id: token_id, revoked_at: null },
    { $set: { revoked_at: now } },
  );
  return modifiedCount === 1;
}

function fits(verifier: string, challenge: string): boolean {
  const made = createHash('sha256').update(verifier).digest();
  const kept = Buffer.from(challenge, 'base64url');
  return made.length === kept.length && timingSafeEqual(made, kept);
}

async function issue({ means, evidence, organizations }: SignInContext, exchange: Exchange, signIn: SignInDocument) {
  const { store } = means;
  const organization = await organizations.active(signIn.organization_id);
  const given = givenFor(signIn);
  if (!given || organization?.sign_in_epoch !== given.epochs.organization) throw refused();
  const eventId = newEventId();
  try {
    return await store.transaction(async (session) => {
      const user = await store.models.users
        .findOne({ _id: given.userId, status: 'active', sign_in_epoch: given.epochs.user })
        .session(session)
        .lean<UserDocument>();
      const provider = await store.models.identityProviders
        .exists({ _id: given.provider.id, status: 'active', sign_in_epoch: given.provider.epoch })
        .session(session);
      if (!user || !provider) throw refused();
      const { text, token } = await issueUserToken(
        store,
        { session },
        {
          user,
          organization,
          method: 'token_oidc',
          authenticatedAt: given.authenticatedAt,
          epochs: given.epochs,
          provider: given.provider,
          address: exchange.address,
          now: new Date(),
        },
      );
      await keepToken(store, session, signIn, token);
      exchange.actor = actorOf(user, { ...given, id: token._id });
      const target = { type: 'user_token', id: token.public_id };
      await evidence.ofCommand(session, exchange, { status: 200, target }, eventId);
      return presentIssuedToken(token, text);
    });
  } catch (error) {
    exchange.actor = undefined;
    throw error;
  }
}

/** Under which epochs the provider's answer was taken: a token that is given for it rests on these. */
function givenFor(signIn: SignInDocument) {
  const { user_id, authenticated_at, user_epoch, organization_epoch, provider_epoch, identity_provider_id } = signIn;
  if (user_id === null || authenticated_at === null) return null;
  if (user_epoch === null || organization_epoch === null || provider_epoch === null) return null;
  return {
    userId: user_id,
    authenticatedAt: authenticated_at,
    epochs: { user: user_epoch, organization: organization_epoch },
    provider: { id: identity_provider_id, epoch: provider_epoch },
  };
}

/** For as long as the token works, so that a replay ends it. @throws CapstanError `sign_in_refused` after one. */
async function keepToken(
  store: Store,
  session: ClientSession,
  { _id }: SignInDocument,
  token: UserTokenDocument,
): Promise<void> {
  const { matchedCount } = await store.models.signIns.updateOne(
    { _id, replayed_at: null },
    { $set: { token_id: token._id, expires_at: token.expires_at } },
    { session },
  );
  if (matchedCount === 0) throw refused();
}

function refused(): CapstanError {
  return new CapstanError(
    'sign_in_refused',
    'The code is unknown, was used before or has ended, or the verifier is not the one.',
  );
}
