/** Signed notes (C2SP signed-note, with the keys of Go's note package): text, signature lines, and their check. */

import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
/** DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410), before the 32 bytes of the key. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Of what a Date can hold. */
const LAST_SECOND = 8_640_000_000_000;
/** More than a checkpoint has signers and witnesses: a bound on what is checked for one note, and that of `verifier/`. */
const MAX_SIGNATURES = 100;
/** A schema-less URL: stricter than the note format, since readers differ in what else they take (C2SP signed-note). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,199}$/;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

export interface NoteKey {
  readonly name: string;
  /** The first four bytes of SHA-256(name || 0x0A || algorithm || key). */
  readonly id: Buffer;
  readonly kind: 'log' | 'witness';
  readonly publicKey: KeyObject;
}

export interface SignatureLine {
  readonly name: string;
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

/** Text form of an Ed25519 public key: `name+id+base64(0x01 || key)`. */
export function vkeyOf(name: string, publicKey: KeyObject): string {
  const key = rawKey(publicKey);
  return `${name}+${keyId(name, ED25519, key).toString('hex')}+${Buffer.of(ED25519, ...key).toString('base64')}`;
}

/** Reads a verifier key of a log (algorithm 1) or of a witness (algorithm 4); undefined for anything else. */
export function parseVkey(vkey: string): NoteKey | undefined {
  const [name = '', id = '', encoded = ''] = splitKey(vkey.trim());
  const bytes = base64(encoded);
  if (!NAME.test(name) || !bytes || bytes.length !== PUBLIC_KEY_BYTES + 1) return undefined;
  const algorithm = bytes[0] ?? 0;
  const key = bytes.subarray(1);
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE) return undefined;
  const expected = keyId(name, algorithm, key);
  if (expected.toString('hex') !== id) return undefined;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key]), format: 'der', type: 'spki' });
  return { name, id: expected, kind: algorithm === ED25519 ? 'log' : 'witness', publicKey };
}

/** The key itself may hold plus signs. */
function splitKey(vkey: string): string[] {
  const first = vkey.indexOf('+');
  const second = vkey.indexOf('+', first + 1);
  return first < 0 || second < 0 ? [] : [vkey.slice(0, first), vkey.slice(first + 1, second), vkey.slice(second + 1)];
}

export function keyId(name: string, algorithm: number, key: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(algorithm)).update(key).digest().subarray(0, 4);
}

export function rawKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

export function signatureLine(name: string, id: Uint8Array, signature: Uint8Array): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}`;
}

/** Divides a note into text and signatures; undefined where it has not that form, or more than {@link MAX_SIGNATURES}. */
export function parseNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: SignatureLine[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = base64(encoded);
    if (!bytes || bytes.length < 5) return undefined;
    signatures.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, end + 1), signatures };
}

/**
 * Whether the note is signed by `key`, a log's. As in Go's package the first line that claims the key says it: a wrong
 * one spoils the note, and no note costs more than one check a key.
 */
export function isSignedBy(note: Note, key: NoteKey): boolean {
  const [line] = linesBy(note, key);
  if (line?.signature.length !== SIGNATURE_BYTES) return false;
  return verify(null, Buffer.from(note.text), key.publicKey, line.signature);
}

/** A cosignature that is good, and when the witness says that it has seen the note, in seconds since 1970. */
export interface Cosignature extends SignatureLine {
  readonly time: number;
}

/** The line of the witness `key` (C2SP tlog-cosignature, cosignature/v1); undefined where none is good. */
export function cosignatureBy(note: Note, key: NoteKey): Cosignature | undefined {
  for (const line of linesBy(note, key)) {
    if (line.signature.length !== SIGNATURE_BYTES + 8) continue;
    const time = Number(line.signature.readBigUInt64BE(0));
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (time <= LAST_SECOND && verify(null, message, key.publicKey, line.signature.subarray(8)))
      return { ...line, time };
  }
  return undefined;
}

function linesBy({ signatures }: Note, { name, id }: NoteKey): SignatureLine[] {
  return signatures.filter((line) => line.name === name && line.keyId.equals(id));
}

/** Strict: Node's own decoder takes almost anything. */
export function base64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
