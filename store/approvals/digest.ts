/** What consent is bound to: exactly what was asked for, and nothing that has changed since. */

import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';

const NONCE_BYTES = 16;

/**
 * Something in `asked` that nobody can guess, base64url. It goes with the reason when that is erased: of the digest alone,
 * reasons could be tried out until one fits.
 */
export function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString('base64url');
}

/** SHA-256, hex, of `asked` in its canonical form (RFC 8785). */
export function digestOf(asked: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalize(asked) ?? '')
    .digest('hex');
}
