/** `capstan-verify bundle`: a whole bundle is verified, and anything that was done to it is found and named. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { listFiles, packBundle, referenceBundle } from '../support/reference-bundle.ts';
import { base64, NoteSigner, ReferenceLog } from '../support/reference-log.ts';
import { exportLine, jsonLines, recordLog, referenceRecord } from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const disk = new VerifierFiles();
after(() => disk.remove());

const good = referenceBundle();
const { log, platform } = good;

type Bundle = ReturnType<typeof referenceBundle>;

/** A change before packing, with a manifest made to fit: what somebody does who knows the format. */
function tampered(change: (bundle: Bundle) => void, members: Readonly<Record<string, unknown>> = {}): Buffer {
  const bundle = { ...good, files: new Map(good.files), manifest: { ...good.manifest } };
  change(bundle);
  return packBundle(bundle.files, bundle.manifest, members);
}

function verify(zip: Uint8Array, ...args: readonly string[]) {
  const trust = args.includes('--trust-bundled-key') ? [] : ['--vkey', log.vkey];
  return disk.verify('bundle', disk.write('bundle.zip', zip), ...trust, ...args);
}

async function verifies(zip: Uint8Array, args: readonly string[], ...says: readonly RegExp[]) {
  const { exitCode, said } = await verify(zip, ...args);
  assert.equal(exitCode, 0, said);
  for (const line of [/^VERIFIED$/m, ...says]) assert.match(said, line);
}

async function refuses(zip: Uint8Array, says: RegExp, ...args: readonly string[]) {
  const { exitCode, said } = await verify(zip, ...args);
  assert.match(said, says);
  assert.match(said, /^NOT VERIFIED$/m);
  assert.doesNotMatch(said, /^VERIFIED$/m);
  assert.equal(exitCode, 1, said);
}

function edit(name: string, change: (text: string) => string) {
  return ({ files }: Bundle) => files.set(name, Buffer.from(change(String(files.get(name)))));
}

/** Puts other records into the bundle, with the proofs that fit them in `from`. */
function withRecords(lines: readonly { index: number; event_id: string }[], from = log) {
  return ({ files, manifest }: Bundle) => {
    const proofs = lines.map(({ index, event_id }) => ({ event_id, ...from.inclusion(index) }));
    files.set('records.jsonl', Buffer.from(jsonLines(lines)));
    files.set('proofs.jsonl', Buffer.from(jsonLines(proofs)));
    manifest.record_count = lines.length;
  };
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

describe('a bundle that is whole', () => {
  const zip = packBundle(good.files, good.manifest);

  it('is verified, and says what it does not prove', async () => {
    await verifies(
      zip,
      [],
      /ok {3}manifest: 10 files/,
      /ok {3}checkpoint: capstan-test\/organizations\/3, 23 records/,
      /ok {3}5 records: leaf, disclosures and readable form agree/,
      /ok {3}platform log: .*the checkpoint is its leaf 3/,
      /note 1 of 5 records have no content here/,
      /note 3 values .* are erased or withheld/,
      /note the key of the platform log came with the bundle/,
      /note summary\.html, README\.txt and the manifest are signed by nobody/,
      /note the bundle proves the records that are in it, not that none were left out/,
    );
  });

  it('is verified with the key of the platform log, as JSON, and record by record', async () => {
    await verifies(
      zip,
      ['--platform-vkey', platform.vkey, '--print'],
      /0 evt_\w+ .* \| user 0 "Müller 0" \| rotate resource 6/,
    );
    const { exitCode, said } = await verify(
      zip,
      '--json',
      '--vkey-file',
      disk.write('key', `# the log: signed\n\n${log.vkey}\n`),
    );
    assert.equal(exitCode, 0);
    const { verified, checkpoint, record_count, pruned_count, withheld_count, notes } = JSON.parse(said);
    assert.deepEqual([verified, record_count, pruned_count, withheld_count], [true, 5, 1, 3]);
    assert.deepEqual(checkpoint, { origin: log.origin, tree_size: 23, root_hash: base64(log.root()) });
    assert.ok(notes.length > 0);
    assert.doesNotMatch(notes.join('\n'), /nothing proves/);
  });

  it('is verified without the platform log, unless that is asked for', async () => {
    const without = tampered(({ files }) => {
      for (const name of [...files.keys()]) if (name.startsWith('platform/')) files.delete(name);
    });
    await verifies(without, [], /note the bundle has no proof from the platform log/);
    await refuses(without, /FAIL platform\/checkpoint: is missing/, '--platform-vkey', platform.vkey);
  });

  it('without a record proves just that its checkpoint is signed', async () => {
    await verifies(tampered(withRecords([])), [], /ok {3}0 records/);
  });

  it('with the bundled key alone says how little that is', async () => {
    await verifies(zip, ['--trust-bundled-key'], /note the key came with the bundle, so this shows only/);
  });
});

describe('a bundle that somebody else signed', () => {
  const forger = new ReferenceLog(log.origin, log.leaves);
  const forged = tampered(({ files, manifest }) => {
    files.set('checkpoint', Buffer.from(forger.checkpoint()));
    files.set('vkey', Buffer.from(`${forger.vkey}\n`));
    manifest.vkey = forger.vkey;
    for (const name of [...files.keys()]) if (name.startsWith('platform/')) files.delete(name);
  });

  it('is refused by the key that one trusts; it agrees with itself, and that is worth nothing', async () => {
    await refuses(forged, /FAIL checkpoint: is not signed by the key that was given/);
    await verifies(forged, ['--trust-bundled-key'], /note the key came with the bundle/);
  });

  it('is refused where its parts name different keys', async () => {
    await refuses(tampered(edit('vkey', () => `${forger.vkey}\n`)), /manifest\.json: names another key/);
    await refuses(
      tampered(
        edit('vkey', () => ''),
        {},
      ),
      /FAIL vkey: holds no key/,
    );
    await refuses(tampered(edit('vkey', () => 'x')), /FAIL vkey: not a verifier key/);
    const half = tampered(
      edit('vkey', () => forger.vkey),
      { vkey: forger.vkey },
    );
    await refuses(half, /FAIL checkpoint: is not signed by the key/);
    await refuses(half, /FAIL checkpoint: is not signed by the key/, '--trust-bundled-key');
  });

  it('with the key of another log of the same ledger is refused', async () => {
    const { log: neighbour } = recordLog(23, 'capstan-test/organizations/4');
    const borrowed = tampered(
      edit('checkpoint', () => neighbour.signer.sign(`${log.checkpoint().split('\n\n')[0]}\n`)),
    );
    await refuses(borrowed, /not signed by the key/);
    const { exitCode, said } = await disk.verify('bundle', disk.write('b.zip', borrowed), '--vkey', neighbour.vkey);
    assert.equal(exitCode, 1, said);
  });
});

describe('records that were altered', () => {
  const record = referenceRecord(3);
  const index = 1;

  function editLine(change: (line: ReturnType<typeof exportLine>) => void, file = 'records.jsonl') {
    return edit(file, (text) => {
      const lines = linesOf(text).map((line) => JSON.parse(line));
      change(lines[index]);
      return jsonLines(lines);
    });
  }

  it('are found by line, index, event and member', async () => {
    const altered = tampered(
      editLine(({ record }) => {
        record.status = 'denied';
      }),
    );
    await refuses(
      altered,
      /^FAIL records\.jsonl line 2 record\.status \(index 3, evt_01J0+3\): is not what the leaf.*\n {5}expected "succeeded"\n {5}found {4}"denied"$/m,
    );
    const { said } = await verify(altered, '--json');
    const { verified, first_failure } = JSON.parse(said);
    assert.equal(verified, false);
    assert.deepEqual(first_failure.record, { index: 3, event_id: record.eventId });
    assert.deepEqual([first_failure.expected, first_failure.found], ['"succeeded"', '"denied"']);
    assert.equal(first_failure.place, 'records.jsonl line 2 record.status');
  });

  it('with a leaf and hash made to fit are found by their proof', async () => {
    const forged = exportLine(3, referenceRecord(3, { operation: 'verify' }));
    await refuses(
      tampered(editLine((line) => Object.assign(line, forged))),
      /FAIL proofs\.jsonl line 2 \(index 3.*is for another leaf/,
    );
    const both = tampered((bundle) => {
      editLine((line) => Object.assign(line, forged))(bundle);
      editLine((line) => Object.assign(line, { leaf_hash: forged.leaf_hash }), 'proofs.jsonl')(bundle);
    });
    await refuses(both, /FAIL proofs\.jsonl line 2 \(index 3.*does not lead to the root/);
  });

  it('with a whole forged tree are found by the signature', async () => {
    const { log: forger } = recordLog(23);
    forger.leaves[3] = referenceRecord(3, { operation: 'verify' }).leaf;
    const forgedRoot = tampered((bundle) => {
      withRecords([exportLine(3, referenceRecord(3, { operation: 'verify' }))], forger)(bundle);
      bundle.manifest.root_hash = base64(forger.root());
    });
    await refuses(forgedRoot, /FAIL manifest\.json: is for a tree with another root/);
    const oldRoot = tampered(withRecords([exportLine(3, referenceRecord(3, { operation: 'verify' }))], forger));
    await refuses(oldRoot, /FAIL proofs\.jsonl line 1 \(index 3.*is for a tree with another root/);
    const text = `${log.origin}\n23\n${base64(forger.root())}\n`;
    const signature = log.checkpoint().split('\n\n')[1];
    const pasted = tampered((bundle) => {
      withRecords([], forger)(bundle);
      bundle.files.set('checkpoint', Buffer.from(`${text}\n${signature}`));
      bundle.manifest.root_hash = base64(forger.root());
    });
    await refuses(pasted, /FAIL checkpoint: the signature of .* is wrong/);
  });

  it('are found where they were exchanged, repeated, moved, added or taken out', async () => {
    const [first, second, ...rest] = good.lines;
    assert.ok(first && second);
    await refuses(tampered(withRecords([second, first, ...rest])), /records are not in ascending order/);
    await refuses(tampered(withRecords([first, first, second])), /records are not in ascending order/);
    await refuses(tampered(withRecords([first, { ...second, index: 5 }])), /proofs\.jsonl line 2 .*another leaf/);
    const renumbered = tampered(
      editLine((line) => {
        line.index = 2;
      }),
    );
    await refuses(renumbered, /proofs\.jsonl line 2 .*is for another index than the record/);
    const beyond = { ...exportLine(23, referenceRecord(23)) };
    const outside = new ReferenceLog(log.origin, [...log.leaves, referenceRecord(23).leaf]);
    await refuses(tampered(withRecords([beyond], outside)), /is for a tree of another size/);
    const drop = (text: string) =>
      jsonLines(
        linesOf(text)
          .slice(1)
          .map((line) => JSON.parse(line)),
      );
    await refuses(tampered(edit('records.jsonl', drop)), /proofs\.jsonl line 1 .*is for another event/);
    await refuses(tampered(edit('proofs.jsonl', drop)), /proofs\.jsonl line 1 .*is for another event/);
    const cut = (text: string) => linesOf(text).slice(0, -1).join('\n');
    await refuses(tampered(edit('proofs.jsonl', cut)), /records\.jsonl line 5 .*has no proof/);
    await refuses(tampered(edit('records.jsonl', cut)), /proofs\.jsonl line 5: belongs to no record/);
    const both = (bundle: Bundle) => {
      edit('records.jsonl', cut)(bundle);
      edit('proofs.jsonl', cut)(bundle);
    };
    await refuses(tampered(both), /another record_count/);
    await refuses(tampered(edit('records.jsonl', (text) => `${text}\n`)), /records\.jsonl line 6: is not strict JSON/);
    await refuses(tampered(edit('records.jsonl', (text) => text.replaceAll('\n', ''))), /FAIL records\.jsonl line 1/);
  });

  it('are found where their proof was altered', async () => {
    const hash = base64(Buffer.alloc(32, 7));
    for (const [change, says] of [
      [{ leaf_index: 4 }, /does not lead to the root/],
      [{ leaf_index: 23 }, /beyond the tree/],
      [{ leaf_index: -1 }, /member leaf_index/],
      [{ leaf_index: 2 ** 53 }, /exact form/],
      [{ tree_size: 22 }, /tree of another size/],
      [{ tree_size: 2 ** 40 }, /tree of another size/],
      [{ root_hash: hash }, /tree with another root/],
      [{ hashes: [] }, /has not the length/],
      [{ hashes: [hash, hash, hash, hash, hash] }, /does not lead to the root/],
      [{ hashes: Array.from({ length: 65 }, () => hash) }, /no proof has more than 64/],
      [{ hashes: Array.from({ length: 10_000 }, () => hash) }, /no proof has more than 64/],
      [{ hashes: [hash.replace(/=$/, '')] }, /hashes\[0\] is not a SHA-256 hash/],
      [{ hashes: [`${hash}\n`] }, /hashes\[0\] is not a SHA-256 hash/],
      [{ hashes: [{}] }, /hashes\[0\] is not a SHA-256 hash/],
      [{ hashes: 'x' }, /not a list of hashes/],
      [{ event_id: 'evt_other' }, /another event/],
      [{ event_id: null }, /member event_id/],
      [{ leaf_hash: hash }, /does not lead to the root/],
    ] as const) {
      await refuses(tampered(editLine((line) => Object.assign(line, change), 'proofs.jsonl')), says);
    }
  });
});

describe('files that were altered', () => {
  it('are found where the manifest was left as it was', async () => {
    const listed = listFiles(good.files);
    for (const name of good.files.keys()) {
      const flipped = tampered(
        ({ files }) => {
          const content = Buffer.from(files.get(name) ?? '');
          content[10] = (content[10] ?? 0) ^ 1;
          files.set(name, content);
        },
        { files: listed },
      );
      await refuses(flipped, new RegExp(`FAIL ${name}: has another SHA-256 than the manifest says`));
      const longer = tampered(
        edit(name, (text) => `${text} `),
        { files: listed },
      );
      await refuses(longer, new RegExp(`FAIL ${name}: is of another size`));
      const gone = tampered(({ files }) => files.delete(name), { files: listed });
      await refuses(gone, new RegExp(`FAIL ${name}: is in the manifest and not in the bundle`));
    }
    const added = tampered(({ files }) => files.set('more.txt', Buffer.from('x')), { files: listed });
    await refuses(added, /FAIL more\.txt: is in the bundle and not in the manifest/);
  });

  it('are found where one is missing that has to be there', async () => {
    for (const name of good.files.keys()) {
      await refuses(
        tampered(({ files }) => files.delete(name)),
        new RegExp(`FAIL ${name}: is missing from the bundle`),
      );
    }
  });

  it('that nobody knows are said to be proved by nothing', async () => {
    const added = tampered(({ files }) => files.set('approval.pdf', Buffer.from('signed by the board')));
    await verifies(added, [], /note nothing proves approval\.pdf/);
  });

  it('of the manifest itself are found', async () => {
    const listed = listFiles(good.files);
    for (const [members, says] of [
      [{ format: 'capstan-evidence-bundle/2' }, /unknown format/],
      [{ format: undefined }, /member format/],
      [{ origin: 'capstan-test/organizations/4' }, /is for another log/],
      [{ tree_size: 24 }, /tree of another size/],
      [{ tree_size: '23' }, /member tree_size/],
      [{ root_hash: base64(Buffer.alloc(32)) }, /tree with another root/],
      [{ root_hash: 'x' }, /member root_hash/],
      [{ record_count: 6 }, /another record_count/],
      [{ record_count: -1 }, /member record_count/],
      [{ vkey: platform.vkey }, /names another key/],
      [{ files: undefined }, /member files is not a list/],
      [{ files: {} }, /member files is not a list/],
      [{ files: [...listed, 1] }, /is not an object/],
      [{ files: [...listed, listed[0]] }, /names a file twice/],
      [{ files: [...listed, { name: 'manifest.json', size: 1, sha256: '' }] }, /or the manifest/],
      [
        { files: [...listed, { name: '../../etc/passwd', size: 1, sha256: '' }] },
        /in the manifest and not in the bundle/,
      ],
      [{ files: listed.map((file) => ({ ...file, sha256: 'x' })) }, /another SHA-256/],
      [{ files: listed.map((file) => ({ ...file, size: '1' })) }, /member size/],
    ] as const) {
      await refuses(
        tampered(() => undefined, members),
        says,
      );
    }
  });

  it('by any single byte are found, or it is a byte that nothing reads', async () => {
    const zip = packBundle(good.files, good.manifest);
    for (let place = 0; place < zip.length; place += 97) {
      const bad = Buffer.from(zip);
      bad[place] = (bad[place] ?? 0) ^ 0x10;
      const { exitCode, said } = await verify(bad);
      // Times and attributes in the ZIP's own headers.
      if (exitCode === 0) assert.match(said, /5 records: leaf, disclosures and readable form agree/);
      else assert.doesNotMatch(said, /should not happen/);
    }
  });
});

describe('the platform log in a bundle', () => {
  const editProof = (change: Readonly<Record<string, unknown>>) =>
    edit('platform/proof.json', (text) => JSON.stringify({ ...JSON.parse(text), ...change }));

  it('is refused where its checkpoint is not signed by its key', async () => {
    const zip = packBundle(good.files, good.manifest);
    await refuses(zip, /FAIL platform\/checkpoint: is not signed by the key/, '--platform-vkey', log.vkey);
    const forger = new ReferenceLog(platform.origin, platform.leaves);
    const forged = tampered((bundle) => {
      edit('platform/checkpoint', () => forger.checkpoint())(bundle);
      edit('platform/vkey', () => forger.vkey)(bundle);
    });
    await refuses(forged, /FAIL platform\/checkpoint: is not signed by the key/, '--platform-vkey', platform.vkey);
    await refuses(tampered(edit('platform/vkey', () => forger.vkey)), /FAIL platform\/checkpoint: is not signed/);
  });

  it('is refused where its leaf is not this checkpoint', async () => {
    const older = Buffer.from(log.checkpoint(20));
    const grown = new ReferenceLog(platform.origin, [...platform.leaves, older]);
    const other = (bundle: Bundle) => {
      edit('platform/checkpoint', () => grown.checkpoint())(bundle);
      edit('platform/vkey', () => grown.vkey)(bundle);
      editProof({ leaf: base64(older), ...grown.inclusion(platform.size) })(bundle);
    };
    await refuses(tampered(other), /FAIL platform\/proof\.json leaf: is not the checkpoint of this bundle/);
    const stranger = new NoteSigner(log.origin).sign(`${log.checkpoint().split('\n\n')[0]}\n`);
    await refuses(
      tampered(editProof({ leaf: base64(Buffer.from(stranger)) })),
      /leaf_hash is not the hash of the leaf/,
    );
    await refuses(tampered(editProof({ leaf: null })), /member leaf is not/);
    await refuses(tampered(editProof({ leaf: base64(Buffer.from('x')) })), /leaf_hash is not/);
  });

  it('is refused where its proof is wrong', async () => {
    await refuses(tampered(editProof({ leaf_index: 2 })), /FAIL platform\/proof\.json: the proof does not lead/);
    await refuses(tampered(editProof({ tree_size: 6 })), /FAIL platform\/proof\.json: is for a tree of another size/);
    await refuses(tampered(editProof({ hashes: [] })), /FAIL platform\/proof\.json: the proof has not the length/);
    await refuses(
      tampered(edit('platform/proof.json', () => '[]')),
      /FAIL platform\/proof\.json: is not a JSON object/,
    );
  });
});

describe('a witness', () => {
  const witness = new NoteSigner('witness.test/w1', 'witness');

  it('has to have signed one of the two checkpoints', async () => {
    const zip = packBundle(good.files, good.manifest);
    const asked = ['--platform-vkey', platform.vkey, '--witness', witness.vkey];
    await refuses(zip, /FAIL checkpoint, platform\/checkpoint: has no valid cosignature/, ...asked);
    for (const name of ['checkpoint', 'platform/checkpoint']) {
      const seen = tampered(edit(name, (note) => witness.cosign(note, 1_795_568_400)));
      await verifies(seen, asked, /ok {3}witness witness\.test\/w1.* at 2026-11-25T01:00:00/);
      const another = new NoteSigner('witness.test/w2', 'witness');
      await refuses(seen, /no valid cosignature of witness witness\.test\/w2/, ...asked, '--witness', another.vkey);
    }
  });

  it('counts for nothing on the checkpoint of a platform that nobody knows', async () => {
    const seen = tampered(edit('platform/checkpoint', (note) => witness.cosign(note, 1_795_568_400)));
    await refuses(seen, /FAIL checkpoint: has no valid cosignature/, '--witness', witness.vkey);
  });
});
