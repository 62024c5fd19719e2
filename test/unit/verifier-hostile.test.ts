/** Evidence made to mislead: files that grow when they are read, signatures beside signatures, and what nothing proves beside what is proved. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_RECORDS } from '../../domain/evidence-bundle.ts';
import { MAX_BUNDLE_BYTES as MOST_READ } from '../../verifier/input.mjs';
import { packBundle, referenceBundle } from '../support/reference-bundle.ts';
import { NoteSigner, ReferenceLog } from '../support/reference-log.ts';
import { exportLine, jsonLines, recordLog, referenceRecord } from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const disk = new VerifierFiles();
after(() => disk.remove());

describe('a bundle made to mislead', () => {
  const good = referenceBundle();
  type Bundle = typeof good;

  async function refuses(change: (bundle: Bundle) => void, says: RegExp) {
    const bundle = { ...good, files: new Map(good.files), manifest: { ...good.manifest } };
    change(bundle);
    const zip = disk.write('bundle.zip', packBundle(bundle.files, bundle.manifest));
    const { exitCode, said } = await disk.verify('bundle', zip, '--vkey', bundle.log.vkey);
    assert.match(said, says);
    assert.equal(exitCode, 1, said);
  }

  it('by a proof that says more than it proves is refused', async () => {
    const added = ({ files }: Bundle) => {
      const [first = '', ...rest] = String(files.get('proofs.jsonl')).split('\n');
      files.set('proofs.jsonl', Buffer.from([first.replace('{', '{"approved_by":"the board",'), ...rest].join('\n')));
    };
    await refuses(added, /FAIL proofs\.jsonl line 1 .*: member approved_by is not one that anything proves/);
    const inPlatform = ({ files }: Bundle) => {
      const text = String(files.get('platform/proof.json'));
      files.set('platform/proof.json', Buffer.from(text.replace('{', '{"time":"2020",')));
    };
    await refuses(inPlatform, /FAIL platform\/proof\.json: member time is not one/);
  });

  it('by a record that is there twice is refused, though its proofs hold', async () => {
    const record = referenceRecord(5);
    const log = new ReferenceLog(good.log.origin, [record.leaf, record.leaf]);
    const twice = (bundle: Bundle) => {
      const lines = [exportLine(0, record), exportLine(1, record)];
      const proofs = lines.map(({ index, event_id }) => ({ event_id, ...log.inclusion(index) }));
      for (const name of [...bundle.files.keys()]) if (name.startsWith('platform/')) bundle.files.delete(name);
      bundle.files.set('records.jsonl', Buffer.from(jsonLines(lines)));
      bundle.files.set('proofs.jsonl', Buffer.from(jsonLines(proofs)));
      bundle.files.set('checkpoint', Buffer.from(log.checkpoint()));
      bundle.files.set('vkey', Buffer.from(log.vkey));
      Object.assign(bundle, { log });
      Object.assign(bundle.manifest, { vkey: log.vkey, tree_size: 2, root_hash: log.root().toString('base64') });
    };
    await refuses(twice, /FAIL records\.jsonl line 2 \(index 1, evt_01J0+5\): names an event that a record before it/);
  });

  it('by files that are small in the ZIP and take all memory once they are read is refused', async () => {
    for (const [name, filler] of [
      ['platform/proof.json', '[]'],
      ['platform/vkey', `${good.platform.vkey}\n`],
      ['platform/vkey', ' '],
      ['vkey', `${good.log.vkey}\n`],
    ] as const) {
      const grown = ({ files }: Bundle) => files.set(name, Buffer.alloc(4_000_001, filler));
      await refuses(grown, new RegExp(`FAIL ${name}: is longer than 4000000 bytes`));
    }
    const keys = ({ files }: Bundle) => files.set('vkey', Buffer.from(`${good.log.vkey}\n`.repeat(101)));
    await refuses(keys, /FAIL vkey: vkey holds 101 keys, more than 100/);
    const manifest = (bundle: Bundle) => Object.assign(bundle.manifest, { created_at: 'x'.repeat(4_000_000) });
    await refuses(manifest, /FAIL manifest\.json: is longer than 4000000 bytes/);
  });

  it('by more records than a bundle may hold, or than it says, is refused', async () => {
    assert.ok(MOST_READ >= MAX_BUNDLE_BYTES);
    const count = (record_count: number) => (bundle: Bundle) => Object.assign(bundle.manifest, { record_count });
    await refuses(count(MAX_BUNDLE_RECORDS + 1), /FAIL manifest\.json: is of more than 50000 records/);
    await refuses(count(MAX_BUNDLE_RECORDS), /FAIL manifest\.json: has another record_count than there are/);
    await refuses(count(4), /FAIL records\.jsonl line 5 \(index 22.*: is one more than the record_count/);
  });
});

describe('keys and signatures made to mislead', () => {
  const { log } = recordLog(4);

  it('such as a right signature beside a wrong one of the same key, are refused', async () => {
    const note = log.checkpoint();
    const [, line = ''] = note.split('\n\n');
    const wrong = log.signer.line(Buffer.alloc(64, 1));
    for (const [text, exitCode] of [
      [`${note}${line}`, 0],
      [`${note}${wrong}`, 1],
      [note.replace(line, `${wrong}${line}`), 1],
      [`${note}${new NoteSigner(log.origin).line(Buffer.alloc(64, 1))}`, 0],
    ] as const) {
      const answer = await disk.verify('checkpoint', disk.write('checkpoint', text), '--vkey', log.vkey);
      assert.equal(answer.exitCode, exitCode, answer.said);
    }
  });

  it('such as two texts above one signature, are refused', async () => {
    const note = log.checkpoint();
    const [text = '', line = ''] = note.split('\n\n');
    for (const bad of [`${text}\n\n${text}\n\n${line}`, `${text}\n\n${line}\n${text}\n\n${line}`]) {
      const { exitCode } = await disk.verify('checkpoint', disk.write('checkpoint', bad), '--vkey', log.vkey);
      assert.equal(exitCode, 1);
    }
  });

  it('such as a witness of an old checkpoint alone, do not pass for one of the export', async () => {
    const witness = new NoteSigner('witness.test/w1', 'witness');
    const { records } = recordLog(4);
    const lines = records.map((record, index) => exportLine(index, record));
    const old = disk.write('old', witness.cosign(log.checkpoint(2), 1));
    const [path, newest] = [disk.write('export.jsonl', jsonLines(lines)), disk.write('newest', log.checkpoint())];
    const asked = ['export', path, '--checkpoint', newest, '--old-checkpoint', old, '--vkey', log.vkey];
    const { exitCode, said } = await disk.verify(...asked, '--witness', witness.vkey);
    assert.match(said, /FAIL newest: has no valid cosignature of witness/);
    assert.equal(exitCode, 1);
  });

  it('such as a file of keys that is none, are an error of whoever gave it', async () => {
    const binary = disk.write('binary', Buffer.from([0xff, 0xfe]));
    const { exitCode, said } = await disk.verify('checkpoint', binary, '--vkey-file', binary);
    assert.match(said, /binary holds no keys: it is not UTF-8/);
    assert.equal(exitCode, 2);
  });
});
