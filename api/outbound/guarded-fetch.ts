/**
 * Requests to servers that tenants name (issuers of tokens): bounded in time and size, following no redirect, and
 * kept away from what only this machine or its network should reach.
 */

import { type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AddressRules, guardedLookup, OutboundRefused, urlProblem } from '../../runtime/guarded-lookup.ts';
import { isLoopbackHost } from '../../runtime/no-machine.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_URL_LENGTH = 2_048;

export interface OutboundRequest {
  readonly method?: string | undefined;
  readonly headers?: Headers | Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** In the form of `fetch`, as jose and openid-client take it (`customFetch`). */
export type GuardedFetch = (url: string | URL, init?: OutboundRequest) => Promise<Response>;

/** Which servers may be asked at all. */
export interface OutboundRules {
  /**
   * Whether issuers may be on loopback, and then also without TLS (`CAPSTAN_LOOPBACK_ISSUERS`). Tenants name issuers,
   * and whatever else listens on this machine is none of their business.
   */
  readonly allowsLoopback: boolean;
}

/** The way out to issuers: judges their URLs when they are set, and again whenever they are asked. */
export class GuardedOutbound {
  readonly #allowsLoopback: boolean;

  constructor({ allowsLoopback }: OutboundRules) {
    this.#allowsLoopback = allowsLoopback;
  }

  /**
   * What is wrong with the URL of an issuer as it is written; null: nothing. Names are judged again when they are
   * resolved.
   */
  issuerProblem(issuer: string): string | null {
    const url = URL.canParse(issuer) ? new URL(issuer) : null;
    if (!url || issuer.length > MAX_URL_LENGTH) return 'is not a URL';
    if (url.username || url.password || issuer.includes('?') || issuer.includes('#')) {
      return 'must have neither user, query nor fragment';
    }
    return urlProblem(url, this.#rulesFor(issuer));
  }

  /**
   * What is wrong with the URL of something else that the issuer publishes, its keys for example; null: nothing. It
   * may be on another host: large issuers have their keys elsewhere.
   */
  publishedProblem(issuer: string, text: string): string | null {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || text.length > MAX_URL_LENGTH) return 'is not a URL';
    if (url.username || url.password) return 'must have no user';
    return urlProblem(url, this.#rulesFor(issuer));
  }

  /**
   * A `fetch` for what an issuer publishes: discovery document, keys, token endpoint. https alone; http and addresses
   * of loopback only where the issuer itself is on loopback, and that is allowed.
   */
  fetchFor(issuer: string): GuardedFetch {
    const rules = this.#rulesFor(issuer);
    return async (address, init = {}) => {
      const url = new URL(address);
      const problem = urlProblem(url, rules);
      if (problem !== null) throw new OutboundRefused(`The URL ${url.origin} ${problem}`);
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
      const lookup = guardedLookup({ ...rules, mustBeLoopback: url.protocol === 'http:' });
      const answer = await send(url, init, signal, lookup);
      return responseOf(answer, await readAll(answer));
    };
  }

  /** Issuers are often on the same machine under a name of its network, and are asked over verified https alone. */
  #rulesFor(issuer: string): AddressRules {
    return { allowsLoopback: this.#allowsLoopback && isLoopbackHost(new URL(issuer)), allowsOwn: true };
  }
}

function send(url: URL, init: OutboundRequest, signal: AbortSignal, lookup: LookupFunction): Promise<IncomingMessage> {
  const body = bodyOf(init.body);
  const headers = {
    ...Object.fromEntries(new Headers(init.headers)),
    'accept-encoding': 'identity',
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
  };
  const request = url.protocol === 'https:' ? requestOverHttps : requestOverHttp;
  return new Promise((answered, failed) => {
    // A connection of its own, so that none stays open.
    const options = { method: init.method ?? 'GET', headers, signal, lookup, agent: false } as const;
    const outgoing = request(url, options, answered);
    outgoing.once('error', failed);
    outgoing.end(body);
  });
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return Buffer.from(String(body));
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError('a body of this type cannot be sent');
}

async function readAll(answer: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > MAX_BYTES) throw new OutboundRefused(`The answer has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}

function responseOf({ statusCode = 502, headers }: IncomingMessage, body: Uint8Array<ArrayBuffer>): Response {
  const shown = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) shown.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const hasNoBody = statusCode === 204 || statusCode === 205 || statusCode === 304;
  return new Response(hasNoBody ? null : body, { status: statusCode, headers: shown });
}
