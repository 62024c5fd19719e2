/** The verifier's notes, keys and checkpoints: only what a trusted key has signed counts, in one form only. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { requireWitnesses, verifyCheckpoint } from '../../verifier/checkpoint.mjs';
import { Report } from '../../verifier/report.mjs';
import {
  cosignedAt,
  ED25519,
  ED25519_COSIGNATURE,
  parseNote,
  parseVerifierKey,
  requireSignature,
} from '../../verifier/signed-note.mjs';
import { NotVerified, UsageError } from '../../verifier/verdict.mjs';
import { NoteSigner, ReferenceLog } from '../support/reference-log.ts';

const log = new ReferenceLog(
  'capstan-test/organizations/3',
  Array.from({ length: 5 }, (_, n) => Buffer.from(`leaf ${n}`)),
);
const key = parseVerifierKey(log.vkey, ED25519);
const note = log.checkpoint();
const stranger = new NoteSigner(log.origin);
const witness = new NoteSigner('witness.test/w1', 'witness');
const witnessKey = parseVerifierKey(witness.vkey, ED25519_COSIGNATURE);

function verify(text: string, keys = [key]) {
  return verifyCheckpoint(Buffer.from(text), keys, 'checkpoint');
}

function refuses(text: string, message: RegExp, keys = [key]) {
  assert.throws(
    () => verify(text, keys),
    (error) => error instanceof NotVerified && message.test(error.message),
    `accepted, or refused for another reason: ${text}`,
  );
}

/** A checkpoint with this text, rightly signed. */
function signed(text: string): string {
  return log.signer.sign(text);
}

describe('a verifier key', () => {
  it('is read as Go writes it', () => {
    // From the documentation of golang.org/x/mod/sumdb/note.
    const published = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const text = [
      'If you think cryptography is the answer to your problem,',
      "then you don't know what your problem is.\n",
    ].join('\n');
    const line =
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    const peter = parseVerifierKey(published, ED25519);
    assert.deepEqual(requireSignature(parseNote(Buffer.from(`${text}\n${line}`), 'note'), [peter], 'note'), [peter]);
  });

  it('is refused where anything of it is off', () => {
    const [name = '', id = '', encoded = ''] = log.vkey.split(/\+(.{8})\+/);
    const short = Buffer.from(encoded, 'base64').subarray(0, 32).toString('base64');
    for (const bad of [
      '',
      'name',
      `${name}+${id}`,
      `${name}+${id}+`,
      `${name}x+${id}+${encoded}`,
      `${name}+00000000+${encoded}`,
      `${name}+${id.toUpperCase()}x+${encoded}`,
      `${name}+${id}+${encoded.slice(0, -1)}`,
      `${name}+${id}+${encoded}=`,
      `${name}+${id}+${short}`,
      ` ${log.vkey}`,
      `${log.vkey}\n`,
      log.vkey.replace(name, `${name} x`),
      witness.vkey,
    ]) {
      assert.throws(() => parseVerifierKey(bad, ED25519), UsageError, bad);
    }
    assert.throws(() => parseVerifierKey(log.vkey, ED25519_COSIGNATURE), UsageError);
  });
});

describe('a checkpoint', () => {
  it('tells origin, size and root, of an empty log too', () => {
    const { origin, size, root } = verify(note);
    assert.deepEqual([origin, size, root], [log.origin, 5, log.root()]);
    assert.equal(verify(log.checkpoint(0)).size, 0);
    assert.equal(verify(signed(`${log.origin}\n${2 ** 53 - 1}\n${log.root().toString('base64')}\n`)).size, 2 ** 53 - 1);
  });

  it('may hold extension lines, and signatures of others', () => {
    assert.equal(verify(signed(`${note.slice(0, note.indexOf('\n\n') + 1)}extension\n`)).size, 5);
    assert.equal(verify(witness.cosign(`${note}${stranger.line(Buffer.alloc(64))}`, 1)).size, 5);
    const another = parseVerifierKey(stranger.vkey, ED25519);
    assert.deepEqual(verify(note, [another, key]).signers, [key]);
  });

  it('is refused where any byte of its text is another', () => {
    const bytes = Buffer.from(note);
    const end = note.indexOf('\n\n');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bad = Buffer.from(bytes);
        bad[place] = (bad[place] ?? 0) ^ change;
        assert.throws(() => verifyCheckpoint(bad, [key], 'checkpoint'), NotVerified);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused where its signature is wrong, or cut, or of another type', () => {
    const text = note.slice(0, note.indexOf('\n\n') + 2);
    refuses(text + log.signer.line(Buffer.alloc(64)), /signature of .* is wrong/);
    refuses(note + log.signer.line(Buffer.alloc(64)), /signature of .* is wrong/);
    refuses(text + log.signer.line(Buffer.alloc(63)), /signature of .* is wrong/);
    refuses(text + log.signer.line(Buffer.alloc(72)), /signature of .* is wrong/);
    refuses(stranger.sign(text.slice(0, -1)), /not signed by the key/);
    refuses(note, /not signed by the key/, [parseVerifierKey(stranger.vkey, ED25519)]);
    refuses(note, /not signed by the key/, []);
  });

  it('is refused where the key that signed it is that of another log', () => {
    const other = new ReferenceLog('capstan-test/organizations/4', log.leaves);
    const forged = other.signer.sign(`${log.origin}\n5\n${log.root().toString('base64')}\n`);
    refuses(forged, /key of another log/, [parseVerifierKey(other.vkey, ED25519)]);
  });

  it('is refused where its text is not exactly one', () => {
    const root = log.root().toString('base64');
    for (const size of ['', '05', '-5', '+5', '5.0', '5e0', ' 5', '0x5', '٥', '9007199254740992', '9'.repeat(400)]) {
      refuses(signed(`${log.origin}\n${size}\n${root}\n`), /no checkpoint/);
    }
    for (const bad of ['', root.slice(0, -1), `${root}=`, 'AAAA', root.replace(/=$/, ''), ` ${root}`, 'é'.repeat(44)]) {
      refuses(signed(`${log.origin}\n5\n${bad}\n`), /no checkpoint/);
    }
    refuses(signed(`${log.origin}\n`), /no checkpoint/);
    refuses(signed('\n'), /no checkpoint/);
    refuses(signed(`${log.origin}\n5\n${root}\n\nextension\n`), /no checkpoint/);
    refuses(signed(`${log.origin}\n0\n${root}\n`), /root of an empty log/);
    for (const control of ['\t', '\r', '\u0000', '\u001f']) {
      refuses(signed(`${log.origin}\n5\n${root}\nextension${control}\n`), /control characters/);
    }
    refuses(signed(`${log.origin}\n5\n${root}\n${'extension\n'.repeat(100_000)}`), /it has \d+ bytes/);
  });

  it('is refused where it is no signed note', () => {
    const line = note.slice(note.indexOf('\n\n') + 2);
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    for (const bad of [
      '',
      '\n',
      '\n\n',
      text,
      `${text}\n`,
      note.slice(0, -1),
      `${text}${line}`,
      `${note}\n`,
      note.replace('— ', '- '),
      note.replace('— ', '—  '),
      note.replaceAll('\n', '\r\n'),
      `\ufeff${note}`,
      `${note}\u0000`,
      note.replace('\n', '\t\n'),
      `${text}\n— name AAAA\n`,
      `${text}\n— na+me ${line.split(' ')[2]}`,
      `${text}\n— na\u2003me ${line.split(' ')[2]}`,
      `${text}\n${line.slice(0, -1)} x\n`,
      `${text}\n${line.replace(/=*\n$/, '\n')}`,
      `${text}\n${line.repeat(101)}`,
      `${'x'.repeat(1_100_000)}\n\n${line}`,
    ]) {
      assert.throws(() => verify(bad), NotVerified, JSON.stringify(bad.slice(0, 200)));
    }
    const invalid = Buffer.concat([Buffer.from([0xc3, 0x28]), Buffer.from(note)]);
    assert.throws(() => verifyCheckpoint(invalid, [key], 'checkpoint'), NotVerified);
  });

  it('of random bytes is refused, and nothing worse happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.throws(() => verifyCheckpoint(bytes, [key], 'checkpoint'), NotVerified);
      }),
    );
  });
});

describe('a cosignature', () => {
  const cosigned = witness.cosign(note, 1_764_032_400);

  it('tells when the witness has seen the checkpoint', () => {
    assert.equal(cosignedAt(parseNote(Buffer.from(cosigned), 'note'), witnessKey), 1_764_032_400);
    const report = new Report();
    requireWitnesses([{ name: 'checkpoint', checkpoint: verify(cosigned) }], [witnessKey], report);
    assert.match(
      report.statements.join(),
      /witness\.test\/w1.* saw checkpoint \(size 5\) at 2025-11-25T01:00:00\.000Z/,
    );
  });

  it('counts for nothing where it is of another text, another time, another key, or no cosignature', () => {
    const [line = ''] = cosigned.split('\n').slice(-2);
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    const later = Buffer.from(bytes);
    later.writeBigUInt64BE(1_764_032_401n, 4);
    const huge = Buffer.from(bytes);
    huge.writeBigUInt64BE(2n ** 64n - 1n, 4);
    const other = new NoteSigner(witness.name, 'witness');
    const plain = new NoteSigner(witness.name);
    for (const bad of [
      note,
      `${log.checkpoint(4)}${line}\n`,
      note + witness.line(later.subarray(4)),
      note + witness.line(huge.subarray(4)),
      note + witness.line(bytes.subarray(12)),
      note + witness.line(bytes.subarray(4, 40)),
      note + witness.line(bytes.subarray(4, 9)),
      other.cosign(note, 1),
      note + plain.sign(note.slice(0, note.indexOf('\n\n') + 1)).split('\n\n')[1],
    ]) {
      const seen = [{ name: 'checkpoint', checkpoint: verify(bad) }];
      assert.throws(() => requireWitnesses(seen, [witnessKey], new Report()), NotVerified, bad);
    }
  });
});
