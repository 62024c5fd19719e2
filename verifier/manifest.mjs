/** The manifest of an evidence bundle: which files there are, and what they have to agree with. */

import { createHash } from 'node:crypto';
import { isObject } from './json.mjs';
import { countOf, hashOf, objectAt, textOf } from './members.mjs';
import { printable } from './printable.mjs';
import { selectionOf } from './selection.mjs';
import { refuse } from './verdict.mjs';

/** @import { JsonObject } from './json.mjs' */
/** @import { Selection } from './selection.mjs' */

/**
 * @typedef {object} Manifest
 * @property {string} vkey
 * @property {string} origin
 * @property {number} size of the tree that the proofs are for
 * @property {Buffer} root
 * @property {number} recordCount
 * @property {Selection} selection
 */

const MANIFEST = 'manifest.json';
/** The format has no more: what is larger is an export, of which nothing is held in memory. */
const MAX_RECORDS = 50_000;
const FORMAT = 'capstan-evidence-bundle/1';

/**
 * Reads the manifest, after comparing every file with it.
 * @param {Map<string, Buffer>} files of the bundle
 * @returns {Manifest}
 */
export function verifyManifest(files) {
  const manifest = objectAt(requireFile(files, MANIFEST), MANIFEST);
  const format = textOf(manifest, 'format', MANIFEST);
  if (format !== FORMAT) refuse(MANIFEST, 'is of an unknown format', { expected: FORMAT, found: printable(format) });
  const listed = listedFiles(manifest);
  for (const name of listed.keys())
    if (!files.has(name)) refuse(printable(name), 'is in the manifest and not in the bundle');
  for (const [name, content] of files) {
    if (name === MANIFEST) continue;
    const entry = listed.get(name);
    if (!entry) return refuse(name, 'is in the bundle and not in the manifest');
    requireContent(name, content, entry);
  }
  return {
    vkey: textOf(manifest, 'vkey', MANIFEST),
    origin: textOf(manifest, 'origin', MANIFEST),
    size: countOf(manifest, 'tree_size', MANIFEST),
    root: hashOf(manifest, 'root_hash', MANIFEST),
    recordCount: recordCountOf(manifest),
    selection: selectionOf(manifest, MANIFEST),
  };
}

/** @param {JsonObject} manifest */
function recordCountOf(manifest) {
  const count = countOf(manifest, 'record_count', MANIFEST);
  if (count > MAX_RECORDS) refuse(MANIFEST, `is of more than ${MAX_RECORDS} records, which no bundle has`);
  return count;
}

/**
 * @param {JsonObject} manifest
 * @returns {Map<string, { size: number, sha256: string }>}
 */
function listedFiles({ files }) {
  if (!Array.isArray(files)) return refuse(MANIFEST, 'member files is not a list');
  /** @type {Map<string, { size: number, sha256: string }>} */
  const listed = new Map();
  for (const [at, file] of files.entries()) {
    const place = `${MANIFEST} files[${at}]`;
    if (!isObject(file)) return refuse(place, 'is not an object');
    const name = textOf(file, 'name', place);
    if (listed.has(name) || name === MANIFEST)
      refuse(place, 'names a file twice, or the manifest', { found: printable(name) });
    listed.set(name, { size: countOf(file, 'size', place), sha256: textOf(file, 'sha256', place) });
  }
  return listed;
}

/**
 * @param {string} name
 * @param {Buffer} content
 * @param {{ size: number, sha256: string }} entry
 */
function requireContent(name, content, { size, sha256 }) {
  if (content.length !== size) {
    refuse(name, 'is of another size than the manifest says', { expected: `${size}`, found: `${content.length}` });
  }
  const hash = createHash('sha256').update(content).digest('hex');
  if (hash !== sha256) {
    refuse(name, 'has another SHA-256 than the manifest says', { expected: printable(sha256), found: hash });
  }
}

/**
 * @param {Map<string, Buffer>} files
 * @param {string} name
 * @returns {Buffer}
 */
export function requireFile(files, name) {
  return files.get(name) ?? refuse(name, 'is missing from the bundle');
}
