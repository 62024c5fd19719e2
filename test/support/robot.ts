/** An application at the API under test: made by the administrator, granted a role, and calling by itself. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWK,
  SignJWT,
} from 'jose';
import { type ApiHarness, type CallAnswer, grant } from './api-harness.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

/** What the parts of the API that robots use are asked for. */
const AREAS = ['auth', 'applications', 'scopes', 'resources', 'devices', 'jobs'];

let made = 0;

export class Robot {
  readonly id: number;
  readonly clientId: string;
  /** Empty where it has none. */
  readonly secret: string;
  readonly #api: ApiHarness;

  private constructor(api: ApiHarness, application: { id: number; client_id: string; client_secret?: string }) {
    this.#api = api;
    this.id = application.id;
    this.clientId = application.client_id;
    this.secret = application.client_secret ?? '';
  }

  /** `role: null`: it holds nothing. */
  static async make(api: ApiHarness, fields: object = {}, role: string | null = 'viewer'): Promise<Robot> {
    made += 1;
    const root = await api.store.models.scopes.findOne({ organization_id: 1, parent_id: null }).lean();
    const body = {
      name: `robot ${made}`,
      scope_id: root?._id,
      authorized_resources: [{ areas: AREAS }],
      ...fields,
    };
    const answer = await api.call('POST', '/v1/applications', { as: api.admin, body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const robot = new Robot(api, answer.body);
    if (role !== null) await grant(api.store, { type: 'application', id: robot.id, organizationId: 1 }, role);
    return robot;
  }

  /** The same application with another secret. */
  with(secret: string): Robot {
    return new Robot(this.#api, { id: this.id, client_id: this.clientId, client_secret: secret });
  }

  basic(): { readonly Authorization: string } {
    return { Authorization: `Basic ${Buffer.from(`${this.clientId}:${this.secret}`).toString('base64')}` };
  }

  /** Asks for a token by its secret. */
  ask(headers: Readonly<Record<string, string>> = {}): Promise<CallAnswer> {
    return form(this.#api, '/v1/oauth2/token', { grant_type: 'client_credentials' }, { ...this.basic(), ...headers });
  }

  async token(): Promise<{ readonly token: string }> {
    const answer = await this.ask();
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return { token: answer.body.access_token };
  }

  /** Hands in an outside token. */
  exchange(
    subjectToken: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<CallAnswer> {
    const request = { grant_type: TOKEN_EXCHANGE, client_id: this.clientId, subject_token: subjectToken };
    return form(this.#api, '/v1/oauth2/token', { ...request, subject_token_type: JWT_TYPE, ...fields }, headers);
  }

  /** Asks for a token by a JWT of its own. */
  assert(assertion: string): Promise<CallAnswer> {
    const request = { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER };
    return form(this.#api, '/v1/oauth2/token', { ...request, client_assertion: assertion });
  }
}

export function form(
  api: ApiHarness,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<CallAnswer> {
  return api.call('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });
}

export interface KeyPair extends GenerateKeyPairResult {
  readonly publicJwk: JWK;
}

export async function freshKeyPair(alg = 'ES256', kid?: string): Promise<KeyPair> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  return { ...pair, publicJwk: kid === undefined ? publicJwk : { ...publicJwk, kid } };
}

export interface ProofFields {
  readonly method?: string;
  readonly url: string;
  readonly accessToken?: string;
  /** Seconds from now. */
  readonly age?: number;
  readonly claims?: object;
  readonly header?: object;
}

/** A DPoP proof (RFC 9449, section 4.2). */
export async function dpopProof(
  { privateKey, publicJwk }: KeyPair,
  { method = 'GET', url, accessToken, age = 0, claims = {}, header = {} }: ProofFields,
): Promise<string> {
  made += 1;
  const ath = accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') };
  const iat = Math.floor(Date.now() / 1000) - age;
  return new SignJWT({ htm: method, htu: url, jti: `proof-${made}`, iat, ...ath, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk, ...header })
    .sign(privateKey);
}

export function thumbprint({ publicJwk }: KeyPair): Promise<string> {
  return calculateJwkThumbprint(publicJwk);
}
