/** Files of verifier keys: one key a line. */

import { decodeUtf8 } from './json.mjs';
import { ED25519, parseVerifierKey } from './signed-note.mjs';
import { refuse, UsageError } from './verdict.mjs';

/** @import { VerifierKey } from './signed-note.mjs' */

/**
 * @param {Uint8Array} bytes
 * @returns {string[]} without empty lines
 * @throws {SyntaxError}
 */
export function keyLines(bytes) {
  return decodeUtf8(bytes)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/**
 * Keys that are part of what is checked: a bad one is bad evidence, not a bad argument.
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {{ vkey: string, key: VerifierKey }[]} one or more
 */
export function bundledKeys(bytes, place) {
  try {
    const keys = keyLines(bytes).map((vkey) => ({ vkey, key: parseVerifierKey(vkey, ED25519) }));
    if (keys.length > 0) return keys;
  } catch (error) {
    if (error instanceof UsageError || error instanceof SyntaxError) return refuse(place, error.message);
    throw error;
  }
  return refuse(place, 'holds no key');
}
