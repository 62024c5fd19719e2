/** Binds a sign-in to the browser that began it: whoever else is sent to the callback does not get through. */

import { randomBytes } from 'node:crypto';
import type { Exchange } from '../../exchange.ts';
import { hashSecret } from '../secrets.ts';

const MAX_AGE_SECONDS = 600;

export class BrowserCookie {
  readonly #name: string;
  readonly #attributes: string;

  /** On https the cookie is the host's alone (`__Host-`); on http, that is on loopback, browsers take no such name. */
  constructor(baseUrl: string) {
    const isSecure = baseUrl.startsWith('https:');
    this.#name = isSecure ? '__Host-capstan-sign-in' : 'capstan-sign-in';
    // Lax: the browser comes back from another site, by a link.
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  /** Sets a fresh one. @returns what the store keeps of it. */
  set({ response }: Exchange): string {
    const value = randomBytes(32).toString('base64url');
    response.append('Set-Cookie', `${this.#name}=${value}; ${this.#attributes}; Max-Age=${MAX_AGE_SECONDS}`);
    return hashSecret(value);
  }

  /** What the store keeps of the one that came; of none, what fits nothing. */
  hashOf({ request }: Exchange): string {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(`${this.#name}=`))?.slice(this.#name.length + 1);
    return value === undefined ? '' : hashSecret(value);
  }

  clear({ response }: Exchange): void {
    response.append('Set-Cookie', `${this.#name}=; ${this.#attributes}; Max-Age=0`);
  }
}
