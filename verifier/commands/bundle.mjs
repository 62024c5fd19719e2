/** `bundle FILE.zip`: whether everything in an evidence bundle is what it claims to be. */

import { ReviewEvidence } from '../access-review.mjs';
import { checkpointFacts, describeCheckpoint, requireWitnesses, verifyCheckpoint } from '../checkpoint.mjs';
import { requireBareProof, requireSameTree, verifyInclusion } from '../inclusion.mjs';
import { linesOf, MAX_BUNDLE_BYTES, readInput } from '../input.mjs';
import { requireFile, verifyManifest } from '../manifest.mjs';
import { objectAt, textOf } from '../members.mjs';
import { hasPlatformFiles, verifyPlatform } from '../platform-log.mjs';
import { printable } from '../printable.mjs';
import { verifyRecord } from '../record.mjs';
import { RecordCounts } from '../record-counts.mjs';
import { describeRecord } from '../record-line.mjs';
import { requireSelected, tellSelection } from '../selection.mjs';
import { aboutRecord, refuse } from '../verdict.mjs';
import { bundledKeys } from '../verifier-keys.mjs';
import { readZip } from '../zip-reader.mjs';

/** @import { Options } from '../arguments.mjs' */
/** @import { Checkpoint } from '../checkpoint.mjs' */
/** @import { Manifest } from '../manifest.mjs' */
/** @import { VerifiedRecord } from '../record.mjs' */
/** @import { Report } from '../report.mjs' */

const EXPLANATIONS = ['summary.html', 'README.txt'];
const KNOWN = new Set(['manifest.json', 'records.jsonl', 'proofs.jsonl', 'checkpoint', 'vkey', ...EXPLANATIONS]);

/**
 * @param {Options} options
 * @param {Report} report
 */
export async function verifyBundle(options, report) {
  const [path = ''] = options.files;
  const files = readZip(await readInput(path, MAX_BUNDLE_BYTES), path);
  const manifest = verifyManifest(files);
  for (const name of EXPLANATIONS) requireFile(files, name);
  report.proved(`manifest: ${files.size} files, each as it is listed`);

  const checkpoint = verifyBundledCheckpoint(files, manifest, options, report);
  report.proved(`checkpoint: ${describeCheckpoint(checkpoint)}`);
  report.facts = { checkpoint: checkpointFacts(checkpoint) };
  await verifyRecords(files, manifest, checkpoint, options, report);
  const seen = [{ name: 'checkpoint', checkpoint }, ...verifyPlatform(files, checkpoint, options, report)];
  requireWitnesses(seen, options.witnesses, report);
  tellLimits(files, report);
}

/**
 * @param {Map<string, Buffer>} files
 * @param {Manifest} manifest
 * @param {Options} options
 * @param {Report} report
 * @returns {Checkpoint}
 */
function verifyBundledCheckpoint(files, manifest, { keys, trustBundledKey }, report) {
  const bytes = requireFile(files, 'checkpoint');
  const bundled = bundledKeys(requireFile(files, 'vkey'), 'vkey');
  if (!bundled.some(({ vkey }) => vkey === manifest.vkey)) {
    refuse('manifest.json', 'names another key than the file vkey', {
      expected: printable(bundled.map(({ vkey }) => vkey).join(' or ')),
      found: printable(manifest.vkey),
    });
  }
  const own = verifyCheckpoint(
    bytes,
    bundled.map(({ key }) => key),
    'checkpoint',
  );
  const checkpoint = trustBundledKey ? own : verifyCheckpoint(bytes, keys, 'checkpoint');
  if (trustBundledKey) {
    report.note(
      'the key came with the bundle, so this shows only that the bundle agrees with itself: whoever made it could have made all of it',
    );
  }
  if (manifest.origin !== checkpoint.origin) {
    refuse('manifest.json', 'is for another log than the checkpoint', {
      expected: printable(checkpoint.origin),
      found: printable(manifest.origin),
    });
  }
  requireSameTree(manifest, checkpoint, 'manifest.json');
  return checkpoint;
}

/**
 * @param {Map<string, Buffer>} files
 * @param {Manifest} manifest
 * @param {Checkpoint} checkpoint
 * @param {Options} options
 * @param {Report} report
 */
async function verifyRecords(files, manifest, checkpoint, { print, accessReview }, report) {
  const evidence = accessReview === undefined ? null : await ReviewEvidence.read(accessReview);
  const proofs = linesOf([requireFile(files, 'proofs.jsonl')], 'proofs.jsonl');
  const counts = new RecordCounts();
  /** @type {Set<string>} */
  const eventIds = new Set();
  let last = -1;
  for await (const { line, place } of linesOf([requireFile(files, 'records.jsonl')], 'records.jsonl')) {
    const record = verifyRecord(line, place);
    const proof = (await proofs.next()).value;
    aboutRecord({ index: record.index, event_id: record.eventId }, () => {
      if (record.index <= last)
        refuse(place, 'the records are not in ascending order', {
          expected: `an index above ${last}`,
          found: `${record.index}`,
        });
      if (!proof) return refuse(place, 'has no proof: proofs.jsonl ends before');
      verifyRecordProof(record, proof, checkpoint);
      if (record.record) requireSelected(manifest.selection, record.record, place);
      if (eventIds.has(record.eventId)) refuse(place, 'names an event that a record before it names as well');
      if (eventIds.size === manifest.recordCount) refuse(place, 'is one more than the record_count in manifest.json');
    });
    last = record.index;
    eventIds.add(record.eventId);
    counts.add(record);
    evidence?.see(record);
    if (print) report.records.push(describeRecord(record));
  }
  const surplus = (await proofs.next()).value;
  if (surplus) refuse(surplus.place, 'belongs to no record');
  const count = eventIds.size;
  if (count !== manifest.recordCount) {
    refuse('manifest.json', 'has another record_count than there are records', {
      expected: `${count}`,
      found: `${manifest.recordCount}`,
    });
  }
  report.proved(
    `${count} records: leaf, disclosures and readable form agree, and each is in the tree of the checkpoint`,
  );
  counts.tell(report);
  tellSelection(manifest.selection, counts, report);
  evidence?.conclude(report);
}

/**
 * @param {VerifiedRecord} record
 * @param {{ line: Buffer, place: string }} proofLine
 * @param {Checkpoint} checkpoint
 */
function verifyRecordProof(record, { line, place }, checkpoint) {
  const proof = objectAt(line, place);
  requireBareProof(proof, 'event_id', place);
  const eventId = textOf(proof, 'event_id', place);
  if (eventId !== record.eventId)
    refuse(place, 'is for another event than the record in its line', {
      expected: printable(record.eventId),
      found: printable(eventId),
    });
  const { index, leafHash } = verifyInclusion(proof, checkpoint, place);
  if (index !== record.index)
    refuse(place, 'is for another index than the record', { expected: `${record.index}`, found: `${index}` });
  if (!leafHash.equals(record.leafHash)) {
    refuse(place, 'is for another leaf than the record', {
      expected: record.leafHash.toString('base64'),
      found: leafHash.toString('base64'),
    });
  }
}

/**
 * @param {Map<string, Buffer>} files
 * @param {Report} report
 */
function tellLimits(files, report) {
  report.note(
    'summary.html, README.txt and the manifest are signed by nobody: what is proved stands in records.jsonl (--print shows it)',
  );
  report.note(
    'the bundle proves the records that are in it, not that none were left out: for that, check a whole export',
  );
  for (const name of files.keys()) {
    if (!KNOWN.has(name) && !hasPlatformFiles([name]))
      report.note(`nothing proves ${printable(name)}, a file that this verifier does not know`);
  }
}
