/** How dear it is to try a passphrase: the file says so, and the process stands still meanwhile. */

import { unusable } from '../found.ts';

/** `ssh-keygen` takes 16 to 24 unless told otherwise; each costs this process more than ten milliseconds. */
const MOST_ROUNDS = 32;
const MAGIC = 'openssh-key-v1\0';

/**
 * @param base64 what stands between the lines of a private key in OpenSSH form, perhaps encrypted.
 * @throws CapstanError `unprocessable` where its passphrase would take more rounds of bcrypt than anybody needs.
 */
export function boundKeyDerivation(base64: string): void {
  const body = Buffer.from(base64, 'base64');
  if (body.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) return;
  const cipher = field(body, MAGIC.length);
  const derivation = cipher && field(body, cipher.end);
  const options = derivation && field(body, derivation.end);
  const salt = options && field(options.content, 0);
  if (!salt || options.content.length < salt.end + 4) return;
  if (options.content.readUInt32BE(salt.end) <= MOST_ROUNDS) return;
  throw unusable(
    'private_key',
    `is encrypted with more than ${MOST_ROUNDS} rounds; take them off with ssh-keygen -p -a 16`,
  );
}

interface Field {
  readonly content: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** A string as SSH writes it, its length before it; undefined where it is cut off. */
function field(bytes: Buffer, at: number): Field | undefined {
  if (bytes.length < at + 4) return undefined;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? undefined : { content: bytes.subarray(at + 4, end), end };
}
