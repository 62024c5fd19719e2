/** The OAuth2 server: opaque tokens for applications by client credentials, and their revocation. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Express } from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration, JWKS, KoaContextWithOIDC, default as ProviderType } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import type { Logger } from 'winston';
import type { Store } from '../../store/store.ts';
import type { Contract } from '../contract.ts';
import { exchangeOf, type SharedParts } from '../server.ts';
import { oauthAdapter } from './oauth-adapter.ts';
import { oauthEntry } from './oauth-evidence.ts';

/** operationId -> path of what is mounted here; a standing test compares them with the contract. */
export const OAUTH_OPERATIONS = {
  issueToken: '/v1/oauth2/token',
  revokeToken: '/v1/oauth2/revoke',
} as const;

const METADATA_PATH = '/.well-known/oauth-authorization-server';
const TOKEN_TTL_SECONDS = 600;

export interface OauthParts {
  readonly store: Store;
  readonly contract: Contract;
  readonly logger: Logger;
  /** The issuer. */
  readonly baseUrl: string;
}

/** Mounts the endpoints; they read their bodies themselves, and answer errors as RFC 6749 has them. */
export async function mountOauth(app: Express, parts: OauthParts, shared: SharedParts): Promise<void> {
  const provider = await createProvider(parts);
  recordEverything(provider, parts, shared);
  const answer = provider.callback();
  for (const [id, path] of Object.entries(OAUTH_OPERATIONS)) {
    app.post(path, async (request, response) => {
      exchangeOf(response).operation = parts.contract.operations.get(id);
      await answer(request, response);
    });
  }
  app.get(METADATA_PATH, (_request, response) => {
    response.json(metadataOf(parts.baseUrl));
  });
}

async function createProvider({ store, logger, baseUrl }: OauthParts): Promise<ProviderType> {
  const provider = new Provider(baseUrl, await configurationFor(store));
  // The stored secret is a SHA-256: what comes is hashed before it is compared.
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual: string): boolean {
    const given = createHash('sha256').update(actual).digest();
    const kept = Buffer.from(this.clientSecret ?? '', 'hex');
    return kept.length === given.length && timingSafeEqual(kept, given);
  };
  provider.silent = true;
  provider.on('server_error', (_ctx, error) => logger.error('The OAuth2 server failed', { error }));
  return provider;
}

async function configurationFor(store: Store): Promise<Configuration> {
  return {
    adapter: (kind: string) => oauthAdapter(store, kind),
    // Nothing is signed and no cookie is set by what is switched on; the defaults would be public knowledge.
    jwks: await ownKeys(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    routes: { token: OAUTH_OPERATIONS.issueToken, revocation: OAUTH_OPERATIONS.revokeToken },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
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

async function ownKeys(): Promise<JWKS> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv = '', x = '', y = '', d = '' } = await exportJWK(privateKey);
  if (kty !== 'EC') throw new Error('ES256 made a key that is not EC');
  return { keys: [{ kty, crv, x, y, d, use: 'sig', alg: 'ES256' }] };
}

/** Around everything else: the answer leaves only after its record is committed. */
function recordEverything(provider: ProviderType, { store }: OauthParts, { evidence }: SharedParts): void {
  provider.use(async (context, next) => {
    await next();
    const ctx = context as KoaContextWithOIDC;
    await evidence.of(await oauthEntry(store, exchangeOf(ctx.res), ctx));
  });
}

/** RFC 8414, with what there is. */
function metadataOf(issuer: string) {
  return {
    issuer,
    token_endpoint: `${issuer}${OAUTH_OPERATIONS.issueToken}`,
    revocation_endpoint: `${issuer}${OAUTH_OPERATIONS.revokeToken}`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    service_documentation: `${issuer}/docs`,
  };
}
