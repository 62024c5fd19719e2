/** Signed notes (C2SP signed-note): a text, and who signed it. */

import { createHash, createPublicKey, verify } from 'node:crypto';
import { decodeBase64 } from './base64.mjs';
import { decodeUtf8 } from './json.mjs';
import { printable } from './printable.mjs';
import { refuse, UsageError } from './verdict.mjs';

/** @import { KeyObject } from 'node:crypto' */

/**
 * @typedef {object} VerifierKey
 * @property {string} name
 * @property {Buffer} id the first 4 bytes of SHA-256(name || 0x0A || algorithm || key)
 * @property {number} algorithm
 * @property {KeyObject} publicKey
 */
/** @typedef {{ name: string, keyId: Buffer, signature: Buffer }} SignatureLine */
/** @typedef {{ text: string, signatures: SignatureLine[] }} SignedNote `text` ends with a newline */

/** Signature types of signed-note. */
export const ED25519 = 0x01;
export const ED25519_COSIGNATURE = 0x04;

const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410), before the key itself. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const VKEY = /^([^\p{White_Space}+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u;
const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/=]+)$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a note must not hold: all of them but the newline
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/**
 * @param {string} vkey `name+keyid+base64(algorithm || key)`
 * @param {number} algorithm that it must have
 * @returns {VerifierKey}
 * @throws {UsageError}
 */
export function parseVerifierKey(vkey, algorithm) {
  const [, name = '', id = '', encoded = ''] = VKEY.exec(vkey) ?? [];
  const bytes = decodeBase64(encoded);
  if (!bytes || bytes.length === 0) throw new UsageError(`not a verifier key: ${printable(vkey)}`);
  if (bytes[0] !== algorithm || bytes.length !== KEY_BYTES + 1) {
    const wanted = algorithm === ED25519 ? 'Ed25519 (1)' : 'Ed25519 cosignature (4)';
    throw new UsageError(`verifier key ${printable(name)} is of type ${bytes[0]}; wanted is ${wanted}`);
  }
  const keyId = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, KEY_ID_BYTES);
  if (keyId.toString('hex') !== id) {
    throw new UsageError(`verifier key ${printable(name)} has id ${id}, and its key has ${keyId.toString('hex')}`);
  }
  const der = Buffer.concat([SPKI_PREFIX, bytes.subarray(1)]);
  return { name, id: keyId, algorithm, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {SignedNote}
 */
export function parseNote(bytes, place) {
  if (bytes.length > MAX_NOTE_BYTES) return refuse(place, `is no signed note: it has ${bytes.length} bytes`);
  const note = textAt(bytes, place);
  if (CONTROL.test(note)) return refuse(place, 'is no signed note: it holds control characters');
  // The last empty line parts text and signatures; the text may hold others.
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return refuse(place, 'is no signed note: text, empty line, signature lines');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES)
    return refuse(place, `has ${lines.length} signatures, more than ${MAX_SIGNATURES}`);
  return {
    text: note.slice(0, end + 1),
    signatures: lines.map((line, at) => signatureLine(line, `${place} signature ${at + 1}`)),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 */
function textAt(bytes, place) {
  try {
    return decodeUtf8(bytes);
  } catch {
    return refuse(place, 'is no signed note: it is not UTF-8');
  }
}

/**
 * @param {string} line
 * @param {string} place
 * @returns {SignatureLine}
 */
function signatureLine(line, place) {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!bytes || bytes.length <= KEY_ID_BYTES) {
    return refuse(place, 'is no signature line', {
      expected: '— name base64(key id || signature)',
      found: printable(line),
    });
  }
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/**
 * Which of the keys have signed the note. Signatures by other keys say nothing; one that claims a known key and is
 * wrong spoils the note.
 * @param {SignedNote} note
 * @param {readonly VerifierKey[]} keys Ed25519
 * @param {string} place
 * @returns {VerifierKey[]} one or more
 */
export function requireSignature(note, keys, place) {
  const signers = keys.filter((key) => {
    const lines = linesBy(note, key);
    for (const { signature } of lines) {
      if (signature.length !== SIGNATURE_BYTES || !verify(null, Buffer.from(note.text), key.publicKey, signature)) {
        refuse(place, `the signature of ${describeKey(key)} is wrong: the text is not what was signed`);
      }
    }
    return lines.length > 0;
  });
  if (signers.length > 0) return signers;
  return refuse(place, 'is not signed by the key that was given', {
    expected: keys.map(describeKey).join(' or '),
    found: note.signatures.map(({ name, keyId }) => printable(`${name}+${keyId.toString('hex')}`)).join(', '),
  });
}

/**
 * C2SP tlog-cosignature, cosignature/v1: when the witness says it has seen the text of the note.
 * @param {SignedNote} note
 * @param {VerifierKey} witness Ed25519 cosignature
 * @returns {number | undefined} seconds since 1970; undefined where it has not signed, or wrongly
 */
export function cosignedAt(note, witness) {
  for (const { signature } of linesBy(note, witness)) {
    if (signature.length !== 8 + SIGNATURE_BYTES) continue;
    const time = signature.readBigUInt64BE(0);
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (time <= BigInt(Number.MAX_SAFE_INTEGER) && verify(null, message, witness.publicKey, signature.subarray(8))) {
      return Number(time);
    }
  }
  return undefined;
}

/**
 * @param {SignedNote} note
 * @param {VerifierKey} key
 */
function linesBy({ signatures }, { name, id }) {
  return signatures.filter((line) => line.name === name && line.keyId.equals(id));
}

/** @param {VerifierKey} key */
export function describeKey({ name, id }) {
  return printable(`${name}+${id.toString('hex')}`);
}
