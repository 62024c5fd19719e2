/** Public keys of workload issuers, fetched when they are first needed and kept for a while. */

import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { WorkloadIssuerDocument } from '../../store/models/sign-in.ts';
import type { GuardedOutbound } from '../outbound/guarded-fetch.ts';

export type KeySource = Pick<WorkloadIssuerDocument, 'issuer' | 'jwks_uri'>;

/** A key that the issuer has withdrawn is good for as long at most. */
const KEPT_MS = 10 * 60_000;
/** Tokens with made-up key ids do not make us ask the issuer again and again. */
const REFETCH_PAUSE_MS = 30_000;
/** Nor does one that is down. */
const FAILURE_PAUSE_MS = 5_000;
const MAX_ISSUERS = 200;

/** The issuer does not answer, or not with keys; `cause` says how. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

interface Entry {
  keys: JWTVerifyGetKey | undefined;
  /** Epoch ms; 0: never. */
  fetchedAt: number;
  refetchedAt: number;
  failedAt: number;
  /** One fetch at a time, for all who wait. */
  fetching: Promise<JWTVerifyGetKey> | undefined;
}

export class IssuerKeys {
  readonly #outbound: GuardedOutbound;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  /** `now`: epoch ms. */
  constructor(outbound: GuardedOutbound, now: () => number = Date.now) {
    this.#outbound = outbound;
    this.#now = now;
  }

  /**
   * Finds the key of a token of the issuer, for `jwtVerify`. The issuer is asked again for a key that is not known:
   * it may be new. Throws {@link IssuerUnavailable}, or what `createLocalJWKSet` throws.
   */
  of(source: KeySource): JWTVerifyGetKey {
    return async (header, token) => {
      const entry = this.#entry(source);
      const keys = await this.#current(entry, source);
      try {
        return await keys(header, token);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        if (!isUnknown || this.#now() - entry.refetchedAt < REFETCH_PAUSE_MS) throw error;
        entry.refetchedAt = this.#now();
        return (await this.#fetch(entry, source))(header, token);
      }
    };
  }

  async #current(entry: Entry, source: KeySource): Promise<JWTVerifyGetKey> {
    if (entry.keys && this.#now() - entry.fetchedAt < KEPT_MS) return entry.keys;
    return this.#fetch(entry, source);
  }

  #fetch(entry: Entry, source: KeySource): Promise<JWTVerifyGetKey> {
    if (!entry.fetching) {
      if (this.#now() - entry.failedAt < FAILURE_PAUSE_MS) {
        return Promise.reject(new IssuerUnavailable('it did not answer a moment ago'));
      }
      entry.fetching = this.#load(entry, source).finally(() => {
        entry.fetching = undefined;
      });
    }
    return entry.fetching;
  }

  async #load(entry: Entry, source: KeySource): Promise<JWTVerifyGetKey> {
    try {
      entry.keys = createLocalJWKSet(await fetchKeys(this.#outbound, source));
      entry.fetchedAt = this.#now();
      return entry.keys;
    } catch (cause) {
      entry.failedAt = this.#now();
      throw new IssuerUnavailable('it did not answer with keys', { cause });
    }
  }

  /** The one that has waited longest for a question goes first: a Map keeps the order in which its keys were set. */
  #entry({ issuer, jwks_uri }: KeySource): Entry {
    const id = JSON.stringify([issuer, jwks_uri]);
    const entry = this.#entries.get(id) ?? {
      keys: undefined,
      fetchedAt: 0,
      refetchedAt: 0,
      failedAt: 0,
      fetching: undefined,
    };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > MAX_ISSUERS && !oldest.done) this.#entries.delete(oldest.value);
    return entry;
  }
}

type KeySet = Parameters<typeof createLocalJWKSet>[0];

async function fetchKeys(outbound: GuardedOutbound, { issuer, jwks_uri }: KeySource): Promise<KeySet> {
  const fetch = outbound.fetchFor(issuer);
  const read = async (url: string): Promise<unknown> => {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    // Redirects are not followed, so they end here as well.
    if (response.status !== 200) throw new Error(`${new URL(url).origin} answers ${response.status}`);
    return response.json();
  };
  // createLocalJWKSet judges the form.
  return (await read(jwks_uri ?? (await discoverKeys(issuer, read)))) as KeySet;
}

/** OpenID Connect Discovery 1.0, section 4: the document must be the issuer's own. */
async function discoverKeys(issuer: string, read: (url: string) => Promise<unknown>): Promise<string> {
  const document = Object(await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
  const { issuer: named, jwks_uri: keys } = document;
  if (named !== issuer) throw new Error('its discovery document names another issuer');
  if (typeof keys !== 'string' || !URL.canParse(keys)) throw new Error('its discovery document names no keys');
  return keys;
}
