/** Master keys from a file: the key-encryption keys, the newest first, and the vault's inbox key. */

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import { changePrivateJson } from '../../runtime/change-private-file.ts';
import { createPrivateJson, PrivateFileError, readPrivateJson } from '../../runtime/private-file.ts';
import type { KeyEncryption, WrappedKey } from './key-encryption-key.ts';
import { VaultError } from './vault-error.ts';

/** Private half of the key that the API seals to. */
export interface InboxKey {
  readonly kid: string;
  /** EC P-256. */
  readonly privateKey: KeyObject;
}

const WHAT = 'master key file';
const KEY_BYTES = 32;
/** RFC 3394, section 2.2.3.1. */
const KEY_WRAP_IV = Buffer.alloc(8, 0xa6);

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const keySchema = z.strictObject({
  kid: z.string().regex(/^kek-[0-9a-f]{8}$/),
  created_at: z.iso.datetime(),
  key: z.string().refine((text) => Buffer.from(text, 'base64url').length === KEY_BYTES),
});
const masterKeyFileSchema = z.strictObject({
  keys: z
    .array(keySchema)
    .min(1)
    .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length),
  inbox: z.strictObject({
    kid: z.string().regex(/^inbox-[0-9a-f]{8}$/),
    jwk: z.strictObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: coordinate,
      y: coordinate,
      d: coordinate,
    }),
  }),
});
type MasterKeyFile = z.infer<typeof masterKeyFileSchema>;

/** {@link KeyEncryption} by AES-256 key wrap (RFC 3394). The keys stay in `KeyObject`s, which print as nothing. */
export class FileKeyRing implements KeyEncryption {
  readonly inbox: InboxKey;
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #activeKeyId: string;

  private constructor(activeKeyId: string, keys: ReadonlyMap<string, KeyObject>, inbox: InboxKey) {
    this.#activeKeyId = activeKeyId;
    this.#keys = keys;
    this.inbox = inbox;
  }

  /**
   * Reads the ring; the first key is the active one.
   * @throws PrivateFileError where the file is missing, open to others, or malformed.
   */
  static read(path: string): FileKeyRing {
    const content = readPrivateJson(path, masterKeyFileSchema, WHAT);
    const [active] = content.keys;
    if (!active) throw new PrivateFileError('file_malformed', `The ${WHAT} ${path} holds no key`);
    const keys = content.keys.map(({ kid, key }) => [kid, createSecretKey(Buffer.from(key, 'base64url'))] as const);
    return new FileKeyRing(active.kid, new Map(keys), { kid: content.inbox.kid, privateKey: inboxKey(content, path) });
  }

  activeKeyId(): string {
    return this.#activeKeyId;
  }

  async wrap(contentKey: Uint8Array): Promise<WrappedKey> {
    if (contentKey.length !== KEY_BYTES) {
      throw new VaultError('vault_input_invalid', `A content key has ${KEY_BYTES} bytes`);
    }
    const cipher = createCipheriv('id-aes256-wrap', this.#key(this.#activeKeyId), KEY_WRAP_IV);
    const wrapped = Buffer.concat([cipher.update(contentKey), cipher.final()]);
    return { kid: this.#activeKeyId, wrapped_key: wrapped.toString('base64url') };
  }

  async unwrap(kid: string, wrappedKey: string): Promise<Uint8Array> {
    const key = this.#key(kid);
    try {
      const decipher = createDecipheriv('id-aes256-wrap', key, KEY_WRAP_IV);
      return Buffer.concat([decipher.update(Buffer.from(wrappedKey, 'base64url')), decipher.final()]);
    } catch {
      // OpenSSL says no more than "bad decrypt" here.
      throw new VaultError('vault_integrity', `A content key does not unwrap under master key ${kid}: it was altered`);
    }
  }

  #key(kid: string): KeyObject {
    const key = this.#keys.get(kid);
    if (key) return key;
    throw new VaultError(
      'vault_key_unknown',
      'The secret is sealed under a master key that this ring does not hold; put that key back into the master key file',
    );
  }
}

/** Creates the master key file with one fresh key and a fresh inbox key. @throws PrivateFileError `file_exists`. */
export function createMasterKeyFile(path: string): void {
  const { d, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const inbox = { kid: `inbox-${randomBytes(4).toString('hex')}`, jwk: { kty: 'EC', crv: 'P-256', x, y, d } };
  createPrivateJson(path, { keys: [freshKey([])], inbox }, WHAT);
}

/**
 * Puts a fresh key before the others, which stay to open what they sealed. Rings that were read
 * before keep using the old key until they are read again.
 * @returns the `kid` that is active from now on.
 */
export function addActiveKey(path: string): string {
  let kid = '';
  changePrivateJson(path, masterKeyFileSchema, WHAT, (content) => {
    const key = freshKey(content.keys);
    kid = key.kid;
    return { ...content, keys: [key, ...content.keys] };
  });
  return kid;
}

/**
 * Takes a key out of the file, once every secret has been re-wrapped under the active one.
 * @throws PrivateFileError where it is the active key or not in the file.
 */
export function dropKey(path: string, kid: string): void {
  changePrivateJson(path, masterKeyFileSchema, WHAT, (content) => {
    const position = content.keys.findIndex((key) => key.kid === kid);
    if (position < 1) {
      const why = position === 0 ? 'is the active key; add another one first' : 'is not in the file';
      throw new PrivateFileError('file_malformed', `The key cannot be dropped from the ${WHAT} ${path}: it ${why}`);
    }
    return { ...content, keys: content.keys.filter((key) => key.kid !== kid) };
  });
}

function freshKey(others: readonly { kid: string }[]): MasterKeyFile['keys'][number] {
  let kid: string;
  do kid = `kek-${randomBytes(4).toString('hex')}`;
  while (others.some((other) => other.kid === kid));
  return { kid, created_at: new Date().toISOString(), key: randomBytes(KEY_BYTES).toString('base64url') };
}

function inboxKey({ inbox }: MasterKeyFile, path: string): KeyObject {
  try {
    const privateKey = createPrivateKey({ key: inbox.jwk, format: 'jwk' });
    const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
    if (x === inbox.jwk.x && y === inbox.jwk.y) return privateKey;
  } catch {
    // Falls through: OpenSSL's reasons add nothing to the message below.
  }
  throw new PrivateFileError(
    'file_malformed',
    `The ${WHAT} ${path} is malformed at inbox.jwk: it is no P-256 key pair`,
  );
}
