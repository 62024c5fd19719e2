/** `capstan-verify` for exports, proofs, consistency and checkpoints, and as a program of its own. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packBundle, referenceBundle } from '../support/reference-bundle.ts';
import { base64, leafHash, NoteSigner, ReferenceLog } from '../support/reference-log.ts';
import {
  type ExportLine,
  erasedLine,
  exportLine,
  jsonLines,
  prunedLine,
  recordLog,
  referenceRecord,
} from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const SIZE = 37;
const disk = new VerifierFiles();
after(() => disk.remove());

const { log, records } = recordLog(SIZE);
const lines = records.map((record, index) => exportLine(index, record));
const witness = new NoteSigner('witness.test/w1', 'witness');
const key = ['--vkey', log.vkey];

async function verifies(args: readonly string[], ...says: readonly RegExp[]) {
  const { exitCode, said } = await disk.verify(...args);
  assert.equal(exitCode, 0, said);
  for (const line of [/^VERIFIED$/m, ...says]) assert.match(said, line);
}

async function refuses(args: readonly string[], says: RegExp) {
  const { exitCode, said } = await disk.verify(...args);
  assert.match(said, says);
  assert.match(said, /^NOT VERIFIED$/m);
  assert.equal(exitCode, 1, said);
}

async function isUnusable(args: readonly string[], says: RegExp) {
  const { exitCode, said } = await disk.verify(...args);
  assert.match(said, says);
  assert.doesNotMatch(said, /VERIFIED/);
  assert.equal(exitCode, 2, said);
}

describe('an export', () => {
  const checkpoint = disk.write('export.checkpoint', log.checkpoint());

  function exported(content: readonly ExportLine[] | string, ...more: readonly string[]) {
    const text = typeof content === 'string' ? content : jsonLines(content);
    return ['export', disk.write('export.jsonl', text), '--checkpoint', checkpoint, ...key, ...more];
  }

  it('is verified whole, in one file or several, with or without a last newline', async () => {
    await verifies(exported(lines), /ok {3}the 37 records are all that the log has up to the checkpoint/);
    await verifies(exported(jsonLines(lines).trimEnd()));
    const parts = [lines.slice(0, 10), [], lines.slice(10)].map((part, n) => disk.write(`part-${n}`, jsonLines(part)));
    await verifies(['export', ...parts, '--checkpoint', checkpoint, ...key]);
    const backwards = ['export', ...parts.toReversed(), '--checkpoint', checkpoint, ...key];
    await refuses(backwards, /FAIL part-2 line 1 \(index 10.*from the first record on/);
  });

  it('at every size is verified against the checkpoint of that size', async () => {
    for (let size = 0; size <= SIZE; size += 1) {
      const path = disk.write('sized.checkpoint', log.checkpoint(size));
      const file = disk.write('sized.jsonl', jsonLines(lines.slice(0, size)));
      await verifies(['export', file, '--checkpoint', path, ...key], new RegExp(`the ${size} records`));
    }
  });

  it('proves that each checkpoint kept from before is the beginning of the log', async () => {
    const sizes = [0, 1, 8, 20, 36, 37];
    const kept = sizes.flatMap((size) => ['--old-checkpoint', disk.write(`old-${size}`, log.checkpoint(size))]);
    const says = sizes.map((size) => new RegExp(`the first ${size} of them are those of old-${size}`));
    await verifies(exported(lines, ...kept), ...says);
  });

  it('is refused where the log has left the checkpoint kept from before', async () => {
    const rewritten = new ReferenceLog(log.origin, log.leaves.with(4, Buffer.from('what stood there before')));
    const note = log.signer.sign(`${log.origin}\n9\n${base64(rewritten.root(9))}\n`);
    const old = disk.write('old', note);
    await refuses(
      exported(lines, '--old-checkpoint', old),
      /FAIL export\.jsonl line 9 \(index 8.* are not those of old/,
    );
    const later = disk.write('later', log.signer.sign(`${log.origin}\n38\n${base64(log.root())}\n`));
    await refuses(exported(lines, '--old-checkpoint', later), /FAIL later: is for more records/);
    const forked = disk.write('forked', log.signer.sign(`${log.origin}\n37\n${base64(rewritten.root())}\n`));
    await refuses(exported(lines, '--old-checkpoint', forked), /FAIL export\.jsonl line 37 .*not those of forked/);
    const { log: other } = recordLog(3, 'capstan-test/organizations/4');
    const foreign = disk.write('foreign', other.checkpoint());
    await refuses(exported(lines, '--old-checkpoint', foreign, '--vkey', other.vkey), /FAIL foreign: .*of two logs/);
    await refuses(exported(lines, '--old-checkpoint', foreign), /FAIL foreign: is not signed by the key/);
  });

  it('with erased and pruned records is verified, and counts them', async () => {
    const thinned = records.map((record, index) => {
      if (index < 5) return prunedLine(index, record);
      return index < 8 ? erasedLine(index, record) : exportLine(index, record);
    });
    await verifies(
      exported(thinned),
      /note 5 of 37 records have no content here/,
      /note 7 values .* erased or withheld/,
    );
  });

  it('is refused where a record was flipped, taken out, put in, exchanged or cut off', async () => {
    for (const place of [0, 1, 17, 35, 36]) {
      const record = records[place];
      const line = lines[place];
      assert.ok(record && line);
      const at = `FAIL export\\.jsonl line ${place + 1}`;
      const altered = { ...line, record: { ...line.record, target_id: 7 } };
      await refuses(exported(lines.with(place, altered)), new RegExp(`${at} record\\.target_id \\(index ${place}`));
      const gone = lines.toSpliced(place, 1);
      await refuses(
        exported(gone),
        place === 36 ? /ends before the checkpoint does/ : new RegExp(`${at} .*(missing|first)`),
      );
      const renumbered = gone.map((rest, index) => ({ ...rest, index }));
      await refuses(exported(renumbered), /ends before the checkpoint does/);
      const forged = exportLine(place, referenceRecord(place, { operation: 'verify' }));
      await refuses(
        exported(lines.with(place, forged)),
        /FAIL export\.jsonl line 37 .*are not those of export\.checkpoint/,
      );
      await refuses(exported(lines.toSpliced(place, 0, line)), /missing, or not in order/);
      const inserted = lines.toSpliced(place, 0, forged).map((rest, index) => ({ ...rest, index }));
      await refuses(exported(inserted), /are not those of export\.checkpoint/);
      const pruned = { ...prunedLine(place, record), leaf_hash: base64(leafHash(Buffer.from('x'))) };
      await refuses(exported(lines.with(place, pruned)), /are not those of export\.checkpoint/);
    }
    const [first, second, ...rest] = lines;
    assert.ok(first && second);
    await refuses(exported([{ ...second, index: 0 }, { ...first, index: 1 }, ...rest]), /exchanged or moved/);
    await refuses(exported(''), /FAIL export\.jsonl \(index 0\): the export ends before/);
    await refuses(exported(jsonLines(lines).slice(0, -40)), /FAIL export\.jsonl line 37: is not strict JSON/);
  });

  it('may go on beyond the checkpoint: what nothing proves is told apart, and has to be in order and well formed', async () => {
    const more = exportLine(SIZE, referenceRecord(SIZE));
    const gone = prunedLine(SIZE + 1, referenceRecord(SIZE + 1));
    const notCovered = /^note 2 records at the end, from index 37 on, are not covered by this checkpoint/m;
    for (const options of [[], ['--complete']]) {
      const args = exported([...lines, more, gone], ...options);
      await verifies(args, /ok {3}the 37 records are all that the log has up to the checkpoint/, notCovered);
      const { said } = await disk.verify(...args, '--json');
      const { record_count, pruned_count, withheld_count, not_covered_count } = JSON.parse(said);
      assert.deepEqual([record_count, pruned_count, withheld_count, not_covered_count], [SIZE, 0, 0, 2]);
    }
    assert.doesNotMatch((await disk.verify(...exported(lines))).said, /not covered/);
    // A whole record beyond it takes no place below it.
    await refuses(exported([...lines.slice(0, -1), more]), /FAIL export\.jsonl line 37 .*record 36 is missing/);
    await refuses(
      exported([...lines, more, more]),
      /FAIL export\.jsonl line 39 .*record 38 is missing, or not in order/,
    );
    await refuses(
      exported([...lines, { ...more, record: { ...more.record, status: 'denied' } }]),
      /line 38 record\.status/,
    );
    await refuses(exported(`${jsonLines(lines)}{"index":37`), /FAIL export\.jsonl line 38: is not strict JSON/);
  });

  it('names the first checkpoint that a forged record contradicts', async () => {
    const kept = [8, 16, 24].flatMap((size) => ['--old-checkpoint', disk.write(`kept-${size}`, log.checkpoint(size))]);
    const forged = lines.with(12, exportLine(12, referenceRecord(12, { operation: 'verify' })));
    await refuses(exported(forged, ...kept), /FAIL export\.jsonl line 16 \(index 15.*are not those of kept-16/);
  });

  it('is read however long it is, and refused where one line is too long', async () => {
    const { log: long, records: many } = recordLog(3_000);
    const file = disk.write('long.jsonl', jsonLines(many.map((record, index) => exportLine(index, record))));
    const end = disk.write('long.checkpoint', long.checkpoint());
    await verifies(['export', file, '--checkpoint', end, '--vkey', long.vkey], /the 3000 records/);
    await refuses(exported(`{"index":${'0'.repeat(3_000_000)}}`), /FAIL export\.jsonl line 1: is longer than/);
    await refuses(exported(`${'x'.repeat(5_000_000)}\n`), /FAIL export\.jsonl line 1: is longer than/);
  });

  it('needs a checkpoint, and the witness that was asked for', async () => {
    await isUnusable(['export', disk.write('export.jsonl', ''), ...key], /needs --checkpoint/);
    await refuses(exported(lines, '--witness', witness.vkey), /no valid cosignature/);
    const seen = disk.write('seen', witness.cosign(log.checkpoint(), 1));
    const file = disk.write('export.jsonl', jsonLines(lines));
    await verifies(['export', file, '--checkpoint', seen, ...key, '--witness', witness.vkey], /saw seen \(size 37\)/);
  });
});

describe('a proof', () => {
  const proof = {
    event_id: records[9]?.eventId,
    leaf: base64(records[9]?.leaf ?? Buffer.of()),
    ...log.inclusion(9),
    checkpoint: log.checkpoint(),
  };

  function proven(content: unknown, ...more: readonly string[]) {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    return ['proof', disk.write('proof', text), ...key, ...more];
  }

  it('in JSON is verified for every record, and shows the leaf', async () => {
    for (const [index, { eventId, leaf }] of records.entries()) {
      const one = { ...proof, event_id: eventId, leaf: base64(leaf), ...log.inclusion(index) };
      await verifies(proven(one), new RegExp(`at index ${index} of 37`), new RegExp(`the leaf says: .*${eventId}`));
    }
  });

  it('as tlog-proof is verified for every record, with the leaf in it or beside it', async () => {
    for (const [index, { eventId, leaf }] of records.entries()) {
      await verifies(proven(log.tlogProof(index)), new RegExp(`the leaf says: .*${eventId}`));
      const bare = log.tlogProof(index).replace(/^extra .*\n/m, '');
      await verifies(proven(bare, '--leaf', disk.write('leaf', leaf)), new RegExp(`the leaf says: .*${eventId}`));
    }
    const single = new ReferenceLog(log.origin, [records[0]?.leaf ?? Buffer.of()]);
    const file = disk.write('single', single.tlogProof(0));
    await verifies(['proof', file, '--vkey', single.vkey], /at index 0 of 1/);
    await isUnusable(proven(log.tlogProof(9).replace(/^extra .*\n/m, '')), /holds no leaf/);
  });

  it('without the leaf proves the hash, and says so', async () => {
    await verifies(proven({ ...proof, leaf: null }), /note the leaf itself is not here/);
    const leaf = disk.write('leaf', records[9]?.leaf ?? '');
    await verifies(proven({ ...proof, leaf: null }, '--leaf', leaf), /the leaf says/);
    const wrong = disk.write('wrong', records[8]?.leaf ?? '');
    for (const one of [proof, { ...proof, leaf: null }])
      await refuses(proven(one, '--leaf', wrong), /leaf_hash is not/);
    await refuses(proven(log.tlogProof(9), '--leaf', wrong), /another leaf than --leaf/);
  });

  it('shows what is disclosed beside the leaf, and refuses what is not of it', async () => {
    const at = records.findIndex(({ disclosures }) => disclosures.length > 0);
    const other = records.findLast(({ disclosures }) => disclosures.length > 0);
    const { eventId, leaf, disclosures = [] } = records[at] ?? {};
    assert.ok(leaf && other && other.eventId !== eventId);
    const one = { ...proof, event_id: eventId, leaf: base64(leaf), ...log.inclusion(at), disclosures };
    await verifies(proven(one), /VERIFIED/);
    assert.ok(!(await disk.verify(...proven(one))).said.includes('nothing proves member'));
    await refuses(proven({ ...one, disclosures: other.disclosures }), /is not one that the leaf has the digest of/);
    await refuses(proven({ ...one, leaf: null }), /discloses what nothing proves/);
  });

  it('of a leaf that is no record is verified as such, unless it claims an event', async () => {
    const notes = new ReferenceLog('capstan-test/platform', [Buffer.from(log.checkpoint())]);
    const one = { leaf: base64(Buffer.from(log.checkpoint())), ...notes.inclusion(0), checkpoint: notes.checkpoint() };
    const args = ['--vkey', notes.vkey];
    await verifies(['proof', disk.write('proof', JSON.stringify(one)), ...args], /note the leaf is no record/);
    const claiming = JSON.stringify({ ...one, event_id: 'evt_1' });
    await refuses(['proof', disk.write('proof', claiming), ...args], /FAIL proof leaf: is not strict JSON/);
  });

  it('is refused where any member is another', async () => {
    const other = base64(leafHash(Buffer.from('other')));
    for (const [change, says] of [
      [{ event_id: records[8]?.eventId }, /event_id is not that of the leaf/],
      [{ event_id: 9 }, /member event_id/],
      [{ leaf: base64(records[8]?.leaf ?? Buffer.of()) }, /leaf_hash is not the hash of the leaf/],
      [{ leaf: '' }, /leaf_hash is not the hash of the leaf/],
      [{ leaf: 'é' }, /member leaf/],
      [{ leaf_hash: other }, /does not lead to the root/],
      [{ leaf: null, leaf_hash: other }, /does not lead to the root/],
      [{ leaf_index: 8 }, /does not lead to the root/],
      [{ leaf_index: 37 }, /beyond the tree/],
      [{ leaf_index: '9' }, /member leaf_index/],
      [{ tree_size: 36 }, /tree of another size/],
      [{ root_hash: other }, /another root/],
      [{ hashes: [] }, /has not the length/],
      [{ hashes: [...proof.hashes, other] }, /has not the length/],
      [{ hashes: proof.hashes.toReversed() }, /does not lead to the root/],
      [{ checkpoint: log.checkpoint(36) }, /tree of another size/],
      [{ checkpoint: log.checkpoint().replace('\n37\n', '\n38\n') }, /signature of .* is wrong/],
      [{ checkpoint: new ReferenceLog(log.origin, log.leaves).checkpoint() }, /not signed by the key/],
      [{ checkpoint: null }, /member checkpoint/],
      [{ checkpoint: '' }, /no signed note/],
    ] as const) {
      await refuses(proven({ ...proof, ...change }), says);
    }
    await verifies(proven({ ...proof, comment: 'approved' }), /note nothing proves member comment/);
  });

  it('as tlog-proof is refused where any line is another', async () => {
    const text = log.tlogProof(9);
    const [hash = ''] = proof.hashes;
    for (const [bad, says] of [
      [text.replace('index 9', 'index 8'), /does not lead to the root/],
      [text.replace('index 9', 'index 09'), /index line is malformed/],
      [text.replace('index 9', 'index -9'), /index line is malformed/],
      [text.replace('index 9', 'index 9 '), /index line is malformed/],
      [text.replace('index 9', `index ${'9'.repeat(400)}`), /index line is malformed/],
      [text.replace('index 9', 'index 9007199254740993'), /index line is malformed/],
      [text.replace('index 9', 'index 37'), /beyond the tree/],
      [text.replace('index 9\n', ''), /index line is malformed/],
      [text.replace('extra ', 'extra  '), /not strict base64/],
      [text.replace(/^extra .*$/m, `extra ${base64(Buffer.from('{}'))}`), /does not lead to the root/],
      [text.replace(hash, 'AAAA'), /a line that is no hash/],
      [text.replace(`${hash}\n`, ''), /has not the length|does not lead/],
      [text.replace(hash, `${hash}\n`.repeat(65).trimEnd()), /no proof has more than 64/],
      [text.replace(`${hash}\n`, `${hash}\n\n`), /signature of .* is wrong/],
      [text.replace('\n\n', '\n'), /no tlog-proof|a line that is no hash/],
      [text.replaceAll('\n', '\r\n').replace('\r\n', '\n'), /no tlog-proof/],
      [text.slice(0, -1), /no signed note/],
      [text.slice(0, 30), /no tlog-proof/],
    ] as const) {
      await refuses(proven(bad), says);
    }
  });

  it('is neither where it is something else', async () => {
    for (const bad of ['', ' ', 'proof', '[]', '\ufeff{}', 'c2sp.org/tlog-proof@v2\nindex 9\n', '%PDF']) {
      await isUnusable(proven(bad), /neither a proof in JSON nor a tlog-proof/);
    }
    await refuses(proven('{'), /not strict JSON/);
    await refuses(proven(`{"a":${'['.repeat(1_000_000)}`), /nested more than 32 deep/);
    await isUnusable(proven(' '.repeat(4_000_001)), /more than 4000000 bytes/);
  });
});

describe('consistency', () => {
  function shown(proof: unknown, ...more: readonly string[]) {
    return ['consistency', disk.write('consistency', JSON.stringify(proof)), ...key, ...more];
  }

  it('is verified for every pair of sizes', async () => {
    for (let to = 0; to <= SIZE; to += 3) {
      for (let from = 0; from <= to; from += 1) {
        await verifies(
          shown(log.consistency(from, to)),
          new RegExp(`of ${to} records begins with the log of ${from} `),
        );
      }
    }
  });

  it('is verified against checkpoints that the auditor has, and these come first', async () => {
    const bare = { ...log.consistency(12), from_checkpoint: null, to_checkpoint: null };
    await refuses(shown(bare), /no checkpoint for the newer tree/);
    const newer = disk.write('newer', log.checkpoint());
    await verifies(
      shown(bare, '--checkpoint', newer),
      /note nobody signed the older tree in this file: compare its root/,
    );
    const older = disk.write('older', log.checkpoint(12));
    const given = ['--checkpoint', newer, '--old-checkpoint', older];
    const { said } = await disk.verify(...shown(bare, ...given));
    assert.match(said, /^ok {3}older checkpoint: .* 12 records/m);
    assert.doesNotMatch(said, /note/);
    await refuses(shown(log.consistency(13), '--old-checkpoint', older), /FAIL older: is for a tree of another size/);
    const rewritten = new ReferenceLog(log.origin, log.leaves.with(4, Buffer.from('x')));
    const kept = disk.write('kept', log.signer.sign(`${log.origin}\n12\n${base64(rewritten.root(12))}\n`));
    await refuses(shown(log.consistency(12), '--old-checkpoint', kept), /FAIL kept: is for a tree with another root/);
  });

  it('is refused where anything is another', async () => {
    const proof = log.consistency(12);
    const other = base64(leafHash(Buffer.from('other')));
    for (const [change, says] of [
      [{ hashes: [] }, /does not show that the tree of 12 is the beginning/],
      [{ hashes: proof.hashes.slice(1) }, /does not show/],
      [{ hashes: [...proof.hashes, other] }, /does not show/],
      [{ hashes: proof.hashes.with(0, other) }, /does not show/],
      [{ hashes: Array.from({ length: 65 }, () => other) }, /no proof has more than 64/],
      [{ from: 11 }, /FAIL consistency from_checkpoint: is for a tree of another size/],
      [{ to: 36 }, /FAIL consistency to_checkpoint: is for a tree of another size/],
      [{ from_root_hash: other }, /FAIL consistency from_checkpoint: is for a tree with another root/],
      [{ to_root_hash: other }, /FAIL consistency to_checkpoint: is for a tree with another root/],
      [{ from: 11, from_checkpoint: null }, /does not show/],
      [{ from_root_hash: other, from_checkpoint: null }, /does not show/],
      [{ from: -1 }, /member from/],
      [{ to: 1e21 }, /exact form/],
      [{ from_checkpoint: log.checkpoint(12).replace('\n12\n', '\n13\n') }, /signature of .* is wrong/],
      [{ to_checkpoint: 7 }, /member to_checkpoint/],
      [{ to_checkpoint: null }, /no checkpoint for the newer tree/],
    ] as const) {
      await refuses(shown({ ...proof, ...change }), says);
    }
  });

  it('is refused where the log went back, was forked, or is another log', async () => {
    const { from, to, from_root_hash, to_root_hash, from_checkpoint, to_checkpoint, hashes } = log.consistency(12);
    const backwards = {
      from: to,
      to: from,
      from_root_hash: to_root_hash,
      to_root_hash: from_root_hash,
      from_checkpoint: to_checkpoint,
      to_checkpoint: from_checkpoint,
      hashes,
    };
    await refuses(shown(backwards), /goes back: the older tree is the larger one/);
    const forked = new ReferenceLog(log.origin, log.leaves.with(4, Buffer.from('x')));
    const note = log.signer.sign(`${log.origin}\n37\n${base64(forked.root())}\n`);
    const fork = { ...log.consistency(37), to_root_hash: base64(forked.root()), to_checkpoint: note };
    await refuses(shown(fork), /two trees of the same size have different roots: the log was forked/);
    const rewritten = { ...forked.consistency(12), from_root_hash, from_checkpoint, to_checkpoint: note };
    await refuses(shown(rewritten), /does not show that the tree of 12/);
    const { log: other } = recordLog(12, 'capstan-test/organizations/4');
    const mixed = { ...log.consistency(12), from_checkpoint: other.checkpoint() };
    await refuses(shown(mixed, '--vkey', other.vkey), /the checkpoints are of two logs/);
  });

  it('asks the witness about the newer checkpoint', async () => {
    const seen = { ...log.consistency(12), from_checkpoint: witness.cosign(log.checkpoint(12), 1) };
    await refuses(shown(seen, '--witness', witness.vkey), /no valid cosignature/);
    const good = { ...log.consistency(12), to_checkpoint: witness.cosign(log.checkpoint(), 1) };
    await verifies(shown(good, '--witness', witness.vkey), /saw the newer checkpoint/);
  });
});

describe('a checkpoint', () => {
  it('is verified, and cosigned where that is asked for', async () => {
    const file = disk.write('checkpoint', witness.cosign(log.checkpoint(), 1_795_568_400));
    await verifies(['checkpoint', file, ...key], /37 records, root /);
    await verifies(['checkpoint', file, ...key, '--witness', witness.vkey], /saw checkpoint \(size 37\) at 2026-11-25/);
    const stranger = new NoteSigner('witness.test/w2', 'witness');
    await refuses(['checkpoint', file, ...key, '--witness', stranger.vkey], /no valid cosignature of witness/);
    await refuses(['checkpoint', file, '--vkey', new NoteSigner(log.origin).vkey], /expected .*\n {5}found/);
  });
});

describe('the command line', () => {
  it('that is wrong verifies nothing', async () => {
    const file = disk.write('checkpoint', log.checkpoint());
    for (const [args, says] of [
      [[], /no command/],
      [['frobnicate', file, ...key], /no command frobnicate/],
      [['constructor', file, ...key], /no command constructor/],
      [['checkpoint', ...key], /takes one file/],
      [['checkpoint', file, file, ...key], /takes one file/],
      [['export', ...key], /one file or more/],
      [['checkpoint', file], /without the log's key nothing is proved/],
      [['checkpoint', file, '--vkey'], /vkey/],
      [['checkpoint', file, '--vkey', 'x'], /not a verifier key/],
      [['checkpoint', file, '--vkey', witness.vkey], /is of type 4/],
      [['checkpoint', file, ...key, '--witness', log.vkey], /is of type 1/],
      [['checkpoint', file, ...key, '--frob'], /Unknown option/],
      [['checkpoint', file, '--trust-bundled-key'], /no option --trust-bundled-key/],
      [['bundle', file], /or --trust-bundled-key/],
      [['bundle', file, ...key, '--trust-bundled-key'], /makes no sense/],
      [['bundle', file, ...key], /is not a ZIP file/],
      [['bundle', file, ...key, '--platform-vkey', 'x'], /not a verifier key/],
      [['bundle', file, ...key, '--checkpoint', file], /no option --checkpoint/],
      [['consistency', file, ...key, '--old-checkpoint', file, '--old-checkpoint', file], /one --old-checkpoint/],
      [['checkpoint', disk.path('nowhere'), ...key], /cannot read nowhere/],
      [['checkpoint', disk.directory, ...key], /cannot read/],
      [['checkpoint', file, '--vkey-file', disk.path('nowhere')], /cannot read nowhere/],
      [['checkpoint', file, '--vkey-file', disk.write('empty', '\n')], /empty holds no key/],
      [['export', disk.path('nowhere'), '--checkpoint', file, ...key], /cannot read nowhere/],
      [['proof', file, ...key, '--leaf', disk.path('nowhere')], /cannot read nowhere/],
    ] as const) {
      await isUnusable(args, says);
    }
    const { exitCode, said } = await disk.verify('checkpoint', disk.path('nowhere'), ...key, '--json');
    assert.deepEqual([exitCode, JSON.parse(said).verified], [2, false]);
  });

  it('helps', async () => {
    for (const args of [['--help'], ['-h'], ['bundle', '--help']]) {
      const { exitCode, said } = await disk.verify(...args);
      assert.equal(exitCode, 0);
      assert.match(said, /capstan-verify bundle FILE\.zip/);
    }
  });

  it('runs under Node alone, wherever the folder is put, and ends with the code of the outcome', () => {
    const copy = disk.path('elsewhere');
    mkdirSync(copy);
    cpSync(fileURLToPath(new URL('../../verifier', import.meta.url)), copy, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    const { files, manifest, log: bundled } = referenceBundle();
    const zip = disk.write('bundle.zip', packBundle(files, manifest));
    const program = (...args: string[]) => {
      const command = [`${copy}/capstan-verify.mjs`, ...args];
      return spawnSync(process.execPath, command, { cwd: '/', env: {}, encoding: 'utf8' });
    };
    const good = program('bundle', zip, '--vkey', bundled.vkey);
    assert.deepEqual([good.status, good.stderr], [0, '']);
    assert.match(good.stdout, /^VERIFIED\n$/m);
    const bad = program('bundle', zip, '--vkey', log.vkey);
    assert.deepEqual([bad.status, bad.stderr], [1, '']);
    assert.match(bad.stdout, /NOT VERIFIED\n$/);
    const none = program('bundle', zip);
    assert.deepEqual([none.status, none.stdout], [2, '']);
    assert.match(none.stderr, /^capstan-verify: without the log's key/);
  });
});
