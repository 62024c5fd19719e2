/** `checkpoint FILE`: whether it is signed, and by which witnesses it was seen. */

import { checkpointFacts, describeCheckpoint, requireWitnesses, verifyCheckpoint } from '../checkpoint.mjs';
import { MAX_DOCUMENT_BYTES, readInput } from '../input.mjs';

/** @import { Options } from '../arguments.mjs' */
/** @import { Report } from '../report.mjs' */

/**
 * @param {Options} options
 * @param {Report} report
 */
export async function verifyCheckpointFile({ files: [path = ''], keys, witnesses }, report) {
  const checkpoint = verifyCheckpoint(await readInput(path, MAX_DOCUMENT_BYTES), keys, path);
  report.proved(`checkpoint: ${describeCheckpoint(checkpoint)}`);
  report.facts = { checkpoint: checkpointFacts(checkpoint) };
  requireWitnesses([{ name: path, checkpoint }], witnesses, report);
}
