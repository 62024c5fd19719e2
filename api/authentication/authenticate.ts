/** The first beat: who asks. One header, and per kind of credential one file that checks it. */

import type { Actor } from '../../domain/access.ts';
import type { Exchange } from '../exchange.ts';
import { AccessTokens } from './access-token.ts';
import { ApiKeys } from './api-key.ts';
import { BasicAuthentication, type BasicParts } from './basic.ts';
import type { DpopProofs } from './dpop-proof.ts';
import type { Organizations } from './organizations.ts';
import { SECRET_PREFIXES } from './secrets.ts';
import { UserTokens } from './user-token.ts';

export type Scheme = 'basic' | 'bearer' | 'dpop';

/** User name of HTTP Basic under which an API key comes as the password. */
export const API_KEY_USER = '_api_key';
const MAX_HEADER_LENGTH = 2_048;

export interface AuthenticateParts extends BasicParts {
  readonly dpopProofs: DpopProofs;
}

export class Authenticator {
  readonly #basic: BasicAuthentication;
  readonly #apiKeys: ApiKeys;
  readonly #userTokens: UserTokens;
  readonly #accessTokens: AccessTokens;
  readonly #organizations: Organizations;

  constructor(parts: AuthenticateParts) {
    const { store, organizations, dpopProofs } = parts;
    this.#organizations = organizations;
    this.#basic = new BasicAuthentication(parts);
    this.#apiKeys = new ApiKeys(store);
    this.#userTokens = new UserTokens(store);
    this.#accessTokens = new AccessTokens(store, dpopProofs);
  }

  /**
   * The actor whom the request's Authorization header proves under `scheme`, in its own organization; undefined
   * where it proves none. Everything is read from the database on every call. What the header claims is noted in
   * the exchange.
   */
  async authenticate(exchange: Exchange, scheme: Scheme): Promise<Actor | undefined> {
    const header = exchange.request.headers.authorization;
    if (header === undefined || header.length > MAX_HEADER_LENGTH) return undefined;
    const [, named = '', value = ''] = /^(\w+) +([\x21-\x7e]+) *$/.exec(header) ?? [];
    if (named.toLowerCase() !== scheme) return undefined;
    const actor = await this.#prove(exchange, scheme, value);
    return actor && (await this.#isAtHome(actor)) ? actor : undefined;
  }

  /** Whether what proved `actor` still proves it: asked again while a stream lives. */
  async stillHolds(actor: Actor): Promise<boolean> {
    if (!(await this.#isAtHome(actor))) return false;
    const { proof, id } = actor;
    switch (proof.kind) {
      case 'password':
        return this.#basic.stillHolds(id, proof.epochs);
      case 'api_key':
        return this.#apiKeys.stillHolds(proof.id);
      case 'user_token':
        return this.#userTokens.stillHolds(proof.id);
      case 'access_token':
        return this.#accessTokens.stillHolds(proof.id);
    }
  }

  /** Whether the organization is active, and was so ever since what proves the actor was given out. */
  async #isAtHome({ proof, homeOrganizationId }: Actor): Promise<boolean> {
    const organization = await this.#organizations.active(homeOrganizationId);
    return organization !== null && (!('epochs' in proof) || proof.epochs.organization === organization.sign_in_epoch);
  }

  #prove(exchange: Exchange, scheme: Scheme, value: string): Promise<Actor | undefined> {
    switch (scheme) {
      case 'basic':
        return this.#byBasic(exchange, value);
      case 'bearer':
        return this.#byBearer(exchange, value);
      case 'dpop':
        return this.#accessTokens.authenticate(exchange, value, 'dpop');
    }
  }

  #byBasic(exchange: Exchange, value: string): Promise<Actor | undefined> {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 1) return Promise.resolve(undefined);
    const [name, password] = [text.slice(0, colon), text.slice(colon + 1)];
    return name === API_KEY_USER
      ? this.#apiKeys.authenticate(exchange, password)
      : this.#basic.authenticate(exchange, name, password);
  }

  #byBearer(exchange: Exchange, token: string): Promise<Actor | undefined> {
    if (token.startsWith(SECRET_PREFIXES.apiKey)) return this.#apiKeys.authenticate(exchange, token);
    if (token.startsWith(SECRET_PREFIXES.userToken)) return this.#userTokens.authenticate(exchange, token);
    return this.#accessTokens.authenticate(exchange, token, 'bearer');
  }
}
