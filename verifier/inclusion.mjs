/** Whether a leaf hash is in the tree that a checkpoint was signed for. */

import { countOf, hashesOf, hashOf, requireKnownMembers } from './members.mjs';
import { rootOfInclusion } from './merkle.mjs';
import { refuse } from './verdict.mjs';

/** @import { Checkpoint } from './checkpoint.mjs' */
/** @import { JsonObject } from './json.mjs' */

const MEMBERS = ['leaf_hash', 'leaf_index', 'tree_size', 'root_hash', 'hashes'];

/**
 * @param {{ index: number, leafHash: Buffer, hashes: readonly Buffer[] }} proof
 * @param {Pick<Checkpoint, 'size' | 'root'>} checkpoint
 * @param {string} place
 */
export function requireInclusion({ index, leafHash, hashes }, { size, root }, place) {
  if (index >= size) {
    refuse(place, 'the index lies beyond the tree', { expected: `an index below ${size}`, found: `${index}` });
  }
  const reached = rootOfInclusion({ index, size, leafHash, hashes });
  if (!reached) {
    return refuse(place, `the proof has not the length that index ${index} of ${size} needs`, {
      found: `${hashes.length} hashes`,
    });
  }
  if (!reached.equals(root)) {
    refuse(place, 'the proof does not lead to the root of the checkpoint', {
      expected: root.toString('base64'),
      found: reached.toString('base64'),
    });
  }
}

/**
 * A proof in JSON, held to the checkpoint that it is said to be for.
 * @param {JsonObject} proof `{leaf_hash, leaf_index, tree_size, root_hash, hashes}`
 * @param {Pick<Checkpoint, 'size' | 'root'>} checkpoint
 * @param {string} place
 * @returns {{ index: number, leafHash: Buffer }}
 */
export function verifyInclusion(proof, checkpoint, place) {
  const index = countOf(proof, 'leaf_index', place);
  const leafHash = hashOf(proof, 'leaf_hash', place);
  requireSameTree(
    { size: countOf(proof, 'tree_size', place), root: hashOf(proof, 'root_hash', place) },
    checkpoint,
    place,
  );
  requireInclusion({ index, leafHash, hashes: hashesOf(proof, 'hashes', place) }, checkpoint, place);
  return { index, leafHash };
}

/**
 * In a bundle a proof holds nothing but what is checked, so that nobody reads in it what nothing proves.
 * @param {JsonObject} proof
 * @param {string} other the member that it has beside those of the proof itself
 * @param {string} place
 */
export function requireBareProof(proof, other, place) {
  requireKnownMembers(proof, [...MEMBERS, other], place);
}

/**
 * @param {{ size: number, root: Buffer }} claimed
 * @param {Pick<Checkpoint, 'size' | 'root'>} checkpoint
 * @param {string} place
 */
export function requireSameTree(claimed, checkpoint, place) {
  if (claimed.size !== checkpoint.size) {
    refuse(place, 'is for a tree of another size than the checkpoint', {
      expected: `${checkpoint.size}`,
      found: `${claimed.size}`,
    });
  }
  if (!claimed.root.equals(checkpoint.root)) {
    refuse(place, 'is for a tree with another root than the checkpoint', {
      expected: checkpoint.root.toString('base64'),
      found: claimed.root.toString('base64'),
    });
  }
}
