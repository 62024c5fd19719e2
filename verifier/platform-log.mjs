/** The platform's log in a bundle: its leaf is the checkpoint of the organization's log, its checkpoint is what witnesses see. */

import { describeCheckpoint, verifyCheckpoint } from './checkpoint.mjs';
import { requireBareProof, verifyInclusion } from './inclusion.mjs';
import { requireFile } from './manifest.mjs';
import { bytesOf, objectAt } from './members.mjs';
import { requireLeafHash } from './record.mjs';
import { parseNote, requireSignature } from './signed-note.mjs';
import { refuse } from './verdict.mjs';
import { bundledKeys } from './verifier-keys.mjs';

/** @import { Options } from './arguments.mjs' */
/** @import { Checkpoint } from './checkpoint.mjs' */
/** @import { Report } from './report.mjs' */

const CHECKPOINT = 'platform/checkpoint';
const VKEY = 'platform/vkey';
const PROOF = 'platform/proof.json';

/** @param {Iterable<string>} names */
export function hasPlatformFiles(names) {
  return [...names].some((name) => [CHECKPOINT, VKEY, PROOF].includes(name));
}

/**
 * @param {Map<string, Buffer>} files
 * @param {Checkpoint} checkpoint of the organization's log
 * @param {Options} options
 * @param {Report} report
 * @returns {{ name: string, checkpoint: Checkpoint }[]} the platform's checkpoint, where the bundle has it and its key is known
 */
export function verifyPlatform(files, checkpoint, { platformKeys }, report) {
  if (!hasPlatformFiles(files.keys())) {
    if (platformKeys.length > 0) refuse(CHECKPOINT, 'is missing from the bundle, and --platform-vkey asks for it');
    report.note('the bundle has no proof from the platform log');
    return [];
  }
  const bytes = requireFile(files, CHECKPOINT);
  const bundled = bundledKeys(requireFile(files, VKEY), VKEY);
  const own = verifyCheckpoint(
    bytes,
    bundled.map(({ key }) => key),
    CHECKPOINT,
  );
  const platform = platformKeys.length > 0 ? verifyCheckpoint(bytes, platformKeys, CHECKPOINT) : own;
  const proof = objectAt(requireFile(files, PROOF), PROOF);
  requireBareProof(proof, 'leaf', PROOF);
  const { index, leafHash } = verifyInclusion(proof, platform, PROOF);
  const leaf = bytesOf(proof, 'leaf', PROOF);
  requireLeafHash(leaf, leafHash, PROOF);
  const note = parseNote(leaf, `${PROOF} leaf`);
  if (note.text !== checkpoint.note.text) refuse(`${PROOF} leaf`, 'is not the checkpoint of this bundle');
  requireSignature(note, checkpoint.signers, `${PROOF} leaf`);
  report.proved(`platform log: ${describeCheckpoint(platform)}; the checkpoint is its leaf ${index}`);
  if (platformKeys.length === 0) {
    report.note(
      'the key of the platform log came with the bundle (--platform-vkey was not given): its proof shows only that the bundle agrees with itself, and its witnesses do not count',
    );
    // A witness signs checkpoints of any log: what it saw may be one that was made up for this bundle.
    return [];
  }
  return [{ name: CHECKPOINT, checkpoint: platform }];
}
