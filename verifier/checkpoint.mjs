/** Checkpoints (C2SP tlog-checkpoint): signed statements of how large a log is, and what its root is. */

import { decodeBase64 } from './base64.mjs';
import { EMPTY_ROOT, HASH_BYTES } from './merkle.mjs';
import { printable } from './printable.mjs';
import { cosignedAt, describeKey, parseNote, requireSignature } from './signed-note.mjs';
import { refuse } from './verdict.mjs';

/** @import { SignedNote, VerifierKey } from './signed-note.mjs' */

/**
 * @typedef {object} Checkpoint
 * @property {string} origin whose log it is
 * @property {number} size
 * @property {Buffer} root
 * @property {SignedNote} note
 * @property {VerifierKey[]} signers of those keys that were trusted
 */

const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * @param {Uint8Array} bytes of a signed note
 * @param {readonly VerifierKey[]} keys one of which must have signed it
 * @param {string} place
 * @returns {Checkpoint}
 */
export function verifyCheckpoint(bytes, keys, place) {
  const note = parseNote(bytes, place);
  // First the signature: what nobody signed is not worth being read.
  const signers = requireSignature(note, keys, place);
  const { origin, size, root } = parseText(note.text, place);
  const named = signers.filter(({ name }) => name === origin);
  if (named.length === 0) {
    // A key signs one log. Otherwise the log of one organization could pass for that of another.
    return refuse(place, 'is signed by the key of another log', {
      expected: signers.map(({ name }) => printable(name)).join(' or '),
      found: printable(origin),
    });
  }
  return { origin, size, root, note, signers: named };
}

/**
 * @param {string} text
 * @param {string} place
 */
function parseText(text, place) {
  const [origin = '', count = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = decodeBase64(encoded);
  const size = Number(count);
  if (origin === '' || !SIZE.test(count) || !Number.isSafeInteger(size)) {
    return refuse(place, 'is no checkpoint: origin and size', { found: printable(`${origin} ${count}`) });
  }
  if (root?.length !== HASH_BYTES) return refuse(place, 'is no checkpoint: root hash', { found: printable(encoded) });
  if (extensions.includes('')) return refuse(place, 'is no checkpoint: an extension line is empty');
  if (size === 0 && !root.equals(EMPTY_ROOT)) {
    return refuse(place, 'the root of an empty log is wrong', {
      expected: EMPTY_ROOT.toString('base64'),
      found: encoded,
    });
  }
  return { origin, size, root };
}

/**
 * @param {readonly { readonly name: string, readonly checkpoint: Checkpoint }[]} seen where the cosignature may stand
 * @param {readonly VerifierKey[]} witnesses each of which must have signed one of them
 * @param {import('./report.mjs').Report} report
 */
export function requireWitnesses(seen, witnesses, report) {
  for (const witness of witnesses) {
    const found = seen.flatMap(({ name, checkpoint }) => {
      const time = cosignedAt(checkpoint.note, witness);
      return time === undefined ? [] : [{ name, checkpoint, time }];
    });
    if (found.length === 0) {
      refuse(seen.map(({ name }) => name).join(', '), `has no valid cosignature of witness ${describeKey(witness)}`);
    }
    for (const { name, checkpoint, time } of found) {
      report.proved(`witness ${describeKey(witness)} saw ${name} (size ${checkpoint.size}) at ${timeOf(time)}`);
    }
  }
}

/** @param {number} seconds */
function timeOf(seconds) {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString();
}

/** @param {Checkpoint} checkpoint */
export function describeCheckpoint({ origin, size, root, signers }) {
  const by = signers.map(describeKey).join(', ');
  return `${printable(origin)}, ${size} ${size === 1 ? 'record' : 'records'}, root ${root.toString('base64')}, signed by ${by}`;
}

/** @param {Checkpoint} checkpoint */
export function checkpointFacts({ origin, size, root }) {
  return { origin, tree_size: size, root_hash: root.toString('base64') };
}
