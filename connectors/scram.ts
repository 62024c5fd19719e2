/** The keys of SCRAM-SHA-256, and verifiers as PostgreSQL stores them, so that a new password never has to cross to the server. */

import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { saslprep } from '@mongodb-js/saslprep';
import type { Secret } from '../domain/secret.ts';

export interface ScramParameters {
  readonly iterations: number;
  /** 16 random bytes where it is not given. */
  readonly salt?: Buffer;
}

/** RFC 7677, 4: what a server should ask for at least, and PostgreSQL does where nothing else is set. */
export const MIN_ITERATIONS = 4096;
/** More make guessing from a stolen verifier slower, and every login too; a server that asks for more is up to something. */
export const MAX_ITERATIONS = 100_000;

const HASH = 'sha256';
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Thrown for a password that SASLprep (RFC 4013) forbids; the message does not hold it. */
export class UnusablePassword extends Error {
  override readonly name = 'UnusablePassword';
}

/**
 * The form of a password that both ends of SCRAM work with.
 * @throws UnusablePassword
 */
export function normalizedPassword(password: Secret): string {
  let prepared: string;
  try {
    prepared = saslprep(password.reveal());
  } catch {
    // The original error quotes the password; it goes no further.
    throw new UnusablePassword('the password holds characters that SASLprep (RFC 4013) does not allow');
  }
  if (prepared === '') throw new UnusablePassword('the password is empty');
  return prepared;
}

/**
 * `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, after RFC 5802 (keys), RFC 7677 (SHA-256) and
 * RFC 5803 (form, as PostgreSQL writes it into pg_authid).
 * @throws UnusablePassword
 */
export async function scramVerifier(password: Secret, { iterations, salt }: ScramParameters): Promise<string> {
  const usedSalt = salt ?? randomBytes(SALT_BYTES);
  const key = await saltedPassword(password, { iterations, salt: usedSalt });
  const clientKey = createHmac(HASH, key).update('Client Key').digest();
  const storedKey = createHash(HASH).update(clientKey).digest('base64');
  const serverKey = createHmac(HASH, key).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${usedSalt.toString('base64')}$${storedKey}:${serverKey}`;
}

interface Salted extends Required<ScramParameters> {
  readonly key: Buffer;
}

/** The last one of each secret, for as long as the secret itself is held: whoever sets a password logs in with it next. */
const salted = new WeakMap<Secret, Salted>();

/**
 * SaltedPassword of RFC 5802, 3: the slow part of SCRAM, on purpose.
 * @throws UnusablePassword
 */
export async function saltedPassword(
  password: Secret,
  { iterations, salt }: Required<ScramParameters>,
): Promise<Buffer> {
  const known = salted.get(password);
  if (known?.iterations === iterations && known.salt.equals(salt)) return known.key;
  const key = await promisify(pbkdf2)(normalizedPassword(password), salt, iterations, KEY_BYTES, HASH);
  salted.set(password, { iterations, salt, key });
  return key;
}
