/** Files of verifier keys: one key a line, and lines that tell people what they are. */

import { MAX_DOCUMENT_BYTES } from './input.mjs';
import { decodeUtf8 } from './json.mjs';
import { ED25519, parseVerifierKey } from './signed-note.mjs';
import { refuse, UsageError } from './verdict.mjs';

/** @import { VerifierKey } from './signed-note.mjs' */

/** Of one log: a new one comes every few years. */
const MAX_KEYS = 100;

/**
 * @param {Uint8Array} bytes
 * @param {string} path
 * @returns {string[]} without empty lines and comments, which begin with `#`: `npm run ledger -- vkeys` prints such
 * @throws {UsageError}
 */
export function keyLines(bytes, path) {
  const lines = textOf(bytes, path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length > MAX_KEYS) throw new UsageError(`${path} holds ${lines.length} keys, more than ${MAX_KEYS}`);
  return lines;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} path
 */
function textOf(bytes, path) {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new UsageError(`${path} holds no keys: it is not UTF-8`);
  }
}

/**
 * Keys that are part of what is checked: a bad one is bad evidence, not a bad argument.
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {{ vkey: string, key: VerifierKey }[]} one or more
 */
export function bundledKeys(bytes, place) {
  if (bytes.length > MAX_DOCUMENT_BYTES) return refuse(place, `is longer than ${MAX_DOCUMENT_BYTES} bytes`);
  try {
    const keys = keyLines(bytes, place).map((vkey) => ({ vkey, key: parseVerifierKey(vkey, ED25519) }));
    if (keys.length > 0) return keys;
  } catch (error) {
    if (error instanceof UsageError) return refuse(place, error.message);
    throw error;
  }
  return refuse(place, 'holds no key');
}
