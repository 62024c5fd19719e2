/** GET /v1/sign-in/{organization}/{provider}: remembers what is asked for, and sends the browser to the provider. */

import * as oidc from 'openid-client';
import { Secret } from '../../../domain/secret.ts';
import { networkOf } from '../../../runtime/addresses.ts';
import { isLoopback } from '../../../runtime/no-machine.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import type { Exchange } from '../../exchange.ts';
import { requireFound } from '../../handlers/found.ts';
import { hashSecret } from '../secrets.ts';
import type { SignInContext } from './mount-sign-in.ts';
import { providerFailed } from './provider-clients.ts';
import { beginParameters, parse, queryOf } from './read-parameters.ts';
import { redirectTarget } from './redirect-target.ts';

const KEPT_MS = 10 * 60_000;
const SCOPE = 'openid profile email';

export async function beginSignIn(context: SignInContext, exchange: Exchange): Promise<void> {
  const { means, baseUrl, beginnings, cookie, providers, callbackUrl } = context;
  await limit(beginnings, exchange);
  const { organization, provider: name } = exchange.request.params;
  const asked = parse(beginParameters, { ...queryOf(exchange), organization, provider: name }, '/query');
  const redirect_uri = redirectTarget(asked.redirect_uri, baseUrl);
  const provider = await findProvider(context, asked.organization, asked.provider);
  exchange.claimed = { organizationId: provider.organization_id, authentication: 'token_oidc' };

  const client = await providers.of(provider);
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
  const stateHash = hashSecret(state);
  const location = authorizationUrl(client, {
    redirect_uri: callbackUrl,
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(asked.max_age === undefined ? {} : { max_age: String(asked.max_age) }),
  });
  await means.store.models.signIns.create({
    _id: stateHash,
    organization_id: provider.organization_id,
    identity_provider_id: provider._id,
    browser_hash: cookie.set(exchange),
    nonce,
    sealed_verifier: await means.identitySecrets.seal(new Secret(verifier), `sign_in/${stateHash}/verifier`),
    redirect_uri,
    max_age_seconds: asked.max_age ?? null,
    client_state: asked.state ?? null,
    code_challenge: asked.code_challenge,
    code_hash: null,
    user_id: null,
    authenticated_at: null,
    user_epoch: null,
    organization_epoch: null,
    provider_epoch: null,
    consumed_at: null,
    token_id: null,
    replayed_at: null,
    expires_at: new Date(Date.now() + KEPT_MS),
  });
  exchange.response.setHeader('Cache-Control', 'no-store');
  exchange.response.redirect(302, location.href);
}

/** @throws CapstanError `too_many_requests`. */
async function limit(beginnings: SignInContext['beginnings'], { address }: Exchange): Promise<void> {
  if (address === null || !isLoopback(address)) await beginnings.count(address === null ? '' : networkOf(address));
}

/** @throws CapstanError `not_found`, for whichever of the two is missing or inactive. */
async function findProvider(
  { means, organizations }: SignInContext,
  organizationName: string,
  name: string,
): Promise<IdentityProviderDocument> {
  const organization = await organizations.activeByName(organizationName);
  const provider = await means.store.models.identityProviders
    .findOne({ organization_id: organization?._id ?? 0, name: { $eq: name }, status: 'active' })
    .lean<IdentityProviderDocument>();
  return requireFound(provider);
}

/** @throws CapstanError `identity_provider_failed` where it is no place to send a browser to. */
function authorizationUrl(client: oidc.Configuration, parameters: Record<string, string>): URL {
  let url: URL;
  try {
    url = oidc.buildAuthorizationUrl(client, parameters);
  } catch (error) {
    throw providerFailed(error);
  }
  const isWeb = url.protocol === 'https:' || client.serverMetadata().issuer.startsWith('http:');
  if (isWeb && /^https?:$/.test(url.protocol)) return url;
  throw providerFailed(new Error(`the authorization endpoint is a ${url.protocol} URL`));
}
