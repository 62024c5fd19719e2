/** Whether what waits for a log can become part of it: rows that cannot hold up all that comes behind them. */

import type { LedgerPendingDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { storedBytes } from '../bytes.ts';
import { ledgerCollections } from '../collections.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** Those that have waited longest; more than a keeper takes at once wait only where something is wrong. */
const LOOKED_AT = 4_000;

/** Of the log of an organization. */
export async function checkPending(store: Store, log: number): Promise<LedgerFailure | undefined> {
  const { pending, sequence } = ledgerCollections(store);
  const rows = await pending.find({ log }).sort({ _id: 1 }).limit(LOOKED_AT).toArray();
  const ids = rows.map(({ _id }) => _id);
  const records = await store
    .auditCollection()
    .find({ _id: { $in: ids }, organization_id: log }, { projection: { leaf_hash: 1 } })
    .toArray();
  const hashes = new Map(records.map(({ _id, leaf_hash }) => [_id, storedBytes(leaf_hash)]));
  const other = rows.find((row) => !isOfItsRecord(row, hashes.get(row._id)));
  if (other) return failure('record_altered', 'ledger_pending.leaf_hash', { event_id: other._id });
  const sequenced = await sequence.find({ _id: { $in: ids } }).toArray();
  for (const { _id, index } of sequenced) {
    // A row goes in the very transaction that puts its leaf into the tree.
    if (await pending.findOne({ _id, log }))
      return failure('entry_unexpected', 'ledger_pending', { index, event_id: _id });
  }
  return undefined;
}

/** A row whose record is gone is told of with the entry that it becomes. */
function isOfItsRecord({ leaf_hash }: LedgerPendingDocument, ofRecord: Buffer | null | undefined): boolean {
  const waiting = storedBytes(leaf_hash);
  return waiting !== null && (ofRecord === undefined || ofRecord?.equals(waiting) === true);
}
