/** Writes the ZIP file of a bundle into the store, member by member, and makes it the bundle's when it is whole. */

import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Html } from '../../../runtime/html.ts';
import { beginFile, dropFiles, publishFile } from '../../../store/evidence-bundles.ts';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { lineFor } from '../../../store/ledger/export/formats.ts';
import { inclusionMembers } from '../../../store/ledger/inclusion-members.ts';
import type { LedgerRecord } from '../../../store/ledger/leaf.ts';
import type { Store } from '../../../store/store.ts';
import { type BundleFacts, checkpointNote, manifestOf } from './bundle-facts.ts';
import { entriesOf, proofsOf } from './bundle-records.ts';
import type { PlatformPart } from './platform-part.ts';
import { readmeOf } from './readme.ts';
import type { SelectedRecord } from './selected-records.ts';
import { MAX_ROWS, rowOf, summaryOf } from './summary.ts';
import { ZipArchive } from './zip-archive.ts';

export interface BundleParts {
  readonly facts: BundleFacts;
  readonly selected: readonly SelectedRecord[];
  readonly platform: PlatformPart | null;
}

/**
 * May be called again, or twice at once: every call writes a file of its own, and one of them becomes the bundle's.
 * @returns whether this one has.
 * @throws StepDefect `ledger_damaged`, `too_large`.
 */
export async function buildBundle(store: Store, parts: BundleParts): Promise<boolean> {
  const { bundle, checkpoint, recordCount } = parts.facts;
  const file = await beginFile(store, bundle);
  const seen: Seen = { rows: [], userIds: new Set(requesterOf(parts)), grantIds: new Set() };
  let isPublished = false;
  try {
    const { bytes, signal } = archiveOf(store, parts, seen).end();
    const hash = createHash('sha256');
    let size = 0;
    const measure = async function* (pieces: AsyncIterable<string | Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        size += Buffer.byteLength(piece);
        yield piece;
      }
    };
    await pipeline(bytes, measure, file.stream, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
    const written = {
      id: file.id,
      size,
      sha256: hash.digest('hex'),
      record_count: recordCount,
      tree_size: checkpoint.size,
      has_platform_proof: parts.platform !== null,
      built_at: new Date(),
    };
    for (const id of await subjectsOf(store, bundle, seen)) seen.userIds.add(id);
    isPublished = await publishFile(store, bundle, written, [...seen.userIds]);
  } finally {
    if (!isPublished) await dropFiles(store, [file.id]);
  }
  return isPublished;
}

/** What is gathered on the way through the records. */
interface Seen {
  readonly rows: Html[];
  readonly userIds: Set<number>;
  /** Grants that somebody has given a reason for, which may tell of who got them. */
  readonly grantIds: Set<number>;
}

function requesterOf({ facts: { job } }: BundleParts): number[] {
  return job.actor.type === 'user' && job.actor.id !== null ? [job.actor.id] : [];
}

function archiveOf(store: Store, { facts, selected, platform }: BundleParts, seen: Seen): ZipArchive {
  const archive = new ZipArchive(facts.bundle.created_at);
  archive.add('records.jsonl', () => recordLines(store, facts, selected, seen));
  archive.add('proofs.jsonl', () => proofLines(store, facts, selected));
  archive.add('checkpoint', () => [checkpointNote(facts)]);
  archive.add('vkey', () => [`${facts.vkeys.join('\n')}\n`]);
  if (platform) {
    archive.add('platform/checkpoint', () => [platform.checkpoint]);
    archive.add('platform/vkey', () => [`${platform.vkeys.join('\n')}\n`]);
    archive.add('platform/proof.json', () => [platform.proof]);
  }
  archive.add('summary.html', () => [summaryOf(facts, seen.rows)]);
  archive.add('README.txt', () => [readmeOf(facts)]);
  archive.add('manifest.json', () => [manifestOf(facts, archive.files)]);
  return archive;
}

async function* recordLines(
  store: Store,
  { checkpoint }: BundleFacts,
  selected: readonly SelectedRecord[],
  seen: Seen,
) {
  for await (const entry of entriesOf(store, checkpoint, selected)) {
    if (seen.rows.length < MAX_ROWS) seen.rows.push(rowOf(entry));
    if (entry.record) note(entry.record, seen);
    yield `${lineFor('jsonl', entry)}\n`;
  }
}

/** Whom the record names, or may tell of in its reason: as the erasure of a person finds them. */
function note({ actor, target_type, target_id, reason }: LedgerRecord, { userIds, grantIds }: Seen): void {
  if (actor.type === 'user' && actor.id !== null) userIds.add(actor.id);
  if (typeof target_id !== 'number') return;
  if (target_type === 'user') userIds.add(target_id);
  if (target_type === 'grant' && reason !== null) grantIds.add(target_id);
}

async function subjectsOf({ models }: Store, { organization_id }: BundleFacts['bundle'], { grantIds }: Seen) {
  return models.grants.distinct('subject_id', {
    _id: { $in: [...grantIds] },
    organization_id,
    subject_type: 'user',
  });
}

async function* proofLines(store: Store, { checkpoint }: BundleFacts, selected: readonly SelectedRecord[]) {
  const tree = { size: checkpoint.size, root: bytesOf(checkpoint.root) };
  for await (const { eventId, ...inclusion } of proofsOf(store, checkpoint, selected)) {
    yield `${JSON.stringify({ event_id: eventId, ...inclusionMembers({ ...inclusion, ...tree }) })}\n`;
  }
}
