/** JWTs by which applications prove themselves with a key of their own (RFC 7523), beyond what the library checks. */

import { type CompactVerifyGetKey, compactVerify, importJWK, type JWK } from 'jose';
import type { Client, KoaContextWithOIDC, default as ProviderType } from 'oidc-provider';
import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import type { Store } from '../../store/store.ts';
import { thumbprintOf } from './public-jwk.ts';
import { useProofOnce } from './used-proofs.ts';

/** Of an assertion that leaks before it is used; used, it is worth nothing. */
const MAX_LIFETIME_SECONDS = 3_600;
/** How far the clocks of client and server may be apart. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** `assertJwtClientAuthClaimsAndHeader` of the library. */
export async function requireShortLife(_ctx: KoaContextWithOIDC, claims: object): Promise<void> {
  const exp: unknown = Reflect.get(claims, 'exp');
  if (typeof exp === 'number' && exp - Date.now() / 1000 <= MAX_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS) return;
  throw new InvalidClientAuth('the assertion lives for more than an hour');
}

/**
 * Replaces two answers of the library. Which audiences an assertion may have, it takes from the Host header, so that
 * one made for another server would do; and whether one was used, it looks up first and notes afterwards, so that two
 * requests at once would both pass.
 */
export function hardenAssertions(provider: ProviderType, store: Store, audiences: readonly string[]): void {
  provider.OIDCContext.prototype.clientJwtAuthExpectedAudience = () => new Set(audiences);
  provider.ReplayDetection.unique = (iss, jti, exp) =>
    useProofOnce(store, 'client_assertion', { signer: iss, id: jti, until: new Date(exp * 1000) });
}

/** Thumbprint of the client's key that has signed `assertion`, which the library has verified. */
export async function signerOf({ jwks }: Client, assertion: string): Promise<string> {
  for (const jwk of jwks?.keys ?? []) {
    if (await isSignedBy(assertion, jwk as JWK)) return thumbprintOf(jwk as JWK);
  }
  throw new Error('no key of the client has signed its assertion');
}

async function isSignedBy(assertion: string, jwk: JWK): Promise<boolean> {
  const keyFor: CompactVerifyGetKey = ({ alg }) => importJWK(jwk, alg);
  try {
    await compactVerify(assertion, keyFor);
    return true;
  } catch {
    // Another key of the client has signed it; a defect of all of them ends in the error above.
    return false;
  }
}
