/** The records of a bundle with their proofs, page by page, each held against the checkpoint before it goes out. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { provenPrunedSize } from '../../../store/ledger/check/proven-pruned-size.ts';
import { readRecordLeaves } from '../../../store/ledger/entries.ts';
import { type ExportedEntry, exportedEntry } from '../../../store/ledger/export/exported-entry.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isIncluded } from '../../../store/ledger/proof-check.ts';
import { inclusionProof } from '../../../store/ledger/proofs.ts';
import { RememberedNodes } from '../../../store/ledger/remembered-nodes.ts';
import { TileMissing } from '../../../store/ledger/tile-store.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { StepDefect } from '../../step-defect.ts';
import type { SelectedRecord } from './selected-records.ts';

/** Records whose tiles are held at the same time: a tile has 8 KiB, and each record may have one of its own. */
const PAGE = 500;
/** Hashing takes turns with whatever else the worker does. */
const TURN = 20;

/** @throws StepDefect `ledger_damaged` where a record is not what the tree holds. */
export async function* entriesOf(
  store: Store,
  { log }: LedgerCheckpointDocument,
  selected: readonly SelectedRecord[],
): AsyncGenerator<ExportedEntry> {
  for (const page of pagesOf(selected)) {
    const nodes = new RememberedNodes(store, log);
    const leaves = await readRecordLeaves(
      store,
      page.map(({ eventId }) => eventId),
    );
    // Read after the records: what is missing from them was let go before, and the log says so.
    const prunedSize = leaves.size < page.length ? await provenPrunedSize(store, log) : 0;
    for (const { eventId, index } of page) {
      const leafHash = await asDamage(() => nodes.node(0, index));
      const { leaf = null, disclosures = [] } = leaves.get(eventId) ?? {};
      const isPruned = leaf === null;
      if (isPruned && index >= prunedSize)
        throw damaged(`record ${eventId} (index ${index}) is gone, and was not let go`);
      const entry = exportedEntry(log, { index, eventId, leaf, isPruned, leafHash, disclosures });
      if (leaf !== null && (entry.record?.event_id !== eventId || !hashLeaf(leaf).equals(leafHash))) {
        throw damaged(`record ${eventId} (index ${index}) is not what the tree holds`);
      }
      yield entry;
    }
  }
}

export interface RecordProof extends SelectedRecord {
  readonly leafHash: Buffer;
  readonly hashes: readonly Buffer[];
}

/** @throws StepDefect `ledger_damaged` where a proof does not lead to the root of the checkpoint. */
export async function* proofsOf(
  store: Store,
  { log, size, root }: LedgerCheckpointDocument,
  selected: readonly SelectedRecord[],
): AsyncGenerator<RecordProof> {
  for (const page of pagesOf(selected)) {
    const nodes = new RememberedNodes(store, log);
    for (const [at, { eventId, index }] of page.entries()) {
      if (at % TURN === 0) await nextTurn();
      const [leafHash, hashes] = await asDamage(() =>
        Promise.all([nodes.node(0, index), inclusionProof(store, log, index, size, nodes)]),
      );
      if (!isIncluded(leafHash, index, size, hashes, bytesOf(root))) {
        throw damaged(`the proof of record ${eventId} (index ${index}) does not lead to the checkpoint`);
      }
      yield { eventId, index, leafHash, hashes };
    }
  }
}

function* pagesOf(selected: readonly SelectedRecord[]): Generator<readonly SelectedRecord[]> {
  for (let at = 0; at < selected.length; at += PAGE) yield selected.slice(at, at + PAGE);
}

async function asDamage<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof TileMissing ? damaged(error.message) : error;
  }
}

export function damaged(what: string): StepDefect {
  return new StepDefect('ledger_damaged', `${what}; POST /v1/ledger/verify names the first bad place`);
}
