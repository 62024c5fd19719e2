/** Goes through the entries of a log in order; behind the last one, what they come to must be what the head says. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { checkEntries } from '../../../store/ledger/check/check-entries.ts';
import { checkHead } from '../../../store/ledger/check/check-head.ts';
import { checkpointContents, recordContents } from '../../../store/ledger/check/entry-contents.ts';
import { failure, type LedgerFailure } from '../../../store/ledger/check/failure.ts';
import { provenPrunedSize } from '../../../store/ledger/check/proven-pruned-size.ts';
import { headOf } from '../../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { Frontier } from '../../../store/ledger/merkle.ts';
import { type EntriesPhase, ended, type Snapshot, type Step, type VerifyMeans } from './step.ts';

/** At most `most` entries. */
export async function verifyEntries(means: VerifyMeans, phase: EntriesPhase, most: number): Promise<Step> {
  const { store, ledgerVkeysOf } = means;
  const { from, tree } = phase;
  const { log } = tree;
  const to = Math.min(from + most, phase.to);
  const frontier = phase.frontier === null ? undefined : Frontier.parse(from, Buffer.from(phase.frontier, 'base64'));
  const prunedSize = log === PLATFORM_LOG ? 0 : await provenPrunedSize(store, log);
  const contents = log === PLATFORM_LOG ? checkpointContents(store, ledgerVkeysOf) : recordContents(store, prunedSize);
  const found = await checkEntries(store, { log, from, to, contents }, frontier);
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
  { store, ledgerVkeysOf }: VerifyMeans,
  { log, root: actual }: Snapshot,
  frontier: Frontier,
): Promise<LedgerFailure | undefined> {
  const expected = frontier.root().toString('base64');
  if (expected !== actual) return failure('root_differs', 'ledger_heads.root', { expected, actual });
  const head = await headOf(store, log);
  if (!head) return failure('head_missing', 'ledger_heads');
  const beyond = await ledgerCollections(store)
    .sequence.find({ log, index: { $gte: head.size } })
    .sort({ index: 1 })
    .limit(1)
    .next();
  // It may have come, with its head, since that was read.
  if (beyond && ((await headOf(store, log))?.size ?? 0) <= beyond.index) {
    return failure('entry_unexpected', 'ledger_sequence', { index: beyond.index, event_id: beyond._id });
  }
  return checkHead(store, head, ledgerVkeysOf);
}
