/** A batch of the job that verifies a log: entries in their order, then checkpoints, then what lies outside of it. */

import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { bytesOf } from '../../store/ledger/bytes.ts';
import { checkEntries } from '../../store/ledger/check/check-entries.ts';
import { checkCheckpoint, checkHead } from '../../store/ledger/check/check-head.ts';
import { checkDocuments, checkOutsideRecords, type DocumentPosition } from '../../store/ledger/check/check-outside.ts';
import { failure, type LedgerFailure } from '../../store/ledger/check/failure.ts';
import { provenPrunedSize } from '../../store/ledger/check/proven-pruned-size.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { Frontier } from '../../store/ledger/merkle.ts';
import { TILE_WIDTH } from '../../store/ledger/tile.ts';
import { TreeNodes } from '../../store/ledger/tile-store.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Position } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import type { BatchFinished, BatchResult } from './contract.ts';

/** Entries of one batch; a multiple of the width of a tile. */
const ENTRIES = 16 * TILE_WIDTH;
const CHECKPOINTS = 500;

type Means = Pick<Dependencies, 'store' | 'ledgerVkeysOf'>;

/** The tree as it was when the job began: it may grow meanwhile. */
interface Snapshot {
  readonly size: number;
  /** In base64. */
  readonly root: string;
  /** Where the entries to be looked at end. */
  readonly to: number;
}

type Next =
  | { readonly phase: 'entries'; readonly tree: Snapshot; readonly from: number; readonly frontier: string | null }
  | { readonly phase: 'checkpoints'; readonly tree: Snapshot; readonly after: string }
  | { readonly phase: 'records'; readonly tree: Snapshot; readonly after: string }
  | { readonly phase: 'documents'; readonly tree: Snapshot; readonly at: DocumentPosition | null };

/** What a phase came to: a failure ends the job, no next phase ends it well. */
interface Step {
  /** Told by the first one. */
  readonly tree?: Snapshot;
  readonly failure: LedgerFailure | undefined;
  readonly next: Next | null;
  /** How many things it has looked at. */
  readonly count: number;
}

export async function verifyBatch(means: Means, job: JobDocument, position: Position): Promise<BatchResult> {
  // Only this function writes it, and answers of activities are authenticated.
  const next = position.next as Next | null;
  let step = next === null ? await begin(means, job) : await go(means, job, next);
  const tree = next?.tree ?? step.tree ?? step.next?.tree ?? null;
  let done = position.done + step.count;
  // Small collections share a batch.
  while (step.next && !step.failure && done - position.done < ENTRIES / 2) {
    step = await go(means, job, step.next);
    done += step.count;
  }
  if (step.failure || step.next === null) return finished(job, tree, done, step.failure);
  return { state: 'more', position: { next: step.next, done, total: Math.max(step.next.tree.to, done) } };
}

function finished(
  { input }: JobDocument,
  tree: Snapshot | null,
  done: number,
  found: LedgerFailure | undefined,
): BatchFinished {
  const mode = String(input?.['mode']);
  return {
    state: 'finished',
    done,
    total: done,
    status: found ? 'completed_with_errors' : 'succeeded',
    code: found ? 'ledger_damaged' : null,
    result: {
      mode,
      valid: found === undefined,
      checked: done,
      tree_size: tree?.size ?? null,
      root_hash: tree?.root ?? null,
      first_failure: found ?? null,
    },
    summary: found ? `${mode}: ${found.kind} at ${found.index ?? found.place}` : `${mode}: whole, ${done} looked at`,
  };
}

async function begin({ store, ledgerVkeysOf }: Means, { organization_id: log, input }: JobDocument): Promise<Step> {
  const head = await headOf(store, log);
  if (!head) return ended(failure('head_missing', 'ledger_heads'), 0);
  const proven = await provenPrunedSize(store, log);
  if (head.pruned_size > proven) {
    const said = { expected: proven, actual: head.pruned_size };
    return ended(failure('head_altered', 'ledger_heads.pruned_size', said), 0);
  }
  const mode = input?.['mode'];
  const from = mode === 'range' ? tileFloor(Number(input?.['from_index'])) : 0;
  const to = mode === 'range' ? Math.min(Number(input?.['to_index']), head.size) : head.size;
  const tree = { size: head.size, root: bytesOf(head.root).toString('base64'), to };
  // The head says where it leads, so its own faults are told after those of the entries, which come first.
  const found = mode === 'head' || mode === 'range' ? await checkHead(store, head, ledgerVkeysOf) : undefined;
  if (found || mode === 'head') return { ...ended(found, 1), tree };
  const frontier = mode === 'range' ? null : '';
  return { failure: undefined, next: { phase: 'entries', tree, from, frontier }, count: 0 };
}

function tileFloor(index: number): number {
  return index - (index % TILE_WIDTH);
}

function ended(found: LedgerFailure | undefined, count: number): Step {
  return { failure: found, next: null, count };
}

function go(means: Means, job: JobDocument, next: Next): Promise<Step> {
  switch (next.phase) {
    case 'entries':
      return entries(means, job, next);
    case 'checkpoints':
      return checkpoints(means, job, next);
    case 'records':
      return records(means, job, next);
    case 'documents':
      return documents(means, job, next);
  }
}

async function entries(means: Means, job: JobDocument, next: Extract<Next, { phase: 'entries' }>): Promise<Step> {
  const { store } = means;
  const { organization_id: log, input } = job;
  const { tree, from, frontier: before } = next;
  const to = Math.min(from + ENTRIES, tree.to);
  const frontier = before === null ? undefined : Frontier.parse(from, Buffer.from(before, 'base64'));
  const prunedSize = await provenPrunedSize(store, log);
  const found = await checkEntries(store, { log, from, to, prunedSize }, frontier);
  // Pruned while it was looked for: looked at again, with the record that says so.
  if (found?.kind === 'record_missing' && (await provenPrunedSize(store, log)) > prunedSize) {
    return entries(means, job, next);
  }
  const count = to - from;
  if (found) return ended(found, count);
  if (to < tree.to) {
    const after = frontier ? frontier.bytes().toString('base64') : null;
    return { failure: undefined, next: { phase: 'entries', tree, from: to, frontier: after }, count };
  }
  if (input?.['mode'] === 'range') return ended(undefined, count);
  return {
    failure: await wholeTree(means, log, tree, frontier),
    next: { phase: 'checkpoints', tree, after: '' },
    count,
  };
}

/** What the entries come to is what the head has said, and nothing comes behind them that the head does not know. */
async function wholeTree(
  { store, ledgerVkeysOf }: Means,
  log: number,
  tree: Snapshot,
  frontier: Frontier | undefined,
): Promise<LedgerFailure | undefined> {
  const expected = frontier?.root().toString('base64') ?? null;
  if (expected !== tree.root) return failure('root_differs', 'ledger_heads.root', { expected, actual: tree.root });
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

async function checkpoints(
  { store, ledgerVkeysOf }: Means,
  { organization_id: log }: JobDocument,
  { tree, after }: Extract<Next, { phase: 'checkpoints' }>,
): Promise<Step> {
  const found = await ledgerCollections(store)
    .checkpoints.find({ log, _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(CHECKPOINTS)
    .toArray();
  const nodes = new TreeNodes(store, log);
  for (const checkpoint of found) {
    const wrong = await checkCheckpoint(store, checkpoint, ledgerVkeysOf, nodes);
    if (wrong) return ended(wrong, found.length);
  }
  const last = found.length < CHECKPOINTS ? null : found.at(-1)?._id;
  const missing = await missingCheckpoint(store, log, after, last ?? null, new Set(found.map(({ _id }) => _id)));
  if (missing) return ended(missing, found.length);
  const next: Next = last ? { phase: 'checkpoints', tree, after: last } : { phase: 'records', tree, after: '' };
  return { failure: undefined, next, count: found.length };
}

/** The platform's log knows every checkpoint there was: between `after` and `to` all of them must be among `found`. */
async function missingCheckpoint(
  store: Dependencies['store'],
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
    const isThere = found.has(_id) || (await ledgerCollections(store).checkpoints.findOne({ _id }));
    if (!isThere) return failure('checkpoint_missing', _id);
  }
  return undefined;
}

async function records(
  { store }: Means,
  { organization_id: log, input }: JobDocument,
  { tree, after }: Extract<Next, { phase: 'records' }>,
): Promise<Step> {
  const looked = await checkOutsideRecords(store, log, after);
  const following: Next | null = input?.['mode'] === 'deep' ? { phase: 'documents', tree, at: null } : null;
  const next: Next | null = looked.next === null ? following : { phase: 'records', tree, after: looked.next };
  return { failure: looked.failure, next, count: looked.count };
}

async function documents(
  { store }: Means,
  { organization_id: log }: JobDocument,
  { tree, at }: Extract<Next, { phase: 'documents' }>,
): Promise<Step> {
  const looked = await checkDocuments(store, log, at);
  const next: Next | null = looked.next && { phase: 'documents', tree, at: looked.next };
  return { failure: looked.failure, next, count: looked.count };
}
