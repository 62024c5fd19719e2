/** Keys that API and worker share, each derived for one purpose; none of them opens anything in the vault. */

import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { changePrivateJson } from './change-private-file.ts';
import { createPrivateJson, PrivateFileError, readPrivateJson } from './private-file.ts';

const WHAT = 'shared key file';
const KEY_BYTES = 32;

const sharedKeyFileSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        kid: z.string().regex(/^shr-[0-9a-f]{8}$/),
        created_at: z.iso.datetime(),
        key: z.string().refine((text) => Buffer.from(text, 'base64url').length === KEY_BYTES),
      }),
    )
    .min(1)
    .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length),
});

/** HKDF `info`: a purpose of its own gives a key of its own. Changing one orphans all that was made with it. */
const PURPOSES = {
  payload: 'capstan/temporal-payload/1',
  cursor: 'capstan/cursor-signature/1',
  idempotency: 'capstan/idempotency-hash/1',
  identitySecret: 'capstan/identity-secret/1',
} as const;
type Purpose = keyof typeof PURPOSES;

/** Keys of 32 bytes by `kid`. Make with the active one, accept what any of {@link SharedKeys.keyIds} made. */
export class SharedKeys {
  readonly activeKeyId: string;
  readonly #derived: ReadonlyMap<string, Readonly<Record<Purpose, KeyObject>>>;

  private constructor(activeKeyId: string, derived: ReadonlyMap<string, Readonly<Record<Purpose, KeyObject>>>) {
    this.activeKeyId = activeKeyId;
    this.#derived = derived;
  }

  /**
   * Reads the file; its first key is the active one.
   * @throws PrivateFileError where the file is missing, open to others, or malformed.
   */
  static read(path: string): SharedKeys {
    const { keys } = readPrivateJson(path, sharedKeyFileSchema, WHAT);
    const [active] = keys;
    if (!active) throw new PrivateFileError('file_malformed', `The ${WHAT} ${path} holds no key`);
    const derived = keys.map(({ kid, key }) => [kid, deriveAll(Buffer.from(key, 'base64url'))] as const);
    return new SharedKeys(active.kid, new Map(derived));
  }

  /** All of them, the active one first. */
  keyIds(): readonly string[] {
    return [...this.#derived.keys()];
  }

  /** AES-256 key of what crosses Temporal; undefined for a `kid` that is not in the file. */
  payloadKey(kid: string): KeyObject | undefined {
    return this.#derived.get(kid)?.payload;
  }

  /** HMAC key that signs page cursors. */
  cursorKey(kid: string): KeyObject | undefined {
    return this.#derived.get(kid)?.cursor;
  }

  /** HMAC key for what is kept of an idempotency key. A repeat may come after a rotation: look under every `kid`. */
  idempotencyKey(kid: string): KeyObject | undefined {
    return this.#derived.get(kid)?.idempotency;
  }

  /** AES-256 key of what Capstan keeps to check identities by: second factors, its own secrets at identity providers. */
  identitySecretKey(kid: string): KeyObject | undefined {
    return this.#derived.get(kid)?.identitySecret;
  }
}

/** Creates the shared key file with one fresh key. @throws PrivateFileError `file_exists`. */
export function createSharedKeyFile(path: string): void {
  createPrivateJson(path, { keys: [freshKey()] }, WHAT);
}

/** Puts a fresh key before the others, for processes that read the file from now on. @returns its `kid`. */
export function addActiveSharedKey(path: string): string {
  let key = freshKey();
  changePrivateJson(path, sharedKeyFileSchema, WHAT, ({ keys }) => {
    while (keys.some(({ kid }) => kid === key.kid)) key = freshKey();
    return { keys: [key, ...keys] };
  });
  return key.kid;
}

function freshKey() {
  return {
    kid: `shr-${randomBytes(4).toString('hex')}`,
    created_at: new Date().toISOString(),
    key: randomBytes(KEY_BYTES).toString('base64url'),
  };
}

function deriveAll(key: Buffer): Record<Purpose, KeyObject> {
  const derive = (purpose: Purpose) =>
    // No salt: the input is uniformly random already (RFC 5869, section 3.1).
    createSecretKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), PURPOSES[purpose], KEY_BYTES)));
  return {
    payload: derive('payload'),
    cursor: derive('cursor'),
    idempotency: derive('idempotency'),
    identitySecret: derive('identitySecret'),
  };
}
