/** Goes through the entries of a log in order; behind the last one, what they come to must be what the head says. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { checkEdge } from '../../../store/ledger/check/check-edge.ts';
import { checkEntries } from '../../../store/ledger/check/check-entries.ts';
import { checkHead } from '../../../store/ledger/check/check-head.ts';
import { checkpointContents, recordContents } from '../../../store/ledger/check/entry-contents.ts';
import { failure, type LedgerFailure } from '../../../store/ledger/check/failure.ts';
import { provenPrunedSize } from '../../../store/ledger/check/proven-pruned-size.ts';
import { headOf } from '../../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { Frontier } from '../../../store/ledger/merkle.ts';
import type { Store } from '../../../store/store.ts';
import { type EntriesPhase, ended, type Snapshot, type Step, type VerifyMeans } from './step.ts';

/** At most `most` entries. */
export async function verifyEntries(means: VerifyMeans, phase: EntriesPhase, most: number): Promise<Step> {
  const { store, ledgerNames } = means;
  const { from, tree } = phase;
  const { log } = tree;
  const to = Math.min(from + most, phase.to);
  const frontier = phase.frontier === null ? undefined : Frontier.parse(from, Buffer.from(phase.frontier, 'base64'));
  const prunedSize = log === PLATFORM_LOG ? 0 : await provenPrunedSize(store, log);
  const contents = log === PLATFORM_LOG ? checkpointContents(store, ledgerNames) : recordContents(store, prunedSize);
  const found = await checkEntries(store, { log, from, to, size: tree.size, contents }, frontier);
  // Pruned while it was looked for: looked at again, with the record that says so.
  if (found?.kind === 'record_missing' && (await provenPrunedSize(store, log)) > prunedSize) {
    return verifyEntries(means, phase, most);
  }
  const count = to - from;
  if (found) return ended(found, count);
  if (to < phase.to) {
    const after = frontier ? frontier.bytes().toString('base64') : null;
    return { failure: undefined, next: { ...phase, from: to, frontier: after }, count };
  }
  // A part of the log leads to no root.
  if (frontier === undefined) return ended(undefined, count);
  const next = { phase: 'checkpoints', own: phase.own, tree, after: '' } as const;
  return { failure: await checkWholeTree(means, tree, frontier), next, count };
}

/** What the entries come to is what the head has said, and nothing comes behind them that the head does not know. */
async function checkWholeTree(
  { store, ledgerNames }: VerifyMeans,
  { log, root: actual }: Snapshot,
  frontier: Frontier,
): Promise<LedgerFailure | undefined> {
  const expected = frontier.root().toString('base64');
  if (expected !== actual) return failure('root_differs', 'ledger_heads.root', { expected, actual });
  const unexpected = await unexpectedEntry(store, log);
  if (unexpected) return unexpected;
  const head = await headOf(store, log);
  if (!head) return failure('head_missing', 'ledger_heads');
  return (await checkEdge(store, log)) ?? checkHead(store, head, ledgerNames);
}

/** A row more than the head has entries. Rows come with their head, so one that is read later covers all of them. */
async function unexpectedEntry(store: Store, log: number): Promise<LedgerFailure | undefined> {
  const { sequence } = ledgerCollections(store);
  const rows = await sequence.countDocuments({ log });
  const size = (await headOf(store, log))?.size ?? 0;
  if (rows <= size) return undefined;
  const beside = await sequence.findOne({ log, $or: [{ index: { $gte: size } }, { index: { $lt: 0 } }] });
  const said = beside ? { index: beside.index, event_id: beside._id } : { expected: size, actual: rows };
  return failure('entry_unexpected', 'ledger_sequence', said);
}
