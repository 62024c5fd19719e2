/**
 * The ledger: what a record costs where it is written, how soon it is in the tree and signed, how long a proof takes,
 * and what is stored. The keeper is the one of the worker, in its own process, as in production.
 */

import { openStore } from '../store/store.ts';
import { benchAppends } from './ledger/appends.ts';
import { benchLatency } from './ledger/latency.ts';
import { benchProofs } from './ledger/proofs.ts';
import { benchStorage } from './ledger/storage.ts';
import type { BenchOptions, Row } from './measurement.ts';
import type { Stack } from './stack.ts';

/** @throws Error where a record that was written does not get into the tree. */
export async function benchLedger(stack: Stack, options: BenchOptions): Promise<Row[]> {
  const store = await openStore(stack.mongodbUri);
  try {
    return [
      ...(await benchAppends(store, options)),
      ...(await benchLatency(stack, store, options)),
      ...(await benchStorage(stack, options)),
      ...(await benchProofs(stack, options)),
    ];
  } finally {
    await store.close();
  }
}
