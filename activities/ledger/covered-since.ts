/** Since when entries of a log are under a checkpoint: a clock that was behind when they were written does not say that. */

import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { LedgerCheckpointDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';

/** For the entries from index `from` up to and without `to`: when the first checkpoint was signed that covers one. */
export async function coveredSince(
  store: Store,
  log: number,
  from: number,
  to: number,
): Promise<(index: number) => Date | null> {
  const found: Pick<LedgerCheckpointDocument, 'size' | 'created_at'>[] = [];
  const checkpoints = ledgerCollections(store)
    .checkpoints.find({ log, size: { $gt: from } })
    .project<Pick<LedgerCheckpointDocument, 'size' | 'created_at'>>({ size: 1, created_at: 1 })
    .sort({ size: 1 })
    .batchSize(to - from + 1);
  for await (const checkpoint of checkpoints) {
    found.push(checkpoint);
    if (checkpoint.size >= to) break;
  }
  return (index) => found.find(({ size }) => size > index)?.created_at ?? null;
}
