/** Whether what the entries of a log stand for is there: audit records, or in the platform's log signed checkpoints. */

import type { LedgerSequenceDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { ledgerCollections } from '../collections.ts';
import type { LogNames } from '../log-names.ts';
import { hashLeaf } from '../merkle.ts';
import { isOwnCheckpoint } from '../own-checkpoint.ts';
import { checkRecord } from './check-record.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** What is wrong with what an entry stands for; the tree has `inTree` for it. */
export type ContentCheck = (entry: LedgerSequenceDocument, inTree: Buffer) => LedgerFailure | undefined;

/** Reads what these entries stand for, at once. */
export type ReadContents = (entries: readonly LedgerSequenceDocument[]) => Promise<ContentCheck>;

/** Records with an index below `prunedSize` may be missing. */
export function recordContents(store: Store, prunedSize: number): ReadContents {
  return async (entries) => {
    const found = await store
      .auditCollection()
      .find({ _id: { $in: idsOf(entries) } })
      .toArray();
    const records = new Map(found.map((record) => [record._id, record]));
    return ({ _id, index }, inTree) => {
      const record = records.get(_id);
      if (record) return checkRecord(record, index, inTree);
      return index < prunedSize ? undefined : failure('record_missing', 'audit_records', { index, event_id: _id });
    };
  };
}

/** Checkpoints of organizations; each must be the very note that was logged, and one that a key of its log has signed. */
export function checkpointContents(store: Store, names: LogNames): ReadContents {
  return async (entries) => {
    const found = await ledgerCollections(store)
      .checkpoints.find({ _id: { $in: idsOf(entries) } })
      .toArray();
    const checkpoints = new Map(found.map((checkpoint) => [checkpoint._id, checkpoint]));
    return ({ _id, index }, inTree) => {
      const checkpoint = checkpoints.get(_id);
      if (!checkpoint) return failure('checkpoint_missing', _id, { index });
      const hash = hashLeaf(Buffer.from(`${checkpoint.note}`));
      if (hash.equals(inTree) && isOwnCheckpoint(checkpoint, names)) return undefined;
      const [expected, actual] = [inTree.toString('base64'), hash.toString('base64')];
      return failure('checkpoint_altered', _id, { index, expected, actual });
    };
  };
}

function idsOf(entries: readonly LedgerSequenceDocument[]): string[] {
  return entries.map(({ _id }) => _id);
}
