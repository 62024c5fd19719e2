/** Gives audit records from before the ledger their leaves, and puts them into its outbox. */

import type { AuditEntry } from '../../domain/audit.ts';
import type { Store } from '../store.ts';
import { binaryOf } from './bytes.ts';
import { ledgerCollections } from './collections.ts';
import { leafOf } from './leaf.ts';
import { hashLeaf } from './merkle.ts';

const BATCH = 500;

/**
 * In the order of their ids, so that the tree begins with what was first. Harmless to repeat: what has a leaf is left
 * as it is, and a batch that is cut off is taken again whole.
 */
export async function upgradeRecords(store: Store): Promise<void> {
  if ((await ledgerCollections(store).heads.estimatedDocumentCount()) > 0) return;
  const records = store.auditCollection();
  let last = '';
  for (;;) {
    const old = await records
      .find({ _id: { $gt: last }, leaf: { $exists: false } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const newest = old.at(-1);
    if (!newest) return;
    await store.transaction(async (session) => {
      for (const { _id, timestamp, ...entry } of old) {
        const { leaf, disclosures } = leafOf(entry satisfies AuditEntry, _id, timestamp);
        const leafHash = binaryOf(hashLeaf(leaf));
        const { modifiedCount } = await records.updateOne(
          { _id, leaf: { $exists: false } },
          { $set: { leaf: binaryOf(leaf), leaf_hash: leafHash, disclosures } },
          { session },
        );
        if (modifiedCount === 0) continue;
        const row = { _id, log: entry.organization_id, leaf_hash: leafHash };
        await store.pendingCollection().insertOne(row, { session });
      }
    });
    // What is done lies behind it: to find the rest by what it lacks, each batch would read all of that again.
    last = newest._id;
  }
}
