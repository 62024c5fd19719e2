/**
 * A batch of the job that builds an evidence bundle: it waits until a checkpoint covers every record, then, for a
 * moment, until the platform log has that checkpoint, and builds the bundle in one go.
 */

import { selectionInWords } from '../../domain/evidence-bundle.ts';
import { headOf, latestCheckpoint } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { BundleFile, EvidenceBundleDocument } from '../../store/models/evidence-bundle.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Position } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { StepDefect } from '../step-defect.ts';
import { buildBundle } from './bundle/build-bundle.ts';
import { platformPart } from './bundle/platform-part.ts';
import { selectRecords } from './bundle/selected-records.ts';
import type { BatchMore, BatchResult } from './contract.ts';

/** What the next batch begins with; `waited` counts how often it was too early. */
type BundlePosition =
  | { readonly phase: 'records'; readonly waited: number }
  /** The checkpoint that is settled on. */
  | { readonly phase: 'build'; readonly checkpoint: string; readonly waited: number };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** About ten minutes: checkpoints come within seconds where a worker keeps the ledger. */
const WAITS_FOR_RECORDS = 45;
/** About eight seconds: without its place in the platform log a bundle is as good, but for witnesses. */
const WAITS_FOR_PLATFORM = 4;

export async function bundleBatch(
  { store }: Pick<Dependencies, 'store'>,
  job: JobDocument,
  position: Position,
): Promise<BatchResult> {
  const bundle = await bundleOf(store, job);
  if (bundle.file) return finished(bundle, bundle.file);
  const at = (position.next as BundlePosition | null) ?? { phase: 'records', waited: 0 };
  return at.phase === 'records' ? cover(store, bundle, at) : build(store, bundle, job, position, at);
}

async function bundleOf(store: Store, { _id, organization_id, input }: JobDocument): Promise<EvidenceBundleDocument> {
  const bundle = await store.models.evidenceBundles
    .findOne({ _id: Number(input?.['bundle_id']), organization_id, job_id: _id })
    .lean<EvidenceBundleDocument>();
  if (!bundle || bundle.withdrawn_at)
    throw new StepDefect('bundle_gone', 'the bundle was taken away; ask for it again');
  return bundle;
}

/** Settles on the newest checkpoint once it covers all records. */
async function cover(
  store: Store,
  bundle: EvidenceBundleDocument,
  { waited }: BundlePosition & { readonly phase: 'records' },
): Promise<BatchResult> {
  const { count: total, sequenced } = await selectRecords(store, bundle);
  const log = bundle.organization_id;
  const checkpoint = await latestCheckpoint(store, log);
  const size = checkpoint?.size ?? 0;
  const covered = sequenced.filter(({ index }) => index < size).length;
  if (checkpoint && covered === total) {
    const next: BundlePosition = { phase: 'build', checkpoint: checkpoint._id, waited: 0 };
    return { state: 'more', position: { next, done: covered, total } };
  }
  if ((await headOf(store, log))?.refusal) {
    throw new StepDefect('ledger_refused', 'the log is not signed at present; GET /v1/ledger says why');
  }
  if (waited >= WAITS_FOR_RECORDS) {
    throw new StepDefect(
      'ledger_behind',
      `${total - covered} of the records are not under a checkpoint after ten minutes; see GET /v1/ledger, and ask again`,
    );
  }
  const next: BundlePosition = { phase: 'records', waited: waited + 1 };
  return later({ next, done: covered, total }, waited);
}

function later(position: Position, waited: number): BatchMore {
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waited);
  return { state: 'more', position, waitMs };
}

async function build(
  store: Store,
  bundle: EvidenceBundleDocument,
  job: JobDocument,
  position: Position,
  at: BundlePosition & { readonly phase: 'build' },
): Promise<BatchResult> {
  const [checkpoint, head] = await Promise.all([
    ledgerCollections(store).checkpoints.findOne({ _id: at.checkpoint }),
    headOf(store, bundle.organization_id),
  ]);
  const [newest, ...older] = head?.vkeys ?? [];
  // The log goes on under another name: its checkpoints are others.
  if (!checkpoint || checkpoint.origin !== head?.origin || newest === undefined) return anew(position);
  const platform = await platformPart(store, checkpoint);
  if (!platform && at.waited < WAITS_FOR_PLATFORM) {
    const next: BundlePosition = { ...at, waited: at.waited + 1 };
    return later({ ...position, next }, at.waited);
  }
  const { sequenced } = await selectRecords(store, bundle);
  // What came since is left to another bundle.
  const selected = sequenced.filter(({ index }) => index < checkpoint.size);
  const facts = {
    bundle,
    job,
    checkpoint,
    vkeys: [newest, ...older] as const,
    recordCount: selected.length,
    hasPlatformPart: platform !== null,
  };
  await buildBundle(store, { facts, selected, platform });
  const built = await bundleOf(store, job);
  return built.file ? finished(built, built.file) : anew(position);
}

/**
 * From the start: a person was erased while the bundle was built, the log has got another name, or another attempt has
 * begun later, which is not to be overtaken in its turn at once.
 */
function anew(position: Position): BatchMore {
  const next: BundlePosition = { phase: 'records', waited: 0 };
  return later({ ...position, next }, 0);
}

function finished({ _id, selection }: EvidenceBundleDocument, file: BundleFile): BatchResult {
  const { record_count, tree_size, size, sha256, has_platform_proof } = file;
  return {
    state: 'finished',
    status: 'succeeded',
    code: null,
    done: record_count,
    total: record_count,
    result: { bundle_id: _id, record_count, tree_size, size, sha256, platform_proof: has_platform_proof },
    summary: `bundle ${_id}: ${record_count} ${selectionInWords(selection)}, in a tree of ${tree_size}; ${size} bytes, SHA-256 ${sha256}`,
  };
}
