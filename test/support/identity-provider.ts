/** A real OpenID provider, which signs in whoever a test says, without asking. */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration, JWKS, default as ProviderType } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';

export interface ProviderPerson {
  readonly sub: string;
  /** Beside `sub`: what the provider says of the person. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who is in front of the browser at the next login. */
  person: ProviderPerson;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** What is put in the place of an answer, where it returns true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>) | undefined;
  close(): Promise<void>;
}

export interface TestProviderOptions {
  readonly redirectUri: string;
  /** Claims go into the id token; default: they have to be fetched from the userinfo endpoint. */
  readonly fullIdToken?: boolean;
}

export async function startIdentityProvider({ redirectUri, fullIdToken }: TestProviderOptions): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${Reflect.get(Object(server.address()), 'port')}`;
  const [clientId, clientSecret] = ['capstan', randomBytes(24).toString('base64url')];
  const asked: string[] = [];
  const people = new Map<string, ProviderPerson>();
  const running: TestProvider = {
    ...{ issuer, clientId, clientSecret, asked, intercept: undefined },
    person: { sub: 'nobody', claims: {} },
    close: () => close(server),
  };
  const provider = new Provider(
    issuer,
    await configuration({ clientId, clientSecret, redirectUri, fullIdToken: fullIdToken ?? false }, people),
  );
  provider.silent = true;
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    asked.push(path);
    if (await running.intercept?.(request, response)) return;
    if (path.startsWith('/login/')) await logIn(provider, people, running.person, request, response);
    else await answer(request, response);
  });
  return running;
}

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly fullIdToken: boolean;
}

async function configuration(
  { clientId, clientSecret, redirectUri, fullIdToken }: Client,
  people: ReadonlyMap<string, ProviderPerson>,
): Promise<Configuration> {
  return {
    jwks: await ownKeys(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups', 'nickname'], email: ['email'] },
    conformIdTokenClaims: !fullIdToken,
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub)?.claims }),
    }),
    features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
    // Nobody is asked for consent.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? '',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

async function logIn(
  provider: ProviderType,
  people: Map<string, ProviderPerson>,
  person: ProviderPerson,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  people.set(person.sub, person);
  const result = person.sub === 'refused' ? { error: 'access_denied' } : { login: { accountId: person.sub } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function ownKeys(): Promise<JWKS> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { keys: [{ ...Object(jwk), use: 'sig', alg: 'RS256', kid: 'test' }] };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
