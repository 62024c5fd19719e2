/** The OAuth2 server: opaque tokens for applications, their revocation, and what there is to say about them. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Express } from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import type { Client, Configuration, errors, JWKS, KoaContextWithOIDC, default as ProviderType } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import type { Logger } from 'winston';
import type { Store } from '../../store/store.ts';
import type { Contract } from '../contract.ts';
import type { GuardedOutbound } from '../outbound/guarded-fetch.ts';
import { exchangeOf, type SharedParts } from '../server.ts';
import { AccessTokens, oauthPayloadId } from './access-token.ts';
import { hardenAssertions, requireShortLife } from './client-assertion.ts';
import { DpopProofs } from './dpop-proof.ts';
import { ISSUED_FOR } from './issued-for.ts';
import { oauthAdapter } from './oauth-adapter.ts';
import { oauthEntry } from './oauth-evidence.ts';
import { claimsOfToken, registerGrants } from './oauth-grants.ts';
import { oauthMetadata } from './oauth-metadata.ts';
import { hashSecret } from './secrets.ts';
import { SIGNATURE_ALGORITHMS } from './signature-algorithms.ts';
import { tokenExchange } from './token-exchange.ts';

const ENDPOINTS = {
  issueToken: '/v1/oauth2/token',
  revokeToken: '/v1/oauth2/revoke',
  introspectToken: '/v1/oauth2/introspect',
} as const;

/** operationId -> path of what is mounted here; a standing test compares them with the contract. */
export const OAUTH_OPERATIONS = {
  ...ENDPOINTS,
  getOauthMetadata: '/.well-known/oauth-authorization-server',
} as const;

const TOKEN_TTL_SECONDS = 600;

export interface OauthParts {
  readonly store: Store;
  readonly outbound: GuardedOutbound;
  readonly contract: Contract;
  readonly logger: Logger;
  /** The issuer. */
  readonly baseUrl: string;
}

/** Mounts the endpoints; they read their bodies themselves, and answer errors as RFC 6749 has them. */
export async function mountOauth(app: Express, parts: OauthParts, shared: SharedParts): Promise<void> {
  const { contract, baseUrl } = parts;
  const provider = await createProvider(parts);
  recordEverything(provider, parts, shared);
  const answer = provider.callback();
  for (const [id, path] of Object.entries(ENDPOINTS)) {
    app.post(path, async (request, response) => {
      exchangeOf(response).operation = contract.operations.get(id);
      await answer(request, response);
    });
  }
  app.get(OAUTH_OPERATIONS.getOauthMetadata, (_request, response) => {
    exchangeOf(response).operation = contract.operations.get('getOauthMetadata');
    response.json(oauthMetadata(baseUrl, ENDPOINTS));
  });
}

async function createProvider({ store, outbound, logger, baseUrl }: OauthParts): Promise<ProviderType> {
  const proofs = new DpopProofs(store, baseUrl);
  const provider = new Provider(baseUrl, await configurationFor(store, new AccessTokens(store, proofs)));
  provider.Client.prototype.compareClientSecret = isSecretOf;
  hardenAssertions(provider, store, [baseUrl, ...Object.values(ENDPOINTS).map((path) => `${baseUrl}${path}`)]);
  registerGrants(
    { store, provider, proofs, path: ENDPOINTS.issueToken },
    tokenExchange({ store, outbound, issuer: baseUrl }),
  );
  provider.silent = true;
  provider.on('server_error', (_ctx, error) => logger.error('The OAuth2 server failed', { error }));
  return provider;
}

/** `clientSecret` holds the hashes of the secrets that work (see oauth-adapter.ts); all of them are compared, in constant time. */
function isSecretOf(this: Client, actual: string): boolean {
  const given = Buffer.from(hashSecret(actual), 'hex');
  const kept = (this.clientSecret ?? '').split(',').map((hash) => Buffer.from(hash, 'hex'));
  return kept.map((hash) => hash.length === given.length && timingSafeEqual(hash, given)).includes(true);
}

async function configurationFor(store: Store, tokens: AccessTokens): Promise<Configuration> {
  return {
    adapter: (kind: string) => oauthAdapter(store, kind),
    // Nothing is signed and no cookie is set by what is switched on; the defaults would be public knowledge.
    jwks: await ownKeys(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    routes: {
      token: ENDPOINTS.issueToken,
      revocation: ENDPOINTS.revokeToken,
      introspection: ENDPOINTS.introspectToken,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: { enabled: true, allowedPolicy: introspectionPolicy(tokens) },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // Proofs are read by oauth-grants.ts.
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: [...SIGNATURE_ALGORITHMS] },
    assertJwtClientAuthClaimsAndHeader: requireShortLife,
    extraTokenClaims: claimsOfToken,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    scopes: [],
    ttl: { ClientCredentials: TOKEN_TTL_SECONDS },
    clientBasedCORS: () => false,
    // Also for those who ask for HTML.
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
  };
}

type IntrospectionPolicy = NonNullable<
  NonNullable<NonNullable<Configuration['features']>['introspection']>['allowedPolicy']
>;

/** Tokens of one's own that would be let in at this moment; who proves nothing at the endpoint is told nothing. */
function introspectionPolicy(tokens: AccessTokens): IntrospectionPolicy {
  return async (_ctx, client, token) =>
    client.clientAuthMethod !== 'none' &&
    token.clientId === client.clientId &&
    (await tokens.stillHolds(oauthPayloadId(token.kind, token.jti)));
}

async function ownKeys(): Promise<JWKS> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv = '', x = '', y = '', d = '' } = await exportJWK(privateKey);
  if (kty !== 'EC') throw new Error('ES256 made a key that is not EC');
  return { keys: [{ kty, crv, x, y, d, use: 'sig', alg: 'ES256' }] };
}

/** Around everything else: the answer leaves only after its record is committed. */
function recordEverything(provider: ProviderType, { store, logger }: OauthParts, { evidence }: SharedParts): void {
  provider.use(async (context, next) => {
    await next();
    const ctx = context as KoaContextWithOIDC;
    // The library shows extra claims of a token; this one is for ourselves.
    if (typeof ctx.body === 'object' && ctx.body !== null) Reflect.deleteProperty(ctx.body, ISSUED_FOR);
    await evidence.of(await oauthEntry(store, exchangeOf(ctx.res), ctx));
  });
  const logRefusal = (ctx: KoaContextWithOIDC, { error: code, error_detail: detail }: errors.OIDCProviderError) => {
    const { correlationId: correlation_id } = exchangeOf(ctx.res);
    logger.info('The OAuth2 server refused', { correlation_id, code, detail });
  };
  provider.on('grant.error', logRefusal);
  provider.on('revocation.error', logRefusal);
  provider.on('introspection.error', logRefusal);
}
