/** What consent is bound to: exactly what was asked for, and nothing that has changed since. */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256, hex, of `asked` in its canonical form (RFC 8785). */
export function digestOf(asked: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalize(asked) ?? '')
    .digest('hex');
}
