/**
 * A log built by the definitions of RFC 6962 themselves, recursive and slow, with the formats of C2SP written out by
 * hand: what the verifiers are held against. It shares nothing with them, nor with the ledger.
 */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

const ED25519 = 0x01;
const ED25519_COSIGNATURE = 0x04;
const RAW_KEY_BYTES = 32;

export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function leafHash(leaf: Uint8Array): Buffer {
  return sha256(Buffer.of(0), leaf);
}

/** MTH(D[n]), RFC 6962, 2.1. */
export function treeRoot(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (!only) return sha256();
  if (hashes.length === 1) return only;
  const k = splitPoint(hashes.length);
  return sha256(Buffer.of(1), treeRoot(hashes.slice(0, k)), treeRoot(hashes.slice(k)));
}

/** PATH(m, D[n]), RFC 6962, 2.1.1. */
export function inclusionPath(index: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length === 1) return [];
  const k = splitPoint(hashes.length);
  const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
  return index < k
    ? [...inclusionPath(index, left), treeRoot(right)]
    : [...inclusionPath(index - k, right), treeRoot(left)];
}

/** PROOF(m, D[n]), RFC 6962, 2.1.2; of the empty tree nothing is to be proved. */
export function consistencyPath(from: number, hashes: readonly Buffer[]): Buffer[] {
  return from === 0 || from === hashes.length ? [] : subproof(from, hashes, true);
}

function subproof(m: number, hashes: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (m === hashes.length) return isWhole ? [] : [treeRoot(hashes)];
  const k = splitPoint(hashes.length);
  const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
  return m <= k ? [...subproof(m, left, isWhole), treeRoot(right)] : [...subproof(m - k, right, false), treeRoot(left)];
}

/** The largest power of two below `n`. */
function splitPoint(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** A key that signs notes, as a log or as a witness. */
export class NoteSigner {
  readonly name: string;
  readonly vkey: string;
  readonly #id: Buffer;
  readonly #privateKey: KeyObject;

  constructor(name: string, kind: 'log' | 'witness' = 'log') {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES);
    const typed = Buffer.of(kind === 'log' ? ED25519 : ED25519_COSIGNATURE, ...raw);
    this.name = name;
    this.#privateKey = privateKey;
    this.#id = sha256(name, '\n', typed).subarray(0, 4);
    this.vkey = `${name}+${this.#id.toString('hex')}+${typed.toString('base64')}`;
  }

  /** The whole note: text, empty line, signature. */
  sign(text: string): string {
    return `${text}\n${this.line(sign(null, Buffer.from(text), this.#privateKey))}`;
  }

  /** Adds a cosignature/v1. */
  cosign(note: string, time: number): string {
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(BigInt(time));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), this.#privateKey);
    return `${note}${this.line(Buffer.concat([stamp, signature]))}`;
  }

  line(signature: Uint8Array): string {
    return `— ${this.name} ${Buffer.concat([this.#id, signature]).toString('base64')}\n`;
  }
}

export class ReferenceLog {
  readonly origin: string;
  readonly signer: NoteSigner;
  readonly leaves: Buffer[] = [];

  constructor(origin: string, leaves: readonly Buffer[] = []) {
    this.origin = origin;
    this.signer = new NoteSigner(origin);
    this.leaves.push(...leaves);
  }

  get vkey(): string {
    return this.signer.vkey;
  }

  get size(): number {
    return this.leaves.length;
  }

  hashes(size = this.size): Buffer[] {
    return this.leaves.slice(0, size).map(leafHash);
  }

  root(size = this.size): Buffer {
    return treeRoot(this.hashes(size));
  }

  checkpoint(size = this.size): string {
    return this.signer.sign(`${this.origin}\n${size}\n${this.root(size).toString('base64')}\n`);
  }

  /** The members of a proof that say where the leaf is, and how to get from there to the root. */
  inclusion(index: number, size = this.size) {
    return {
      leaf_hash: base64(leafHash(this.leaves[index] ?? Buffer.alloc(0))),
      leaf_index: index,
      tree_size: size,
      root_hash: base64(this.root(size)),
      hashes: inclusionPath(index, this.hashes(size)).map(base64),
    };
  }

  consistency(from: number, to = this.size) {
    return {
      from,
      to,
      from_root_hash: base64(this.root(from)),
      to_root_hash: base64(this.root(to)),
      hashes: consistencyPath(from, this.hashes(to)).map(base64),
      from_checkpoint: this.checkpoint(from) as string | null,
      to_checkpoint: this.checkpoint(to) as string | null,
    };
  }

  /** C2SP tlog-proof, with the leaf as extra data. */
  tlogProof(index: number, size = this.size): string {
    const { hashes } = this.inclusion(index, size);
    const extra = `extra ${base64(this.leaves[index] ?? Buffer.alloc(0))}\n`;
    const path = hashes.map((hash) => `${hash}\n`).join('');
    return `c2sp.org/tlog-proof@v1\n${extra}index ${index}\n${path}\n${this.checkpoint(size)}`;
  }
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
