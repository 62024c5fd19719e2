/** `export FILE…`: whether these are all records of the log, from the first one up to a checkpoint. */

import { checkpointFacts, describeCheckpoint, requireWitnesses, verifyCheckpoint } from '../checkpoint.mjs';
import { Completeness } from '../completeness.mjs';
import { chunksOf, linesOf, MAX_DOCUMENT_BYTES, readInput } from '../input.mjs';
import { GrowingTree } from '../merkle.mjs';
import { verifyRecord } from '../record.mjs';
import { RecordCounts } from '../record-counts.mjs';
import { aboutRecord, refuse, UsageError } from '../verdict.mjs';
import { requireSameOrigin } from './consistency.mjs';

/** @import { Options } from '../arguments.mjs' */
/** @import { Checkpoint } from '../checkpoint.mjs' */
/** @import { VerifiedRecord } from '../record.mjs' */
/** @import { Report } from '../report.mjs' */
/** @typedef {{ path: string, checkpoint: Checkpoint }} Marked a checkpoint that the tree has to pass through */

/**
 * @param {Options} options
 * @param {Report} report
 */
export async function verifyExport(options, report) {
  if (options.checkpoint === undefined) throw new UsageError('export needs --checkpoint FILE');
  const newest = await readMarked(options.checkpoint, options);
  report.proved(`checkpoint: ${describeCheckpoint(newest.checkpoint)}`);
  report.facts = { checkpoint: checkpointFacts(newest.checkpoint) };
  /** @type {Marked[]} */
  const marks = [newest];
  for (const path of options.oldCheckpoints) marks.push(await readOlder(path, newest, options));

  const tree = new GrowingTree();
  const counts = new RecordCounts();
  const { size } = newest.checkpoint;
  /** Records at the end that the checkpoint says nothing of: the log grows while it is fetched, and files are kept longer than checkpoints. */
  let beyond = 0;
  const completeness = new Completeness();
  requireMarks(marks, tree, 'the beginning');
  for (const file of options.files) {
    for await (const { line, place } of linesOf(chunksOf(file), file)) {
      const record = verifyRecord(line, place);
      aboutRecord({ index: record.index, event_id: record.eventId }, () => {
        requireNext(record, tree.size + beyond, place);
        if (record.index >= size) {
          beyond += 1;
          return;
        }
        tree.add(record.leafHash);
        counts.add(record);
        if (options.complete) completeness.add(record, file);
        requireMarks(marks, tree, place);
      });
    }
  }
  if (tree.size !== size) {
    aboutRecord({ index: tree.size }, () =>
      refuse(
        options.files.at(-1) ?? 'export',
        'the export ends before the checkpoint does: this record is the first that is missing',
        {
          expected: `${size} records`,
          found: `${tree.size}`,
        },
      ),
    );
  }
  if (options.complete) completeness.requireAll();
  const whole = counts.pruned === 0 ? 'unaltered' : 'unaltered where their content is here';
  report.proved(`the ${size} records are all that the log has up to the checkpoint, in order, and ${whole}`);
  for (const { path, checkpoint } of marks.slice(1)) {
    report.proved(`the first ${checkpoint.size} of them are those of ${path}: the log only grew`);
  }
  if (options.complete) completeness.tell(report);
  counts.tell(report);
  report.facts = { ...report.facts, not_covered_count: beyond };
  if (beyond > 0) {
    report.note(
      `${beyond} records at the end, from index ${size} on, are not covered by this checkpoint: nothing proves them`,
    );
  }
  // What a witness saw of an older checkpoint says nothing of the records since then.
  requireWitnesses([{ name: newest.path, checkpoint: newest.checkpoint }], options.witnesses, report);
}

/**
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<Marked>}
 */
async function readMarked(path, { keys }) {
  return { path, checkpoint: verifyCheckpoint(await readInput(path, MAX_DOCUMENT_BYTES), keys, path) };
}

/**
 * @param {string} path
 * @param {Marked} newest
 * @param {Options} options
 */
async function readOlder(path, newest, options) {
  const older = await readMarked(path, options);
  requireSameOrigin(older.checkpoint, newest.checkpoint, path);
  const { size } = newest.checkpoint;
  if (older.checkpoint.size > size) {
    refuse(path, `is for more records than ${newest.path}`, {
      expected: `at most ${size}`,
      found: `${older.checkpoint.size}`,
    });
  }
  return older;
}

/**
 * @param {VerifiedRecord} record
 * @param {number} expected
 * @param {string} place
 */
function requireNext({ index }, expected, place) {
  if (index === expected) return;
  const message =
    expected === 0 ? 'an export is checked from the first record on' : `record ${expected} is missing, or not in order`;
  refuse(place, message, { expected: `index ${expected}`, found: `index ${index}` });
}

/**
 * @param {readonly Marked[]} marks
 * @param {GrowingTree} tree
 * @param {string} place
 */
function requireMarks(marks, tree, place) {
  for (const { path, checkpoint } of marks) {
    if (checkpoint.size !== tree.size || checkpoint.root.equals(tree.root())) continue;
    refuse(place, `the records up to here are not those of ${path}: one of them was changed, exchanged or moved`, {
      expected: `root ${checkpoint.root.toString('base64')}`,
      found: `root ${tree.root().toString('base64')}`,
    });
  }
}
