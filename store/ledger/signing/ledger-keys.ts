/** The ledger key file: what the logs are called, and the seeds of the keys that sign them. For workers alone. */

import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { createPrivateJson, readPrivateJson, replacePrivateJson } from '../../../runtime/private-file.ts';
import { keyId, rawKey, signatureLine, vkeyOf } from '../signed-note.ts';

const WHAT = 'ledger key file';
const SEED_BYTES = 32;
const ED25519 = 0x01;
/** DER of a PKCS #8 private key for Ed25519 (RFC 8410), before the 32 bytes of its seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

const ledgerKeyFileSchema = z.strictObject({
  /** First part of every origin: a schema-less URL, without spaces and plus signs (C2SP tlog-checkpoint). */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*(\/[a-z0-9._-]+)*$/),
  keys: z
    .array(
      z.strictObject({
        kid: z.string().regex(/^ldg-[0-9a-f]{8}$/),
        created_at: z.iso.datetime(),
        seed: z.string().refine((text) => Buffer.from(text, 'base64url').length === SEED_BYTES),
      }),
    )
    .min(1)
    .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length),
});

type LedgerKeyFile = z.infer<typeof ledgerKeyFileSchema>;

/** Creates the file at `path` with one fresh key. @throws PrivateFileError `file_exists`. */
export function createLedgerKeyFile(path: string): void {
  const name = `capstan-${randomBytes(4).toString('hex')}`;
  const content: LedgerKeyFile = { name, keys: [freshKey()] };
  createPrivateJson(path, content, WHAT);
}

/** Puts a fresh key first; checkpoints then carry a signature of each. @returns its kid. */
export function addLedgerKey(path: string): string {
  const content = readPrivateJson(path, ledgerKeyFileSchema, WHAT);
  const key = freshKey();
  replacePrivateJson(path, { ...content, keys: [key, ...content.keys] } satisfies LedgerKeyFile);
  return key.kid;
}

/** Takes a key out. @throws Error where it is not there, or is the only one. */
export function dropLedgerKey(path: string, kid: string): void {
  const content = readPrivateJson(path, ledgerKeyFileSchema, WHAT);
  const keys = content.keys.filter((key) => key.kid !== kid);
  if (keys.length === content.keys.length) throw new Error(`the ${WHAT} has no key ${kid}`);
  if (keys.length === 0) throw new Error(`${kid} is the only key; add another one first`);
  replacePrivateJson(path, { ...content, keys } satisfies LedgerKeyFile);
}

function freshKey(): LedgerKeyFile['keys'][number] {
  return {
    kid: `ldg-${randomBytes(4).toString('hex')}`,
    created_at: new Date().toISOString(),
    seed: randomBytes(SEED_BYTES).toString('base64url'),
  };
}

interface Signer {
  readonly vkey: string;
  readonly id: Buffer;
  readonly privateKey: KeyObject;
}

export class LedgerKeys {
  readonly #name: string;
  readonly #seeds: readonly Buffer[];
  readonly #signers = new Map<string, readonly Signer[]>();

  private constructor({ name, keys }: LedgerKeyFile) {
    this.#name = name;
    this.#seeds = keys.map(({ seed }) => Buffer.from(seed, 'base64url'));
  }

  /** @throws PrivateFileError */
  static read(path: string): LedgerKeys {
    return new LedgerKeys(readPrivateJson(path, ledgerKeyFileSchema, WHAT));
  }

  /** The name under which a log signs; a later generation is another log, which goes on from the same tree. */
  originOf(log: number, generation: number): string {
    const whose = log === PLATFORM_LOG ? 'platform' : `organizations/${log}`;
    return `${this.#name}/${whose}${generation === 1 ? '' : `/${generation}`}`;
  }

  /** Public keys of a log, newest first. */
  vkeysOf(origin: string): string[] {
    return this.#signersOf(origin).map(({ vkey }) => vkey);
  }

  /** The signed note over `text`, by every key of the file. */
  sign(origin: string, text: string): string {
    const lines = this.#signersOf(origin).map(({ id, privateKey }) =>
      signatureLine(origin, id, sign(null, Buffer.from(text), privateKey)),
    );
    return `${text}\n${lines.join('\n')}\n`;
  }

  /** A key of its own per origin, so that what one log has signed says nothing for another. */
  #signersOf(origin: string): readonly Signer[] {
    const known = this.#signers.get(origin);
    if (known) return known;
    const signers = this.#seeds.map((seed) => {
      const derived = Buffer.from(hkdfSync('sha256', seed, '', `capstan/ledger-signature/1\n${origin}`, SEED_BYTES));
      const privateKey = createPrivateKey({
        key: Buffer.concat([PKCS8_PREFIX, derived]),
        format: 'der',
        type: 'pkcs8',
      });
      const publicKey = createPublicKey(privateKey);
      return {
        vkey: vkeyOf(origin, publicKey),
        id: keyId(origin, ED25519, rawKey(publicKey)),
        privateKey,
      };
    });
    this.#signers.set(origin, signers);
    return signers;
  }
}
