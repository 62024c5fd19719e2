/** The leaves of a log in the order of its tree. */

import { PLATFORM_LOG } from '../../domain/ledger.ts';
import type { AuditRecordDocument } from '../models/evidence.ts';
import type { Store } from '../store.ts';
import { bytesOf } from './bytes.ts';
import { headOf } from './checkpoints.ts';
import { ledgerCollections } from './collections.ts';
import { TILE_WIDTH } from './tile.ts';
import { readHashes } from './tile-reader.ts';
import { TileMissing } from './tile-store.ts';

export interface LedgerEntry {
  readonly index: number;
  /** Id of the audit record, or of the checkpoint where the log is the platform's. */
  readonly eventId: string;
  /** null where the record is gone. */
  readonly leaf: Buffer | null;
  /** It is gone because the retention policy let it go; otherwise somebody has deleted it. */
  readonly isPruned: boolean;
  /** As the tree has it. */
  readonly leafHash: Buffer;
  readonly disclosures: readonly string[];
}

/**
 * The entries from index `from` up to and without `to`, all of them, ascending.
 * @throws Error where one is missing: `to` lies beyond the tree, or the tree is damaged.
 */
export async function readEntries(store: Store, log: number, from: number, to: number): Promise<LedgerEntry[]> {
  const sequence = await ledgerCollections(store)
    .sequence.find({ log, index: { $gte: from, $lt: to } })
    .sort({ index: 1 })
    .toArray();
  const ids = sequence.map(({ _id }) => _id);
  const [leaves, hashes] = await Promise.all([readLeaves(store, log, ids), readHashes(store, log, 0, from, to)]);
  // Read after the records: what is missing from them was let go before.
  const prunedSize = leaves.size < ids.length ? ((await headOf(store, log))?.pruned_size ?? 0) : 0;
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => {
    const row = sequence[at];
    const leafHash = hashes(from + at);
    if (!leafHash) throw new TileMissing(log, { level: 0, index: Math.floor((from + at) / TILE_WIDTH) });
    if (row?.index !== from + at) throw new Error(`log ${log} has no entry at index ${from + at}`);
    const { leaf = null, disclosures = [] } = leaves.get(row._id) ?? {};
    const isPruned = leaf === null && row.index < prunedSize;
    return { index: row.index, eventId: row._id, leaf, isPruned, leafHash, disclosures };
  });
}

/** Where the record of an event is in the tree of its log; null while it waits. */
export async function indexOf(store: Store, log: number, eventId: string): Promise<number | null> {
  const row = await ledgerCollections(store).sequence.findOne({ _id: eventId, log });
  return row?.index ?? null;
}

interface StoredLeaf {
  readonly leaf: Buffer;
  readonly disclosures: readonly string[];
}

async function readLeaves(store: Store, log: number, ids: readonly string[]): Promise<Map<string, StoredLeaf>> {
  if (log === PLATFORM_LOG) {
    const checkpoints = await ledgerCollections(store)
      .checkpoints.find({ _id: { $in: [...ids] } })
      .project<{ _id: string; note: string }>({ note: 1 })
      .toArray();
    return new Map(checkpoints.map(({ _id, note }) => [_id, { leaf: Buffer.from(note), disclosures: [] }]));
  }
  return readRecordLeaves(store, ids);
}

/** Of audit records, by id; those that are gone are left out. */
export async function readRecordLeaves(store: Store, ids: readonly string[]): Promise<Map<string, StoredLeaf>> {
  const records = await store
    .auditCollection()
    .find({ _id: { $in: [...ids] } })
    .project<Pick<AuditRecordDocument, '_id' | 'leaf' | 'disclosures'>>({ leaf: 1, disclosures: 1 })
    .toArray();
  return new Map(records.map(({ _id, leaf, disclosures }) => [_id, { leaf: bytesOf(leaf), disclosures }]));
}
