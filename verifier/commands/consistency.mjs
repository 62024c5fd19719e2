/** `consistency FILE`: whether the log only grew between two checkpoints. */

import { checkpointFacts, describeCheckpoint, requireWitnesses, verifyCheckpoint } from '../checkpoint.mjs';
import { requireSameTree } from '../inclusion.mjs';
import { MAX_DOCUMENT_BYTES, readInput } from '../input.mjs';
import { countOf, hashesOf, hashOf, objectAt, textOf } from '../members.mjs';
import { isConsistent } from '../merkle.mjs';
import { printable } from '../printable.mjs';
import { refuse } from '../verdict.mjs';

/** @import { Options } from '../arguments.mjs' */
/** @import { Checkpoint } from '../checkpoint.mjs' */
/** @import { JsonObject } from '../json.mjs' */
/** @import { Report } from '../report.mjs' */

/**
 * @param {Options} options
 * @param {Report} report
 */
export async function verifyConsistencyFile(options, report) {
  const [path = ''] = options.files;
  const proof = objectAt(await readInput(path, MAX_DOCUMENT_BYTES), path);
  const from = { size: countOf(proof, 'from', path), root: hashOf(proof, 'from_root_hash', path) };
  const to = { size: countOf(proof, 'to', path), root: hashOf(proof, 'to_root_hash', path) };
  const newer = await signedTree(proof, 'to_checkpoint', options.checkpoint, to, options);
  if (!newer) return refuse(path, 'holds no checkpoint for the newer tree; give one with --checkpoint');
  const [oldPath] = options.oldCheckpoints;
  const older = await signedTree(proof, 'from_checkpoint', oldPath, from, options);
  report.proved(`newer checkpoint: ${describeCheckpoint(newer)}`);
  report.facts = { checkpoint: checkpointFacts(newer), from: from.size, to: to.size };
  if (older) {
    requireSameOrigin(older, newer, path);
    report.proved(`older checkpoint: ${describeCheckpoint(older)}`);
  } else {
    const root = from.root.toString('base64');
    report.note(`nobody signed the older tree in this file: compare its root, ${root}, with one that you have kept`);
  }
  requireGrowth(from, to, hashesOf(proof, 'hashes', path), path);
  report.proved(
    `the log of ${to.size} records begins with the log of ${from.size} records: nothing in it was changed or taken out`,
  );
  requireWitnesses([{ name: 'the newer checkpoint', checkpoint: newer }], options.witnesses, report);
}

/**
 * The checkpoint that the auditor has comes before the one in the file.
 * @param {JsonObject} proof
 * @param {string} member
 * @param {string | undefined} path
 * @param {{ size: number, root: Buffer }} tree
 * @param {Options} options
 * @returns {Promise<Checkpoint | undefined>}
 */
async function signedTree(proof, member, path, tree, { files: [file = ''], keys }) {
  /** @type {[Uint8Array, string][]} */
  const notes = [];
  if (path !== undefined) notes.push([await readInput(path, MAX_DOCUMENT_BYTES), path]);
  if (proof[member] !== null && proof[member] !== undefined)
    notes.push([Buffer.from(textOf(proof, member, file)), `${file} ${member}`]);
  const checkpoints = notes.map(([bytes, place]) => {
    const checkpoint = verifyCheckpoint(bytes, keys, place);
    requireSameTree(tree, checkpoint, place);
    return checkpoint;
  });
  return checkpoints[0];
}

/**
 * @param {Checkpoint} older
 * @param {Checkpoint} newer
 * @param {string} place
 */
export function requireSameOrigin(older, newer, place) {
  if (older.origin === newer.origin) return;
  refuse(place, 'the checkpoints are of two logs', {
    expected: printable(newer.origin),
    found: printable(older.origin),
  });
}

/**
 * @param {{ size: number, root: Buffer }} from
 * @param {{ size: number, root: Buffer }} to
 * @param {readonly Buffer[]} hashes
 * @param {string} place
 */
function requireGrowth(from, to, hashes, place) {
  if (from.size > to.size) {
    refuse(place, 'goes back: the older tree is the larger one', {
      expected: `at most ${to.size}`,
      found: `${from.size}`,
    });
  }
  if (from.size === to.size && !from.root.equals(to.root)) {
    refuse(place, 'two trees of the same size have different roots: the log was forked', {
      expected: from.root.toString('base64'),
      found: to.root.toString('base64'),
    });
  }
  if (isConsistent({ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, hashes })) return;
  refuse(place, `the proof does not show that the tree of ${from.size} is the beginning of the tree of ${to.size}`);
}
