/** Whether a checkpoint of the database is one that a key of its log has signed. */

import type { LedgerCheckpointDocument } from '../models/ledger.ts';
import { storedBytes } from './bytes.ts';
import { checkpointText } from './checkpoint.ts';
import { checkpointId } from './checkpoints.ts';
import type { LogNames } from './log-names.ts';
import { isSignedBy, parseNote, parseVkey } from './signed-note.ts';

/** Id, log, name, note and fields say the same, and the signature is good. */
export function isOwnCheckpoint(checkpoint: LedgerCheckpointDocument, names: LogNames): boolean {
  const { _id, log, origin, size, note } = checkpoint;
  const root = storedBytes(checkpoint.root);
  if (root === null || typeof note !== 'string') return false;
  const generation = Number(_id.split('/')[1]);
  if (_id !== checkpointId(log, generation, size) || origin !== names.originOf(log, generation)) return false;
  const said = parseNote(note);
  if (said?.text !== checkpointText({ origin, size, root })) return false;
  return names
    .knownVkeysOf(origin)
    .map(parseVkey)
    .some((key) => key !== undefined && isSignedBy(said, key));
}
