/** Reads the members of JSON objects, each in its one form, and refuses with the place where one has it not. */

import { decodeBase64 } from './base64.mjs';
import { MAX_DOCUMENT_BYTES } from './input.mjs';
import { isObject, parseJson } from './json.mjs';
import { HASH_BYTES, MAX_PROOF_HASHES } from './merkle.mjs';
import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/** @import { Json, JsonObject } from './json.mjs' */

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {JsonObject}
 */
export function objectAt(bytes, place) {
  const value = jsonAt(bytes, place);
  return isObject(value) ? value : refuse(place, 'is not a JSON object');
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {Json}
 */
export function jsonAt(bytes, place) {
  // Read, it takes many times the room.
  if (bytes.length > MAX_DOCUMENT_BYTES) return refuse(place, `is longer than ${MAX_DOCUMENT_BYTES} bytes`);
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(place, `is not strict JSON: ${error.message}`);
    throw error;
  }
}

/**
 * @param {JsonObject} object
 * @param {readonly string[]} names
 * @param {string} place
 */
export function requireKnownMembers(object, names, place) {
  const unknown = Object.keys(object).find((name) => !names.includes(name));
  if (unknown !== undefined) refuse(place, `member ${printable(unknown)} is not one that anything proves`);
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {string}
 */
export function textOf(object, name, place) {
  const value = object[name];
  return typeof value === 'string' ? value : malformed(place, name, 'a string', value);
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {number} a safe integer, 0 or more
 */
export function countOf(object, name, place) {
  const value = object[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return malformed(place, name, 'a whole number, 0 or more', value);
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {Buffer}
 */
export function bytesOf(object, name, place) {
  const value = object[name];
  return (typeof value === 'string' && decodeBase64(value)) || malformed(place, name, 'strict base64', value);
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {Buffer} 32 bytes
 */
export function hashOf(object, name, place) {
  return asHash(object[name]) ?? malformed(place, name, 'a SHA-256 hash in base64', object[name]);
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {Buffer[]} of a proof
 */
export function hashesOf(object, name, place) {
  const values = object[name];
  if (!Array.isArray(values)) return malformed(place, name, 'a list of hashes', values);
  if (values.length > MAX_PROOF_HASHES) {
    return refuse(place, `has ${values.length} ${name}; no proof has more than ${MAX_PROOF_HASHES}`);
  }
  return values.map(
    (value, at) => asHash(value) ?? malformed(place, `${name}[${at}]`, 'a SHA-256 hash in base64', value),
  );
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {string[]}
 */
export function textsOf(object, name, place) {
  const values = object[name];
  if (!Array.isArray(values)) return malformed(place, name, 'a list of strings', values);
  return values.map((value, at) =>
    typeof value === 'string' ? value : malformed(place, `${name}[${at}]`, 'a string', value),
  );
}

/**
 * @param {Json | undefined} value
 * @returns {Buffer | undefined}
 */
function asHash(value) {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

/**
 * @param {string} place
 * @param {string} name
 * @param {string} expected
 * @param {Json | undefined} value
 * @returns {never}
 */
function malformed(place, name, expected, value) {
  const found = value === undefined ? 'nothing' : printable(JSON.stringify(value));
  return refuse(place, `member ${name} is not ${expected}`, { expected, found });
}
