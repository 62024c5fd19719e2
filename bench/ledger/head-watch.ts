/**
 * When the trees of logs grew and were signed, as a reader sees it: a change stream, which shows what a majority has. The
 * time it takes to arrive is counted against the ledger.
 */

import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { LedgerHeadDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';

interface Growth {
  readonly size: number;
  readonly atMs: number;
}

interface Place {
  readonly log: number;
  readonly index: number;
}

export class HeadWatch {
  readonly #integrated = new Map<number, Growth[]>();
  readonly #published = new Map<number, Growth[]>();
  readonly #close: () => Promise<void>;

  private constructor(store: Store) {
    const stream = ledgerCollections(store).heads.watch<LedgerHeadDocument>([], { maxAwaitTimeMS: 50 });
    stream.on('change', (event) => {
      const atMs = performance.timeOrigin + performance.now();
      if (event.operationType === 'insert') add(this.#integrated, event.documentKey._id, event.fullDocument.size, atMs);
      if (event.operationType !== 'update') return;
      const { size, published_size: published } = event.updateDescription.updatedFields ?? {};
      add(this.#integrated, event.documentKey._id, size, atMs);
      add(this.#published, event.documentKey._id, published, atMs);
    });
    this.#close = () => stream.close();
  }

  /** Resolves once it sees what comes from now on. */
  static async start(store: Store): Promise<HeadWatch> {
    const watch = new HeadWatch(store);
    // The stream begins with its first answer, which an empty one is too.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return watch;
  }

  integratedAt({ log, index }: Place): number | undefined {
    return firstBeyond(this.#integrated.get(log) ?? [], index);
  }

  publishedAt({ log, index }: Place): number | undefined {
    return firstBeyond(this.#published.get(log) ?? [], index);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function add(growths: Map<number, Growth[]>, log: number, size: number | undefined, atMs: number): void {
  if (size === undefined) return;
  const growth = growths.get(log) ?? [];
  growth.push({ size, atMs });
  growths.set(log, growth);
}

/** Both lists ascend, since logs only grow. */
function firstBeyond(growth: readonly Growth[], index: number): number | undefined {
  let [low, high] = [0, growth.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((growth[middle]?.size ?? 0) > index) high = middle;
    else low = middle + 1;
  }
  return growth[low]?.atMs;
}
