/** Secrets that Capstan gives to its callers: recognisable by their prefix, and kept as SHA-256 only. */

import { createHash, randomBytes } from 'node:crypto';

/** By these, scanners recognise what has leaked, and the API what it is handed. */
export const SECRET_PREFIXES = {
  apiKey: 'cap_ak_',
  clientSecret: 'cap_cs_',
  userToken: 'cap_ut_',
} as const;

const ENTROPY_BYTES = 32;
const HINT_LENGTH = 6;

export interface IssuedSecret {
  /** Shown once. */
  readonly text: string;
  /** SHA-256, hex: with 256 bits of entropy nothing slower is needed. */
  readonly hash: string;
  /** Prefix and first characters. */
  readonly hint: string;
}

export function issueSecret(kind: keyof typeof SECRET_PREFIXES): IssuedSecret {
  const prefix = SECRET_PREFIXES[kind];
  const text = `${prefix}${randomBytes(ENTROPY_BYTES).toString('base64url')}`;
  return { text, hash: hashSecret(text), hint: text.slice(0, prefix.length + HINT_LENGTH) };
}

/** SHA-256, hex. */
export function hashSecret(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
