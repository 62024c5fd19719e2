/** The ledger key file: what the logs are called, and the seeds of the keys that sign them. For workers alone. */

import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { changePrivateJson } from '../../../runtime/change-private-file.ts';
import { createPrivateJson, readPrivateJson } from '../../../runtime/private-file.ts';
import { StartError } from '../../../runtime/start-errors.ts';
import type { LogNames } from '../log-names.ts';
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
        /** It signs no more; what it has signed stays good. */
        retired_at: z.iso.datetime().optional(),
      }),
    )
    .refine((keys) => keys.some(isActive))
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
  const key = freshKey();
  changePrivateJson(path, ledgerKeyFileSchema, WHAT, (content) => ({ ...content, keys: [key, ...content.keys] }));
  return key.kid;
}

/**
 * Lets a key sign no more. It stays in the file, since the checkpoints that it alone has signed are still to be checked.
 * @throws StartError where it is not there, or is the only one that signs.
 */
export function retireLedgerKey(path: string, kid: string): void {
  const retired_at = new Date().toISOString();
  changePrivateJson(path, ledgerKeyFileSchema, WHAT, (content) => {
    const signing = content.keys.filter(isActive);
    if (!signing.some((key) => key.kid === kid)) throw new StartError(`The ${WHAT} has no key ${kid} that signs`);
    if (signing.length === 1) throw new StartError(`${kid} is the only key that signs; add another one first`);
    return { ...content, keys: content.keys.map((key) => (key.kid === kid ? { ...key, retired_at } : key)) };
  });
}

function isActive({ retired_at }: { readonly retired_at?: string | undefined }): boolean {
  return retired_at === undefined;
}

function freshKey(): LedgerKeyFile['keys'][number] {
  return {
    kid: `ldg-${randomBytes(4).toString('hex')}`,
    created_at: new Date().toISOString(),
    seed: randomBytes(SEED_BYTES).toString('base64url'),
  };
}

interface Signer {
  readonly isActive: boolean;
  readonly vkey: string;
  readonly id: Buffer;
  readonly privateKey: KeyObject;
}

export class LedgerKeys implements LogNames {
  readonly #name: string;
  readonly #seeds: readonly { readonly seed: Buffer; readonly isActive: boolean }[];
  readonly #signers = new Map<string, readonly Signer[]>();

  private constructor({ name, keys }: LedgerKeyFile) {
    this.#name = name;
    this.#seeds = keys.map((key) => ({ seed: Buffer.from(key.seed, 'base64url'), isActive: isActive(key) }));
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

  /** Public keys that a log is signed with, newest first. */
  vkeysOf(origin: string): string[] {
    return this.#signersOf(origin).flatMap((signer) => (signer.isActive ? [signer.vkey] : []));
  }

  /** The same with those that signed before. */
  knownVkeysOf(origin: string): string[] {
    return this.#signersOf(origin).map(({ vkey }) => vkey);
  }

  /** The signed note over `text`, by every key that signs. */
  sign(origin: string, text: string): string {
    const signing = this.#signersOf(origin).filter((signer) => signer.isActive);
    const lines = signing.map(({ id, privateKey }) =>
      signatureLine(origin, id, sign(null, Buffer.from(text), privateKey)),
    );
    return `${text}\n${lines.join('\n')}\n`;
  }

  /** A key of its own per origin, so that what one log has signed says nothing for another. */
  #signersOf(origin: string): readonly Signer[] {
    const known = this.#signers.get(origin);
    if (known) return known;
    const signers = this.#seeds.map(({ seed, isActive }) => {
      const derived = Buffer.from(hkdfSync('sha256', seed, '', `capstan/ledger-signature/1\n${origin}`, SEED_BYTES));
      const privateKey = createPrivateKey({
        key: Buffer.concat([PKCS8_PREFIX, derived]),
        format: 'der',
        type: 'pkcs8',
      });
      const publicKey = createPublicKey(privateKey);
      return {
        isActive,
        vkey: vkeyOf(origin, publicKey),
        id: keyId(origin, ED25519, rawKey(publicKey)),
        privateKey,
      };
    });
    this.#signers.set(origin, signers);
    return signers;
  }
}
