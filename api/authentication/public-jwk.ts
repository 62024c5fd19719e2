/** Public keys as JWKs (RFC 7517): which ones applications may have, and what identifies them. */

import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';

const MIN_RSA_BITS = 2_048;
const MAX_RSA_BITS = 8_192;
const CURVES: Readonly<Record<string, readonly string[]>> = { EC: ['P-256', 'P-384', 'P-521'], OKP: ['Ed25519'] };

/** What is wrong with a key whose members have their form; null: nothing. */
export function publicJwkProblem(jwk: JWK): string | null {
  const { kty = '', crv = '' } = jwk;
  if (kty !== 'RSA' && !CURVES[kty]?.includes(crv)) {
    return 'must be EC with crv P-256, P-384 or P-521, OKP with crv Ed25519, or RSA';
  }
  const bits = rsaBitsOf(jwk);
  if (bits === null) return 'is no public key: its members do not make one';
  const isFit = kty !== 'RSA' || (bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS);
  return isFit ? null : `must have ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, and has ${bits}`;
}

/** null where it is no key; 0 for keys that are not RSA. */
function rsaBitsOf(jwk: JWK): number | null {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    // OpenSSL's words say nothing that helps, and may quote the key.
    return null;
  }
}

/** SHA-256 thumbprint (RFC 7638), base64url. */
export function thumbprintOf(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(jwk);
}
