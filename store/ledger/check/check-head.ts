/** Whether head, tiles and checkpoints of a log say the same, and the checkpoints are signed by its keys. */

import type { LedgerCheckpointDocument, LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { bytesOf, storedBytes } from '../bytes.ts';
import { checkpointId } from '../checkpoints.ts';
import { ledgerCollections } from '../collections.ts';
import type { LogNames } from '../log-names.ts';
import { Frontier } from '../merkle.ts';
import { isOwnCheckpoint } from '../own-checkpoint.ts';
import { rootAt } from '../proofs.ts';
import { cosignatureBy, parseNote, parseVkey } from '../signed-note.ts';
import { TileMissing, TreeNodes } from '../tile-store.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** The head by itself, its root over the tiles, and its newest checkpoint. */
export async function checkHead(
  store: Store,
  head: LedgerHeadDocument,
  names: LogNames,
): Promise<LedgerFailure | undefined> {
  const { _id: log, size, refusal } = head;
  const altered = await alteredField(store, head, names);
  if (altered !== undefined) return failure('head_altered', `ledger_heads.${altered}`);
  if (refusal) {
    const { code, signed_size, found_size } = refusal;
    return failure('not_signed', code, { expected: signed_size, actual: found_size });
  }
  const root = bytesOf(head.root);
  if (!isFrontierOf(head)) {
    return failure('head_altered', 'ledger_heads.frontier', { actual: root.toString('base64') });
  }
  const found = await checkRoot(store, log, size, root, 'ledger_heads.root');
  if (found || head.published_at === null) return found;
  const id = checkpointId(log, head.generation, head.published_size);
  const newest = await ledgerCollections(store).checkpoints.findOne({ _id: id });
  if (!newest) return failure('checkpoint_missing', id, { expected: head.published_size });
  return checkCheckpoint(store, newest, names);
}

/** The first field that is not what the key file, the lease and the checkpoints say it must be. */
async function alteredField(
  store: Store,
  head: LedgerHeadDocument,
  names: LogNames,
): Promise<keyof LedgerHeadDocument | undefined> {
  const { _id: log, generation, origin, vkeys, epoch, published_size, published_at } = head;
  if (storedBytes(head.root) === null) return 'root';
  if (storedBytes(head.frontier) === null) return 'frontier';
  if (!Number.isInteger(generation) || generation < 1) return 'generation';
  if (origin !== names.originOf(log, generation)) return 'origin';
  const known = names.knownVkeysOf(origin);
  if (!Array.isArray(vkeys) || vkeys.length === 0 || !vkeys.every((vkey) => known.includes(vkey))) return 'vkeys';
  const { checkpoints, leases } = ledgerCollections(store);
  const lease = await leases.findOne({ _id: 'keeper' });
  if (!Number.isInteger(epoch) || (lease && epoch > lease.token)) return 'epoch';
  const [newest] = await checkpoints.find({ log, origin }).sort({ size: -1 }).limit(1).toArray();
  const isBehind = newest !== undefined && (published_at === null || newest.size > published_size);
  if (isBehind && !(await hasMoved(store, head))) return published_at === null ? 'published_at' : 'published_size';
  const isOfNewest = newest?.size === published_size && published_at !== null;
  return isOfNewest && timeOf(newest.created_at) !== timeOf(published_at) ? 'published_at' : undefined;
}

function timeOf(stored: unknown): number | null {
  return stored instanceof Date ? stored.getTime() : null;
}

/** A checkpoint may have come since the head was read. */
async function hasMoved(store: Store, { _id, published_size }: LedgerHeadDocument): Promise<boolean> {
  const now = await ledgerCollections(store).heads.findOne({ _id });
  return now?.published_size !== published_size;
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
  names: LogNames,
  nodes?: TreeNodes,
): Promise<LedgerFailure | undefined> {
  const { _id, log, size } = checkpoint;
  const root = storedBytes(checkpoint.root);
  if (root === null || !isOwnCheckpoint(checkpoint, names)) {
    return failure('checkpoint_altered', _id, { expected: root?.toString('base64') ?? null });
  }
  const forged = forgedCosignature(checkpoint);
  if (forged !== undefined) return failure('checkpoint_altered', `${_id} cosignature ${forged}`);
  return checkRoot(store, log, size, root, `checkpoint ${_id}`, nodes);
}

/** Which of its cosignatures, from 0, is none of the witness that it names. */
function forgedCosignature({ note, cosignatures }: LedgerCheckpointDocument): number | undefined {
  const forged = cosignatures.findIndex(({ vkey, line }) => {
    const [said, key] = [parseNote(`${note}${line}\n`), parseVkey(vkey)];
    return !said || !key || !cosignatureBy(said, key);
  });
  return forged < 0 ? undefined : forged;
}
