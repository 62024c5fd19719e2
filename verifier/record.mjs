/** One record as it stands in `records.jsonl` and in exports: its leaf, what is disclosed of it, and how it reads. */

import { canonicalJson } from './canonical-json.mjs';
import { discloseRecord } from './disclosures.mjs';
import { isObject } from './json.mjs';
import { bytesOf, countOf, hashOf, objectAt, requireKnownMembers, textOf, textsOf } from './members.mjs';
import { hashLeaf } from './merkle.mjs';
import { printable } from './printable.mjs';
import { aboutRecord, refuse } from './verdict.mjs';

/** @import { Json, JsonObject } from './json.mjs' */

/**
 * @typedef {object} VerifiedRecord agrees with itself; whether its leaf hash is in a log is yet to be proved
 * @property {number} index
 * @property {string} eventId
 * @property {Buffer} leafHash
 * @property {JsonObject | null} record null where the leaf was pruned and only its hash is left
 * @property {number} withheld values that the leaf has the digest of and that nobody disclosed
 */

const MEMBERS = ['index', 'event_id', 'leaf', 'leaf_hash', 'disclosures', 'record'];
/** The version of leaves whose digests are known to lie in `_sd` and `actor._sd`, and nowhere else. */
const LEAF_VERSION = 1;

/**
 * @param {Uint8Array} line
 * @param {string} place
 * @returns {VerifiedRecord}
 */
export function verifyRecord(line, place) {
  const entry = objectAt(line, place);
  const index = countOf(entry, 'index', place);
  const eventId = textOf(entry, 'event_id', place);
  return aboutRecord({ index, event_id: eventId }, () => {
    requireKnownMembers(entry, MEMBERS, place);
    const leafHash = hashOf(entry, 'leaf_hash', place);
    const disclosures = textsOf(entry, 'disclosures', place);
    const { record, withheld } =
      entry.leaf === null ? pruned(entry, place) : whole(entry, leafHash, disclosures, place);
    return { index, eventId, leafHash, record, withheld };
  });
}

/**
 * @param {JsonObject} entry
 * @param {string} place
 */
function pruned(entry, place) {
  if (entry.record !== null || textsOf(entry, 'disclosures', place).length > 0) {
    refuse(place, 'tells of a record whose leaf is not there, so nothing proves what it tells');
  }
  return { record: null, withheld: 0 };
}

/**
 * @param {JsonObject} entry
 * @param {Buffer} leafHash
 * @param {readonly string[]} disclosures
 * @param {string} place
 */
function whole(entry, leafHash, disclosures, place) {
  const leaf = bytesOf(entry, 'leaf', place);
  requireLeafHash(leaf, leafHash, place);
  const members = parseLeaf(leaf, `${place} leaf`);
  requireEventId(members, textOf(entry, 'event_id', place), place);
  const { record, withheld } = discloseRecord(members, disclosures, place);
  if (!isObject(entry.record)) return refuse(place, 'member record is not an object, though the leaf is there');
  requireSame(record, entry.record, `${place} record`);
  return { record, withheld };
}

/**
 * @param {Buffer} leaf
 * @param {Buffer} leafHash
 * @param {string} place
 */
export function requireLeafHash(leaf, leafHash, place) {
  const hash = hashLeaf(leaf);
  if (hash.equals(leafHash)) return;
  refuse(place, 'leaf_hash is not the hash of the leaf', {
    expected: hash.toString('base64'),
    found: leafHash.toString('base64'),
  });
}

/**
 * @param {Uint8Array} leaf
 * @param {string} place
 * @returns {JsonObject}
 */
export function parseLeaf(leaf, place) {
  const members = objectAt(leaf, place);
  if (!Buffer.from(canonicalJson(members)).equals(leaf)) refuse(place, 'is not canonical JSON (RFC 8785)');
  if (members.v !== LEAF_VERSION) {
    refuse(place, 'is of a version that this verifier does not know', {
      expected: String(LEAF_VERSION),
      found: printable(JSON.stringify(members.v ?? null)),
    });
  }
  return members;
}

/**
 * @param {JsonObject} leaf
 * @param {string} eventId
 * @param {string} place
 */
export function requireEventId(leaf, eventId, place) {
  if (leaf.event_id === eventId) return;
  refuse(place, 'event_id is not that of the leaf', {
    expected: printable(JSON.stringify(leaf.event_id ?? null)),
    found: printable(JSON.stringify(eventId)),
  });
}

/**
 * The record must say what the leaf and its disclosures say. In the record and its actor, a member that is not there
 * is the same as null.
 * @param {JsonObject} expected
 * @param {JsonObject} found
 * @param {string} place
 */
function requireSame(expected, found, place) {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [wanted = null, given = null] = [expected[name], found[name]];
    if (wanted === given) continue;
    if (name === 'actor' && isObject(wanted) && isObject(given)) requireSame(wanted, given, `${place}.actor`);
    else if (canonicalJson(wanted) !== canonicalJson(given)) differ(`${place}.${printable(name)}`, wanted, given);
  }
}

/**
 * @param {string} place
 * @param {Json} wanted
 * @param {Json} given
 */
function differ(place, wanted, given) {
  refuse(place, 'is not what the leaf and its disclosures say', {
    expected: printable(JSON.stringify(wanted)),
    found: printable(JSON.stringify(given)),
  });
}
