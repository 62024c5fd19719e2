/** Holds every checkpoint of a log against its tree, and the list of them against what the platform's log has of it. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { checkCheckpoint } from '../../../store/ledger/check/check-head.ts';
import { failure, type LedgerFailure } from '../../../store/ledger/check/failure.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { TreeNodes } from '../../../store/ledger/tile-store.ts';
import type { Store } from '../../../store/store.ts';
import { type CheckpointsPhase, ended, type Phase, type Step, type VerifyMeans } from './step.ts';

const CHECKPOINTS = 500;

export async function verifyCheckpoints({ store, ledgerNames }: VerifyMeans, phase: CheckpointsPhase): Promise<Step> {
  const { own, tree, after } = phase;
  const { log } = tree;
  const found = await ledgerCollections(store)
    .checkpoints.find({ log, _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(CHECKPOINTS)
    .toArray();
  const nodes = new TreeNodes(store, log);
  for (const checkpoint of found) {
    const wrong = await checkCheckpoint(store, checkpoint, ledgerNames, nodes);
    if (wrong) return ended(wrong, found.length);
  }
  const last = found.length < CHECKPOINTS ? null : (found.at(-1)?._id ?? null);
  const missing = await missingCheckpoint(store, log, after, last, new Set(found.map(({ _id }) => _id)));
  if (missing) return ended(missing, found.length);
  const next: Phase = last === null ? { phase: 'outside', own, tree, after: '' } : { ...phase, after: last };
  return { failure: undefined, next, count: found.length };
}

/**
 * The platform's log knows every checkpoint of an organization: between `after` and `to` all of them must be among
 * `found`. That log's own list is what verifying it looks at.
 */
async function missingCheckpoint(
  store: Store,
  log: number,
  after: string,
  to: string | null,
  found: ReadonlySet<string>,
): Promise<LedgerFailure | undefined> {
  const range = { $gt: after === '' ? `${log}/` : after, ...(to === null ? { $lt: `${log}0` } : { $lte: to }) };
  const known = ledgerCollections(store)
    .sequence.find({ _id: range, log: PLATFORM_LOG })
    .project<{ _id: string }>({ _id: 1 });
  for await (const { _id } of known) {
    // One that was published since the list was read is there now.
    const isThere = found.has(_id) || (await ledgerCollections(store).checkpoints.findOne({ _id, log }));
    if (!isThere) return failure('checkpoint_missing', _id);
  }
  return undefined;
}
