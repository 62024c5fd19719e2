/** Whether head, tiles and checkpoints of a log say the same, and the checkpoints are signed by its keys. */

import type { LedgerCheckpointDocument, LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { bytesOf } from '../bytes.ts';
import { checkpointText } from '../checkpoint.ts';
import { checkpointId } from '../checkpoints.ts';
import { ledgerCollections } from '../collections.ts';
import { Frontier } from '../merkle.ts';
import { rootAt } from '../proofs.ts';
import { isSignedBy, parseNote, parseVkey } from '../signed-note.ts';
import { TileMissing, TreeNodes } from '../tile-store.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** What a log's public keys are, as far as whoever checks knows it better than the database. */
export type KnownVkeys = (origin: string) => readonly string[];

/** The head by itself, its root over the tiles, and its newest checkpoint. */
export async function checkHead(
  store: Store,
  head: LedgerHeadDocument,
  vkeysOf: KnownVkeys,
): Promise<LedgerFailure | undefined> {
  const { _id: log, size, refusal } = head;
  if (refusal) {
    const { code, signed_size, found_size } = refusal;
    return failure('not_signed', code, { expected: signed_size, actual: found_size });
  }
  const root = bytesOf(head.root);
  const isFitting = isFrontierOf(head);
  if (!isFitting) return failure('head_altered', 'ledger_heads.frontier', { actual: root.toString('base64') });
  const found = await checkRoot(store, log, size, root, 'ledger_heads.root');
  if (found || head.published_at === null) return found;
  const id = checkpointId(log, head.generation, head.published_size);
  const newest = await ledgerCollections(store).checkpoints.findOne({ _id: id });
  if (!newest) return failure('checkpoint_missing', id, { expected: head.published_size });
  return checkCheckpoint(store, newest, vkeysOf);
}

function isFrontierOf({ size, root, frontier }: LedgerHeadDocument): boolean {
  try {
    return Frontier.parse(size, bytesOf(frontier)).root().equals(bytesOf(root));
  } catch {
    // As many hashes as the size has ones: this head has another number of them.
    return false;
  }
}

/** Whether the tiles lead to `root` at `size`. */
export async function checkRoot(
  store: Store,
  log: number,
  size: number,
  root: Buffer,
  place: string,
  nodes = new TreeNodes(store, log),
): Promise<LedgerFailure | undefined> {
  try {
    const expected = await rootAt(store, log, size, nodes);
    if (expected.equals(root)) return undefined;
    return failure('root_differs', place, { expected: expected.toString('base64'), actual: root.toString('base64') });
  } catch (error) {
    if (!(error instanceof TileMissing)) throw error;
    return failure('tile_altered', `tile ${error.tile.level}/${error.tile.index}`);
  }
}

/** Whether the fields, the note and its signature say the same, and the tiles lead to its root. */
export async function checkCheckpoint(
  store: Store,
  checkpoint: LedgerCheckpointDocument,
  vkeysOf: KnownVkeys,
  nodes?: TreeNodes,
): Promise<LedgerFailure | undefined> {
  const { _id, log, size } = checkpoint;
  const root = bytesOf(checkpoint.root);
  if (!isOwnCheckpoint(checkpoint, vkeysOf)) {
    return failure('checkpoint_altered', _id, { expected: root.toString('base64') });
  }
  return checkRoot(store, log, size, root, `checkpoint ${_id}`, nodes);
}

/** Whether its note says what its fields say, and a key of its log has signed it. */
export function isOwnCheckpoint({ origin, size, root, note }: LedgerCheckpointDocument, vkeysOf: KnownVkeys): boolean {
  const said = parseNote(note);
  if (said?.text !== checkpointText({ origin, size, root: bytesOf(root) })) return false;
  return vkeysOf(origin)
    .map(parseVkey)
    .some((key) => key !== undefined && isSignedBy(said, key));
}
