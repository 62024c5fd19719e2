/** An issuer of workload tokens on loopback: discovery document and keys over HTTP, and tokens as CI systems and clusters make them. */

import { createServer } from 'node:http';
import { SignJWT } from 'jose';
import { freshKeyPair, type KeyPair } from './robot.ts';

export interface TokenFields {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: KeyPair;
}

export class TokenIssuer {
  readonly url: string;
  /** How often its keys were asked for. */
  keysAsked = 0;
  /** Answers this instead of what it should, where set. */
  fault: 'down' | 'redirect' | 'not_json' | 'too_large' | 'other_issuer' | undefined;
  #keys: readonly KeyPair[];
  readonly #close: () => Promise<void>;

  private constructor(url: string, key: KeyPair, close: () => Promise<void>) {
    this.url = url;
    this.#keys = [key];
    this.#close = close;
  }

  static async start(): Promise<TokenIssuer> {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Reflect.get(Object(server.address()), 'port'))));
    });
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    const issuer = new TokenIssuer(`http://127.0.0.1:${port}`, await freshKeyPair('RS256', 'key-1'), close);
    server.on('request', (request, response) => {
      const { status, body, headers } = issuer.#answer(request.url ?? '');
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    });
    return issuer;
  }

  get key(): KeyPair {
    const [key] = this.#keys;
    if (!key) throw new Error('the issuer has no key');
    return key;
  }

  /** A new key, and no other any more. */
  async rotateKey(kid: string): Promise<void> {
    this.#keys = [await freshKeyPair('RS256', kid)];
  }

  /** A token that is right in every way, but for what the fields say. `undefined` leaves a claim out. */
  async token({ claims = {}, header = {}, key = this.key }: TokenFields = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.url, iat: now, nbf: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: key.publicJwk.kid ?? '', typ: 'JWT', ...header })
      .sign(key.privateKey);
  }

  close(): Promise<void> {
    return this.#close();
  }

  #answer(path: string): { status: number; body: string; headers?: Record<string, string> } {
    if (this.fault === 'down') return { status: 503, body: '' };
    if (path === '/.well-known/openid-configuration') {
      const issuer = this.fault === 'other_issuer' ? 'https://issuer.example' : this.url;
      return { status: 200, body: JSON.stringify({ issuer, jwks_uri: `${this.url}/keys` }) };
    }
    const keys = JSON.stringify({
      keys: this.#keys.map(({ publicJwk }) => ({ ...publicJwk, alg: 'RS256', use: 'sig' })),
    });
    if (path === '/moved-keys') return { status: 200, body: keys };
    if (path !== '/keys') return { status: 404, body: '' };
    this.keysAsked += 1;
    if (this.fault === 'redirect') return { status: 302, body: '', headers: { Location: `${this.url}/moved-keys` } };
    if (this.fault === 'not_json') return { status: 200, body: '<html>' };
    if (this.fault === 'too_large') return { status: 200, body: keys.padEnd(2 * 1024 * 1024) };
    return { status: 200, body: keys };
  }
}

/** Claims as GitHub Actions makes them. */
export const GITHUB_CLAIMS = {
  sub: 'repo:acme/shop:ref:refs/heads/main',
  aud: 'https://capstan.example',
  repository: 'acme/shop',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  workflow: 'deploy',
  event_name: 'push',
  run_id: '8123456789',
  jti: 'example-id',
} as const;

/** Claims as a Kubernetes cluster makes them for a projected service account token. */
export const KUBERNETES_CLAIMS = {
  sub: 'system:serviceaccount:shop:deployer',
  aud: ['https://capstan.example', 'https://kubernetes.default.svc'],
  'kubernetes.io': {
    namespace: 'shop',
    pod: { name: 'deployer-0', uid: '5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10' },
    serviceaccount: { name: 'deployer', uid: '8d8c6f1f-3a53-4a0e-9d1e-5f0c1b7e2a10' },
  },
} as const;
