/** POST /v1/sign-in/token: the code, with the verifier of whoever began, becomes a user token. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { CapstanError } from '../../../domain/errors.ts';
import { newEventId } from '../../../store/audit-log.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import type { SignInDocument } from '../../../store/models/sign-in.ts';
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
async function takeUp({ means }: SignInContext, exchange: Exchange, codeHash: string): Promise<SignInDocument> {
  const { signIns } = means.store.models;
  const now = new Date();
  const taken = await signIns
    .findOneAndUpdate(
      { code_hash: { $eq: codeHash }, consumed_at: null, expires_at: { $gt: now } },
      { $set: { consumed_at: now } },
    )
    .lean<SignInDocument>();
  const known = taken ?? (await signIns.findOne({ code_hash: { $eq: codeHash } }).lean<SignInDocument>());
  exchange.claimed = { organizationId: known?.organization_id ?? null, authentication: 'token_oidc' };
  if (!taken) throw refused();
  return taken;
}

function fits(verifier: string, challenge: string): boolean {
  const made = createHash('sha256').update(verifier).digest();
  const kept = Buffer.from(challenge, 'base64url');
  return made.length === kept.length && timingSafeEqual(made, kept);
}

async function issue({ means, evidence, organizations }: SignInContext, exchange: Exchange, signIn: SignInDocument) {
  const { store } = means;
  const organization = await organizations.active(signIn.organization_id);
  const authenticatedAt = signIn.authenticated_at;
  if (!organization || authenticatedAt === null) throw refused();
  const eventId = newEventId();
  try {
    return await store.transaction(async (session) => {
      const user = await store.models.users
        .findOne({ _id: signIn.user_id ?? 0, status: 'active' })
        .session(session)
        .lean<UserDocument>();
      const provider = await store.models.identityProviders
        .exists({ _id: signIn.identity_provider_id, status: 'active' })
        .session(session);
      if (!user || !provider) throw refused();
      const { text, token } = await issueUserToken(
        store,
        { session },
        {
          user,
          organization,
          method: 'token_oidc',
          authenticatedAt,
          address: exchange.address,
          now: new Date(),
        },
      );
      exchange.actor = actorOf(user, authenticatedAt, token._id);
      const target = { type: 'user_token', id: token.public_id };
      await evidence.ofCommand(session, exchange, { status: 200, target }, eventId);
      return presentIssuedToken(token, text);
    });
  } catch (error) {
    exchange.actor = undefined;
    throw error;
  }
}

function refused(): CapstanError {
  return new CapstanError(
    'sign_in_refused',
    'The code is unknown, was used before or has ended, or the verifier is not the one.',
  );
}
