/** How much of a log was let go, as the log itself says: the head's word alone would cover any deletion. */

import { PRUNED } from '../../../domain/retention.ts';
import type { Store } from '../../store.ts';
import { bytesOf, storedBytes } from '../bytes.ts';
import { ledgerCollections } from '../collections.ts';
import { recordOf } from '../leaf.ts';
import { hashLeaf } from '../merkle.ts';
import { TileMissing, TreeNodes } from '../tile-store.ts';

/** The index up to which records may be missing, by the newest record of a pruning whose leaf is in the log; 0 without. */
export async function provenPrunedSize(store: Store, log: number): Promise<number> {
  const records = store
    .auditCollection()
    .find({ organization_id: log, target_type: PRUNED.targetType, operation: PRUNED.operation })
    .sort({ target_id: -1 });
  for await (const { _id, leaf: stored } of records) {
    const leaf = storedBytes(stored);
    if (leaf === null || !(await isInLog(store, log, _id, hashLeaf(leaf)))) continue;
    const { event_id, operation, target_type, target_id } = recordOf(leaf, []);
    const isMeant = event_id === _id && operation === PRUNED.operation && target_type === PRUNED.targetType;
    if (isMeant && typeof target_id === 'number') return target_id;
  }
  return 0;
}

/** In the tree, or on its way there. */
async function isInLog(store: Store, log: number, eventId: string, hash: Buffer): Promise<boolean> {
  const { pending, sequence } = ledgerCollections(store);
  const waiting = await pending.findOne({ _id: eventId, log });
  if (waiting) return bytesOf(waiting.leaf_hash).equals(hash);
  const row = await sequence.findOne({ _id: eventId, log });
  if (!row) return false;
  try {
    return hash.equals(await new TreeNodes(store, log).node(0, row.index));
  } catch (error) {
    if (error instanceof TileMissing) return false;
    throw error;
  }
}
