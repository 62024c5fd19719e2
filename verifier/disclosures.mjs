/**
 * Disclosures as in RFC 9901: what a leaf says only as a salted digest, put back where it belongs. They can be erased;
 * they cannot be altered.
 */

import { createHash } from 'node:crypto';
import { decodeBase64Url } from './base64.mjs';
import { isObject } from './json.mjs';
import { jsonAt } from './members.mjs';
import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/** @import { Json, JsonObject } from './json.mjs' */

/**
 * @typedef {object} Disclosed
 * @property {JsonObject} record members of the leaf, with what was disclosed and without digests
 * @property {number} withheld digests that nothing was disclosed for
 */

const DIGEST_BYTES = 32;
/**
 * What a leaf of version 1 may hold as digests. No more of them than that: with two digests of a reason, one auditor
 * could be shown the one, and another auditor the other.
 */
const OF_RECORD = ['reason'];
const OF_ACTOR = ['name', 'address'];

/** @typedef {{ object: JsonObject, names: readonly string[] }} Home of a value that may be disclosed */

/**
 * @param {JsonObject} leaf
 * @param {readonly string[]} disclosures
 * @param {string} place
 * @returns {Disclosed}
 */
export function discloseRecord(leaf, disclosures, place) {
  const { _sd: digests, ...members } = leaf;
  /** @type {JsonObject} */
  const record = Object.assign(Object.create(null), members);
  /** @type {Map<string, Home>} by digest */
  const waiting = new Map();
  expect(waiting, digests, { object: record, names: OF_RECORD }, `${place} leaf._sd`);
  if (isObject(record.actor)) {
    const { _sd: ofActor, ...actor } = record.actor;
    /** @type {JsonObject} */
    const object = Object.assign(Object.create(null), actor);
    record.actor = object;
    expect(waiting, ofActor, { object, names: OF_ACTOR }, `${place} leaf.actor._sd`);
  }
  for (const [at, disclosure] of disclosures.entries()) fill(waiting, disclosure, `${place} disclosures[${at}]`);
  return { record, withheld: waiting.size };
}

/**
 * @param {Map<string, Home>} waiting
 * @param {Json | undefined} digests
 * @param {Home} home
 * @param {string} place
 */
function expect(waiting, digests, home, place) {
  if (digests === undefined) return;
  if (!Array.isArray(digests)) return refuse(place, 'is not a list of digests');
  for (const digest of digests) {
    if (typeof digest !== 'string' || decodeBase64Url(digest)?.length !== DIGEST_BYTES) {
      return refuse(place, 'holds something else than digests', { found: printable(JSON.stringify(digest)) });
    }
    // RFC 9901, 7.1: a digest that stands in two places could be filled in at either.
    if (waiting.has(digest)) return refuse(place, 'holds a digest twice', { found: digest });
    waiting.set(digest, home);
  }
  if (digests.length > home.names.length) {
    refuse(place, 'holds more digests than there are values that may be withheld', {
      expected: `${home.names.length} at most (${home.names.join(', ')})`,
      found: `${digests.length}`,
    });
  }
}

/**
 * @param {Map<string, Home>} waiting
 * @param {string} disclosure
 * @param {string} place
 */
function fill(waiting, disclosure, place) {
  const digest = createHash('sha256').update(disclosure, 'utf8').digest('base64url');
  const home = waiting.get(digest);
  if (!home) return refuse(place, 'is not one that the leaf has the digest of', { found: digest });
  const { object, names } = home;
  const { name, value } = parseDisclosure(disclosure, place);
  if (!names.includes(name) || name in object) {
    return refuse(place, `discloses a member ${printable(name)}, which the leaf has already or may not have`);
  }
  object[name] = value;
  // Each fits once.
  waiting.delete(digest);
}

/**
 * RFC 9901, 4.2.1: base64url of `[salt, name, value]`.
 * @param {string} disclosure
 * @param {string} place
 */
function parseDisclosure(disclosure, place) {
  const bytes = decodeBase64Url(disclosure);
  if (!bytes) return refuse(place, 'is not strict base64url');
  const parts = jsonAt(bytes, place);
  if (Array.isArray(parts) && parts.length === 3) {
    const [salt, name, value] = parts;
    if (typeof salt === 'string' && typeof name === 'string' && value !== undefined) return { name, value };
  }
  return refuse(place, 'is not [salt, name, value]');
}
