/** GET /v1/ledger */

import { ledgerStateOf, PLATFORM_LOG } from '../../../domain/ledger.ts';
import { timeOfId } from '../../../store/event-time.ts';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { headOf } from '../../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { EMPTY_ROOT } from '../../../store/ledger/merkle.ts';
import type { LedgerHeadDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { query } from '../../operation.ts';
import { wireTime } from '../wire-time.ts';

export const getLedger = query('getLedger', async ({ means: { store }, organizationId, now }) => {
  const [head, platform, waiting] = await Promise.all([
    headOf(store, organizationId),
    headOf(store, PLATFORM_LOG),
    pendingOf(store, organizationId, now),
  ]);
  return {
    status: 200,
    body: {
      state: ledgerStateOf(head, waiting.oldest_pending_ms),
      ...publicPart(head),
      vkeys: head?.vkeys ?? [],
      size: head?.size ?? 0,
      root_hash: (head ? bytesOf(head.root) : EMPTY_ROOT).toString('base64'),
      ...waiting,
      pruned_size: head?.pruned_size ?? 0,
      platform: publicPart(platform),
    },
  };
});

function publicPart(head: LedgerHeadDocument | null) {
  const refusal = head?.refusal ?? null;
  return {
    origin: head?.origin ?? null,
    vkey: head?.vkeys[0] ?? null,
    published_size: head?.published_size ?? 0,
    published_at: head?.published_at ? wireTime(head.published_at) : null,
    refusal: refusal && { ...refusal, noticed_at: wireTime(refusal.noticed_at) },
  };
}

/** How much waits to be sequenced, and since when: an id begins with the time at which its request began. */
async function pendingOf(store: Store, log: number, now: Date) {
  const { pending } = ledgerCollections(store);
  const [count, oldest] = await Promise.all([
    pending.countDocuments({ log }),
    pending.find({ log }).sort({ log: 1, _id: 1 }).limit(1).next(),
  ]);
  const since = oldest ? timeOfId(oldest._id) : null;
  return { pending: count, oldest_pending_ms: since === null ? null : Math.max(0, now.getTime() - since) };
}
