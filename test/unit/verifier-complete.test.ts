/** `capstan-verify export --complete`: every record is there, but for those that the log itself says were let go. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PRUNED } from '../../domain/retention.ts';
import { ReferenceLog } from '../support/reference-log.ts';
import {
  exportLine,
  jsonLines,
  prunedLine,
  type ReferenceRecord,
  referenceRecord,
} from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const SIZE = 20;
const disk = new VerifierFiles();
after(() => disk.remove());

type Members = Readonly<Record<string, unknown>>;

/** What a pruning leaves in the log. */
function pruning(size: unknown, members: Members = {}): Members {
  const { operation, targetType: target_type } = PRUNED;
  return { operation, target_type, target_id: size, ...members };
}

/** An export of a log of which the records at some indexes say something else, and those at others have no content. */
function exported(says: Readonly<Record<number, Members>>, missing: readonly number[], end = SIZE, signed = SIZE) {
  const records: readonly ReferenceRecord[] = Array.from({ length: SIZE }, (_, n) => referenceRecord(n, says[n]));
  const log = new ReferenceLog(
    'capstan-test/organizations/3',
    records.map(({ leaf }) => leaf),
  );
  const lines = records.map((record, index) => (missing.includes(index) ? prunedLine : exportLine)(index, record));
  const parts = [lines.slice(0, 7), lines.slice(7, end)].map((part, n) => disk.write(`part-${n}`, jsonLines(part)));
  const checkpoint = disk.write('checkpoint', log.checkpoint(signed));
  return ['export', ...parts, '--checkpoint', checkpoint, '--vkey', log.vkey];
}

async function verifies(args: readonly string[], ...says: readonly RegExp[]) {
  const { exitCode, said } = await disk.verify(...args, '--complete');
  for (const line of [/^VERIFIED$/m, ...says]) assert.match(said, line);
  assert.equal(exitCode, 0, said);
}

async function refuses(args: readonly string[], says: RegExp, firstMissing: number) {
  const { exitCode, said } = await disk.verify(...args, '--complete');
  assert.match(said, says);
  assert.match(said, /^NOT VERIFIED$/m);
  assert.equal(exitCode, 1, said);
  const json = JSON.parse((await disk.verify(...args, '--complete', '--json')).said);
  assert.deepEqual(json.first_failure.record, { index: firstMissing });
}

const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, n) => from + n);
const NOT_ACCOUNTED = /this record has no content, and no ledger\.pruned record up to the checkpoint accounts for it/;

describe('a complete export', () => {
  it('has the content of every record', async () => {
    await verifies(exported({}, []), /^ok {3}complete: every record has its content$/m);
  });

  it('lacks what was let go, where a record of the log says how far that went', async () => {
    await verifies(
      exported({ 12: pruning(5) }, upTo(5)),
      /^ok {3}complete: .* but for those below index 5 that were let go, as record 12 \(ledger\.pruned\) says$/m,
      /^note 5 of 20 records have no content here/m,
    );
    await verifies(exported({ 12: pruning(5), 15: pruning(9) }, upTo(9)), /below index 9 .* as record 15/);
    await verifies(exported({ 12: pruning(9), 15: pruning(5) }, upTo(9)), /below index 9 .* as record 12/);
    // Fetched page by page while the pruning went on.
    await verifies(exported({ 12: pruning(9) }, [2, 3, 8]), /below index 9/);
    // The record of an earlier pruning is itself let go.
    await verifies(exported({ 4: pruning(2), 12: pruning(9) }, upTo(9)), /below index 9/);
    const { said } = await disk.verify(...exported({ 12: pruning(5) }, upTo(5)), '--complete', '--json');
    const { complete, pruned_size, pruned_count } = JSON.parse(said);
    assert.deepEqual([complete, pruned_size, pruned_count], [true, 5, 5]);
  });

  it('lacks nothing beyond that: the first record that is missing is named', async () => {
    await refuses(exported({}, [0]), NOT_ACCOUNTED, 0);
    await refuses(exported({}, [3, 9]), /^FAIL part-0 \(index 3\): this record has no content/m, 3);
    await refuses(exported({ 12: pruning(5) }, upTo(6)), /expected content from index 5 on/, 5);
    await refuses(exported({ 12: pruning(5) }, upTo(10)), NOT_ACCOUNTED, 5);
    await refuses(exported({ 12: pruning(5) }, [1, 11]), /^FAIL part-1 \(index 11\)/m, 11);
    await refuses(exported({ 12: pruning(5) }, [1, 19]), NOT_ACCOUNTED, 19);
    await refuses(exported({ 12: pruning(9) }, upTo(12, 6)), /^FAIL part-1 \(index 9\)/m, 9);
  });

  it('is not excused by a record that the checkpoint does not cover', async () => {
    // All of it stands in the files, but only the first 18 are under the checkpoint.
    await refuses(exported({ 18: pruning(5) }, upTo(5), SIZE, 18), NOT_ACCOUNTED, 0);
    await verifies(
      exported({ 17: pruning(5) }, [...upTo(5), 19], SIZE, 18),
      /below index 5/,
      /2 records .* not covered/,
    );
  });

  it('is not excused by what is no pruning', async () => {
    for (const members of [
      pruning(5, { operation: 'ledger.prune' }),
      pruning(5, { target_type: 'ledger' }),
      pruning('5'),
      pruning(undefined),
      pruning(4.5),
      pruning(-1),
      // Of records that were not there yet.
      pruning(13),
      pruning(Number.MAX_SAFE_INTEGER),
    ]) {
      await refuses(exported({ 12: members }, upTo(4)), NOT_ACCOUNTED, 0);
    }
    // It has no content itself, so nobody knows what it says.
    await refuses(exported({ 12: pruning(5) }, [...upTo(5), 12]), NOT_ACCOUNTED, 0);
  });

  it('reaches the checkpoint, and begins with the first record', async () => {
    await refuses(exported({}, [], 17), /^FAIL part-1 \(index 17\): the export ends before the checkpoint does/m, 17);
    const [command = '', , rest = '', ...more] = exported({}, []);
    const { exitCode, said } = await disk.verify(command, rest, ...more, '--complete');
    assert.match(said, /checked from the first record on.*\n {5}expected index 0/);
    assert.equal(exitCode, 1);
  });

  it('is what --complete asks for: without it, records without content are counted', async () => {
    const { exitCode, said } = await disk.verify(...exported({}, [3]));
    assert.equal(exitCode, 0);
    assert.match(said, /^note 1 of 20 records have no content here/m);
    assert.doesNotMatch(said, /complete/);
    const other = await disk.verify('checkpoint', disk.path('checkpoint'), '--vkey', 'x', '--complete');
    assert.match(other.said, /checkpoint has no option --complete/);
    assert.equal(other.exitCode, 2);
  });
});
