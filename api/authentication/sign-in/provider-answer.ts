/** What the provider's answer says of the person, once everything about it has been checked. */

import * as oidc from 'openid-client';
import { z } from 'zod';
import { CapstanError } from '../../../domain/errors.ts';
import type { Secret } from '../../../domain/secret.ts';
import type { IdentityProviderDocument, SignInDocument } from '../../../store/models/sign-in.ts';
import type { Exchange } from '../../exchange.ts';
import type { ExternalIdentity } from './federated-user.ts';
import type { SignInContext } from './mount-sign-in.ts';
import { providerFailed } from './provider-clients.ts';

export interface ProviderAnswer {
  readonly signIn: SignInDocument;
  readonly provider: IdentityProviderDocument;
  /** As it came; it is the one of `signIn`. */
  readonly state: string;
}

type Claims = Readonly<Record<string, unknown>>;

interface Answered {
  /** What the provider has signed. */
  readonly idToken: Claims;
  /** With those of the userinfo endpoint, where they are needed. */
  readonly claims: Claims;
}

/**
 * Exchanges the code and checks the id token: signature, issuer, audience, nonce, times.
 * @throws CapstanError `sign_in_refused`, `identity_provider_failed`.
 */
export async function identityFrom(
  context: SignInContext,
  exchange: Exchange,
  answer: ProviderAnswer,
): Promise<ExternalIdentity> {
  const { provider } = answer;
  const client = await context.providers.of(provider);
  const verifier = await verifierOf(context, answer);
  try {
    const { idToken, claims } = await claimsFrom(answer, { client, verifier, answered: answerUrl(context, exchange) });
    return identityOf(claims, provider, authenticationTime(idToken));
  } catch (error) {
    context.logger.warn('A sign-in at an identity provider failed', {
      correlation_id: exchange.correlationId,
      identity_provider_id: provider._id,
      // Codes and names only: messages quote the provider.
      code: codeOf(error),
    });
    throw error instanceof CapstanError ? error : publicFace(error);
  }
}

function verifierOf({ means }: SignInContext, { signIn }: ProviderAnswer): Promise<Secret> {
  return means.identitySecrets.open(signIn.sealed_verifier, `sign_in/${signIn._id}/verifier`);
}

/** The address as the provider knows it, with what it has added. */
function answerUrl({ callbackUrl }: SignInContext, { request }: Exchange): URL {
  const url = new URL(callbackUrl);
  url.search = new URL(request.url, callbackUrl).search;
  return url;
}

interface Exchanged {
  readonly client: oidc.Configuration;
  readonly verifier: Secret;
  readonly answered: URL;
}

async function claimsFrom(
  { signIn, provider, state }: ProviderAnswer,
  { client, verifier, answered }: Exchanged,
): Promise<Answered> {
  const tokens = await oidc.authorizationCodeGrant(client, answered, {
    pkceCodeVerifier: verifier.reveal(),
    expectedState: state,
    expectedNonce: signIn.nonce,
    idTokenExpected: true,
    ...(signIn.max_age_seconds === null ? {} : { maxAge: signIn.max_age_seconds }),
  });
  const idToken: Claims | undefined = tokens.claims();
  if (!idToken) throw providerFailed(new Error('there is no id token'));
  const { sub } = idToken;
  const isComplete = provider.name_claim in idToken && provider.groups_claim in idToken;
  if (isComplete || !client.serverMetadata().userinfo_endpoint || typeof sub !== 'string') {
    return { idToken, claims: idToken };
  }
  return { idToken, claims: { ...(await oidc.fetchUserInfo(client, tokens.access_token, sub)), ...idToken } };
}

const subject = z.string().min(1).max(255);
const seconds = z.number().positive();
const email = z
  .string()
  .max(254)
  .regex(/^[^\p{C}\p{Z}@]+@[^\p{C}\p{Z}@]+$/u);
const displayName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u);
const groups = z.union([z.array(z.string()), z.string().transform((one) => [one])]);

/** Older than any authentication may be: what wants a fresh one is refused. */
const UNKNOWN_TIME = new Date(0);

/**
 * `auth_time` of the id token. A provider that does not say it has perhaps let in a session of yesterday; asked with
 * `max_age` it must say it (OpenID Connect Core, 3.1.2.1), and openid-client refuses an id token without.
 */
function authenticationTime(idToken: Claims): Date {
  const { data: at } = seconds.safeParse(idToken['auth_time']);
  // A clock that is ahead must not make an authentication that stays fresh for longer.
  return at === undefined ? UNKNOWN_TIME : new Date(Math.min(at * 1_000, Date.now()));
}

function identityOf(
  claims: Claims,
  { name_claim, groups_claim }: IdentityProviderDocument,
  authenticatedAt: Date,
): ExternalIdentity {
  const { data: sub } = subject.safeParse(claims['sub']);
  if (sub === undefined) throw providerFailed(new Error('the id token has no usable subject'));
  const name: unknown = claims[name_claim];
  return {
    subject: sub,
    name: typeof name === 'string' ? name : null,
    displayName: displayName.safeParse(claims['name']).data ?? null,
    email: email.safeParse(claims['email']).data ?? null,
    groups: groups.safeParse(claims[groups_claim]).data ?? [],
    authenticatedAt,
  };
}

/** Refused where provider or token say no; failed where they could not be asked. */
function publicFace(error: unknown): CapstanError {
  const code = codeOf(error);
  const isRefusal =
    error instanceof oidc.AuthorizationResponseError ||
    (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') ||
    REFUSALS.has(code);
  if (!isRefusal) return providerFailed(error);
  return new CapstanError('sign_in_refused', 'The answer of the identity provider does not prove who you are.');
}

/** Codes of oauth4webapi for what is wrong with the answer itself. */
const REFUSALS = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code') ?? Reflect.get(Object(error.cause), 'code');
  return typeof code === 'string' && /^[\w.]{1,64}$/.test(code) ? code : error.name;
}
