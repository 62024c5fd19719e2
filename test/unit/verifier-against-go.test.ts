/** The verifier and those that others wrote in Go agree: what one accepts the other accepts, what one refuses, too. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { verifyCheckpoint } from '../../verifier/checkpoint.mjs';
import { isConsistent, rootOfInclusion } from '../../verifier/merkle.mjs';
import { cosignedAt, ED25519, ED25519_COSIGNATURE, parseNote, parseVerifierKey } from '../../verifier/signed-note.mjs';
import { NotVerified } from '../../verifier/verdict.mjs';
import { type GoDocument, goTools, NO_GO, runFsck, runGoVerifier } from '../support/go-tools.ts';
import { base64, NoteSigner, ReferenceLog } from '../support/reference-log.ts';
import { serveTiles, tileFiles } from '../support/reference-tiles.ts';

const tools = await goTools();
const skip = tools ? false : NO_GO;
const MAX_SIZE = 40;

const log = new ReferenceLog(
  'capstan-test/organizations/3',
  Array.from({ length: MAX_SIZE }, (_, n) => Buffer.from(`leaf ${n}`)),
);
const witness = new NoteSigner('witness.test/w1', 'witness');

type GoInclusion = Required<NonNullable<GoDocument['inclusion']>[number]>;
type GoConsistency = Required<NonNullable<GoDocument['consistency']>[number]>;

function ask(document: GoDocument) {
  assert.ok(tools);
  return runGoVerifier(tools, document);
}

function inclusion(index: number, size: number): GoInclusion {
  const { leaf_hash, hashes, root_hash } = log.inclusion(index, size);
  return { index, size, leaf_hash, hashes, root_hash };
}

function consistency(from: number, to: number): GoConsistency {
  const { hashes, from_root_hash, to_root_hash } = log.consistency(from, to);
  return { from, to, hashes, from_root_hash, to_root_hash };
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

function isIncludedByOurs({ index, size, leaf_hash, hashes, root_hash }: GoInclusion): boolean {
  const root = rootOfInclusion({ index, size, leafHash: bytes(leaf_hash), hashes: hashes.map(bytes) });
  return root?.equals(bytes(root_hash)) ?? false;
}

function isConsistentByOurs({ from, to, hashes, from_root_hash, to_root_hash }: GoConsistency): boolean {
  const [fromRoot, toRoot] = [bytes(from_root_hash), bytes(to_root_hash)];
  return isConsistent({ from, to, fromRoot, toRoot, hashes: hashes.map(bytes) });
}

/** Small changes to a list of hashes: one flipped, one less, one more, two exchanged, or none. */
const hashChange = fc.record({ kind: fc.constantFrom('flip', 'drop', 'repeat', 'reverse', 'keep'), at: fc.nat() });

function change(hashes: readonly string[], { kind, at }: { readonly kind: string; readonly at: number }): string[] {
  const place = hashes.length === 0 ? 0 : at % hashes.length;
  const hash = hashes[place] ?? base64(Buffer.alloc(32));
  const flipped = bytes(hash);
  flipped[at % 32] = (flipped[at % 32] ?? 0) ^ 1;
  if (kind === 'flip') return hashes.length === 0 ? [] : hashes.with(place, base64(flipped));
  if (kind === 'drop') return hashes.toSpliced(place, 1);
  if (kind === 'repeat') return hashes.toSpliced(place, 0, hash);
  return kind === 'reverse' ? hashes.toReversed() : [...hashes];
}

describe('verifiers in Go', { skip }, () => {
  it('accept every proof that this one accepts', async () => {
    const proofs: { inclusion: GoInclusion[]; consistency: GoConsistency[] } = { inclusion: [], consistency: [] };
    for (let size = 1; size <= MAX_SIZE; size += 1) {
      for (let index = 0; index < size; index += 1) proofs.inclusion.push(inclusion(index, size));
      for (let from = 0; from <= size; from += 1) proofs.consistency.push(consistency(from, size));
    }
    assert.ok(proofs.inclusion.every(isIncludedByOurs));
    assert.ok(proofs.consistency.every(isConsistentByOurs));
    const { ok, output } = await ask(proofs);
    assert.ok(ok, output);
  });

  it('judge an altered inclusion proof as this one does', async () => {
    const near = fc.integer({ min: -1, max: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: MAX_SIZE - 1 }),
        fc.nat(),
        near,
        near,
        hashChange,
        async (last, at, di, ds, how) => {
          const size = last + 1;
          const good = inclusion(at % size, size);
          const proof = { ...good, index: good.index + di, size: size + ds, hashes: change(good.hashes, how) };
          const { ok, output } = await ask({ inclusion: [proof] });
          assert.equal(ok, isIncludedByOurs(proof), output);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('judge an altered consistency proof as this one does', async () => {
    const near = fc.integer({ min: -1, max: 1 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: MAX_SIZE }), fc.nat(), near, near, hashChange, async (to, at, df, dt, how) => {
        const good = consistency(at % (to + 1), to);
        const proof = { ...good, from: good.from + df, to: to + dt, hashes: change(good.hashes, how) };
        const { ok, output } = await ask({ consistency: [proof] });
        assert.equal(ok, isConsistentByOurs(proof), output);
      }),
      { numRuns: 150 },
    );
  });

  it('open the same checkpoints and cosignatures', async () => {
    const checkpoint = witness.cosign(log.checkpoint(), 1_764_032_400);
    const cosignatures = [{ checkpoint, vkey: witness.vkey }];
    const good = { vkeys: [log.vkey], checkpoints: [checkpoint, log.checkpoint(0), log.checkpoint(7)], cosignatures };
    const { ok, output } = await ask({
      ...good,
      // Without roots of their own: those of the checkpoints.
      inclusion: [{ index: 3, size: 7, leaf_hash: inclusion(3, 7).leaf_hash, hashes: inclusion(3, 7).hashes }],
      consistency: [{ from: 7, to: MAX_SIZE, hashes: consistency(7, MAX_SIZE).hashes }],
    });
    assert.ok(ok, output);
    const stranger = new NoteSigner(log.origin);
    assert.match((await ask({ ...good, vkeys: [stranger.vkey] })).output, /FAIL checkpoints\[0\]/);
    const uncosigned = [{ checkpoint: log.checkpoint(), vkey: witness.vkey }];
    assert.match((await ask({ ...good, cosignatures: uncosigned })).output, /FAIL cosignatures\[0\]/);
    const fork = log.signer.sign(`${log.origin}\n7\n${base64(log.root(8))}\n`);
    assert.match((await ask({ ...good, checkpoints: [log.checkpoint(7), fork] })).output, /the log was forked/);
  });

  it('refuse a checkpoint with any altered byte of text or signature, as this one does', async () => {
    const checkpoint = witness.cosign(log.checkpoint(), 1_764_032_400);
    const [logKey, witnessKey] = [
      parseVerifierKey(log.vkey, ED25519),
      parseVerifierKey(witness.vkey, ED25519_COSIGNATURE),
    ];
    const isGoodByOurs = (note: string): boolean => {
      try {
        verifyCheckpoint(Buffer.from(note), [logKey], 'checkpoint');
        return cosignedAt(parseNote(Buffer.from(note), 'checkpoint'), witnessKey) !== undefined;
      } catch (error) {
        assert.ok(error instanceof NotVerified, String(error));
        return false;
      }
    };
    const letters = fc.constantFrom('A', 'z', '0', '9', '+', '/', '=', ' ', '\n', '—', 'é', '\t');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: checkpoint.length - 1 }), letters, async (place, letter) => {
        // Go takes a second spelling of the last bits of base64; this verifier takes one.
        fc.pre(checkpoint[place + 1] !== '=');
        const note = checkpoint.slice(0, place) + letter + checkpoint.slice(place + 1);
        const cosignatures = [{ checkpoint: note, vkey: witness.vkey }];
        const { ok, output } = await ask({ vkeys: [log.vkey], checkpoints: [note], cosignatures });
        assert.equal(ok, isGoodByOurs(note), `${output}${note}`);
      }),
      { numRuns: 150 },
    );
  });
});

describe('tiles', { skip }, () => {
  const tall = new ReferenceLog(
    'capstan-test/organizations/5',
    Array.from({ length: 600 }, (_, n) => Buffer.from(`leaf ${n}`)),
  );
  const files = tileFiles(tall);
  const TOKEN = 'token-of-an-auditor';

  it('are read by golang.org/x/mod, which refuses a flipped one', async () => {
    const document = (tiles: ReadonlyMap<string, Buffer>): GoDocument => ({
      vkeys: [tall.vkey],
      checkpoints: [tall.checkpoint()],
      tiles: {
        size: tall.size,
        files: Object.fromEntries([...tiles].map(([path, content]) => [path, base64(content)])),
        leaf_hashes: tall.hashes().map(base64),
      },
    });
    const { ok, output } = await ask(document(files));
    assert.ok(ok, output);
    for (const path of ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2']) {
      const flipped = new Map(files).set(path, flip(files.get(path)));
      assert.match((await ask(document(flipped))).output, /FAIL tiles/, path);
    }
  });

  it('are accepted by Tessera’s fsck, which refuses a flipped tile, entry or checkpoint, and a missing one', async () => {
    assert.ok(tools);
    const check = async (served: ReadonlyMap<string, Buffer>, bearerToken = TOKEN) => {
      const server = await serveTiles(served, TOKEN);
      try {
        return await runFsck(tools, { storageUrl: server.url, vkey: tall.vkey, bearerToken });
      } finally {
        await server.close();
      }
    };
    const { ok, output } = await check(files);
    assert.ok(ok, output);
    for (const path of ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2', 'tile/entries/000', 'checkpoint']) {
      const flipped = await check(new Map(files).set(path, flip(files.get(path))));
      assert.ok(!flipped.ok, `${path}: ${flipped.output}`);
    }
    const less = new Map(files);
    less.delete('tile/entries/002.p/88');
    assert.ok(!(await check(less)).ok);
    assert.ok(!(await check(files, 'another token')).ok);
  });
});

function flip(content: Buffer | undefined): Buffer {
  const flipped = Buffer.from(content ?? []);
  flipped[40] = (flipped[40] ?? 0) ^ 1;
  return flipped;
}
