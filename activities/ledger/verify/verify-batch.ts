/**
 * A batch of the job that verifies a log: entries in their order, then checkpoints, then what lies outside of it. Whoever
 * verifies the first organization, from which the others are managed, verifies the platform's log after it.
 */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { FIRST_ORGANIZATION_ID } from '../../../domain/permissions.ts';
import { checkHead } from '../../../store/ledger/check/check-head.ts';
import { failure, type LedgerFailure } from '../../../store/ledger/check/failure.ts';
import { provenPrunedSize } from '../../../store/ledger/check/proven-pruned-size.ts';
import { headOf } from '../../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { TILE_WIDTH } from '../../../store/ledger/tile.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { Position } from '../../../workflows/contract.ts';
import type { BatchFinished, BatchResult } from '../contract.ts';
import { ended, type Phase, type Snapshot, type Step, snapshotOf, type Trees, type VerifyMeans } from './step.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';
import { verifyEntries } from './verify-entries.ts';
import { verifyDocuments, verifyOutside } from './verify-outside.ts';

/** Entries of one batch; a multiple of the width of a tile. */
const ENTRIES = 16 * TILE_WIDTH;
const NO_TREES: Trees = { own: null, tree: null };

export async function verifyBatch(means: VerifyMeans, job: JobDocument, position: Position): Promise<BatchResult> {
  // Only this function writes it, and answers of activities are authenticated.
  let phase = position.next as Phase | null;
  let trees: Trees = phase ?? NO_TREES;
  let done = position.done;
  do {
    const step: Step = phase === null ? await begin(means, job) : await go(means, job, phase);
    done += step.count;
    trees = step.next ?? step.trees ?? trees;
    if (step.failure || step.next === null) return finished(job, trees, done, step.failure);
    phase = step.next;
    // Small collections share a batch.
  } while (done - position.done < ENTRIES / 2);
  const { own, tree } = phase;
  const total = own.size + (tree.log === own.log ? 0 : tree.size);
  return { state: 'more', position: { next: phase, done, total: Math.max(done, total) } };
}

function finished(
  { input }: JobDocument,
  { own, tree }: Trees,
  done: number,
  found: LedgerFailure | undefined,
): BatchFinished {
  const mode = String(input?.['mode']);
  const platform = tree?.log === PLATFORM_LOG ? tree : null;
  const first = found && platform ? { ...found, place: `platform log: ${found.place}` } : found;
  return {
    state: 'finished',
    done,
    total: done,
    status: first ? 'completed_with_errors' : 'succeeded',
    code: first ? 'ledger_damaged' : null,
    result: {
      mode,
      valid: first === undefined,
      checked: done,
      tree_size: own?.size ?? null,
      root_hash: own?.root ?? null,
      platform_tree_size: platform?.size ?? null,
      first_failure: first ?? null,
    },
    summary: first ? `${mode}: ${first.kind} at ${first.index ?? first.place}` : `${mode}: whole, ${done} looked at`,
  };
}

async function begin({ store, ledgerNames }: VerifyMeans, { organization_id: log, input }: JobDocument): Promise<Step> {
  const head = await headOf(store, log);
  if (!head) return ended(failure('head_missing', 'ledger_heads'), 0);
  const proven = await provenPrunedSize(store, log);
  if (head.pruned_size > proven) {
    const said = { expected: proven, actual: head.pruned_size };
    return ended(failure('head_altered', 'ledger_heads.pruned_size', said), 0);
  }
  const mode = input?.['mode'];
  const tree = snapshotOf(head);
  const trees = { own: tree, tree };
  // The head says where it leads, so its own faults are told after those of the entries, which come first.
  const found = mode === 'head' || mode === 'range' ? await checkHead(store, head, ledgerNames) : undefined;
  if (found || mode === 'head') return { ...ended(found, 1), trees };
  if (mode === 'range') {
    const from = tileFloor(Number(input?.['from_index']));
    const to = Math.min(Number(input?.['to_index']), head.size);
    return { failure: undefined, next: { phase: 'entries', ...trees, from, to, frontier: null }, count: 0 };
  }
  return { failure: undefined, next: entriesOf(tree, tree), count: 0 };
}

function tileFloor(index: number): number {
  return index - (index % TILE_WIDTH);
}

function entriesOf(own: Snapshot, tree: Snapshot): Phase {
  return { phase: 'entries', own, tree, from: 0, to: tree.size, frontier: '' };
}

async function go(means: VerifyMeans, job: JobDocument, phase: Phase): Promise<Step> {
  const step = await goThrough(means, job, phase);
  if (step.failure || step.next || phase.tree.log === PLATFORM_LOG || !looksAtPlatform(job)) return step;
  return { ...(await beginPlatform(means, phase.own)), count: step.count };
}

function goThrough(means: VerifyMeans, { input }: JobDocument, phase: Phase): Promise<Step> {
  switch (phase.phase) {
    case 'entries':
      return verifyEntries(means, phase, ENTRIES);
    case 'checkpoints':
      return verifyCheckpoints(means, phase);
    case 'outside':
      return verifyOutside(means, phase, input?.['mode'] === 'deep');
    case 'documents':
      return verifyDocuments(means, phase);
  }
}

function looksAtPlatform({ organization_id, input }: JobDocument): boolean {
  return organization_id === FIRST_ORGANIZATION_ID && (input?.['mode'] === 'full' || input?.['mode'] === 'deep');
}

/** It is there as soon as the first checkpoint of an organization is in it; until then that one waits. */
async function beginPlatform({ store }: VerifyMeans, own: Snapshot): Promise<Step> {
  const head = await headOf(store, PLATFORM_LOG);
  const tree = head ? snapshotOf(head) : { ...own, log: PLATFORM_LOG, size: 0 };
  if (head) return { failure: undefined, next: entriesOf(own, tree), count: 0 };
  const isKnown = await ledgerCollections(store).sequence.findOne({ log: PLATFORM_LOG });
  // Its first leaves may have come since the head was looked for.
  if (isKnown && !(await headOf(store, PLATFORM_LOG))) {
    return { ...ended(failure('head_missing', 'ledger_heads'), 0), trees: { own, tree } };
  }
  return { failure: undefined, next: { phase: 'outside', own, tree, after: '' }, count: 0 };
}
