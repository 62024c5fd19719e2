/** Checkpoints are signed as C2SP says, by keys that belong to one log each, and read in one form only. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { checkpointText, parseCheckpoint } from '../../store/ledger/checkpoint.ts';
import {
  base64,
  cosignatureBy,
  isSignedBy,
  type Note,
  type NoteKey,
  parseNote,
  parseVkey,
  vkeyOf,
} from '../../store/ledger/signed-note.ts';
import {
  addLedgerKey,
  createLedgerKeyFile,
  LedgerKeys,
  retireLedgerKey,
} from '../../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import { NoteSigner, sha256 } from '../support/reference-log.ts';

/** From the documentation of golang.org/x/mod/sumdb/note. */
const GO_VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

function keyOf(vkey: string): NoteKey {
  return parseVkey(vkey) ?? assert.fail(`not a key: ${vkey}`);
}

function noteOf(text: string): Note {
  return parseNote(text) ?? assert.fail(`not a note: ${text}`);
}

describe('a signed note', () => {
  it('is read and checked as Go writes it', () => {
    const key = keyOf(GO_VKEY);
    assert.equal(key.name, 'PeterNeumann');
    assert.equal(vkeyOf(key.name, key.publicKey), GO_VKEY);
    assert.ok(isSignedBy(noteOf(GO_NOTE), key));
  });

  it('is not signed once a byte of its text, or the key, is another', () => {
    const signer = new NoteSigner('example.org/log');
    const note = signer.sign('example.org/log\n5\nAAAA\n');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const character = String.fromCharCode(code);
        fc.pre(note[at] !== character);
        const altered = parseNote(note.slice(0, at) + character + note.slice(at + 1));
        assert.ok(!altered || !isSignedBy(altered, keyOf(signer.vkey)));
      }),
    );
    assert.ok(isSignedBy(noteOf(note), keyOf(signer.vkey)));
    assert.ok(!isSignedBy(noteOf(note), keyOf(new NoteSigner('example.org/log').vkey)));
  });

  it('may bear the signatures of strangers', () => {
    const [signer, stranger] = [new NoteSigner('example.org/log'), new NoteSigner('example.org/other')];
    const note = noteOf(signer.sign('text\n') + stranger.sign('text\n').slice('text\n\n'.length));
    assert.equal(note.signatures.length, 2);
    assert.ok(isSignedBy(note, keyOf(signer.vkey)));
    assert.ok(isSignedBy(note, keyOf(stranger.vkey)));
    assert.ok(!isSignedBy(note, keyOf(GO_VKEY)));
  });

  it('is spoilt by a wrong signature under the key’s name, and no key is tried twice', () => {
    const signer = new NoteSigner('example.org/log');
    const good = signer.sign('text\n');
    const wrong = signer.sign('other text\n').slice('other text\n\n'.length);
    const [text = '', line = ''] = good.split('\n\n');
    assert.ok(!isSignedBy(noteOf(`${text}\n\n${wrong}${line}`), keyOf(signer.vkey)));
    assert.ok(isSignedBy(noteOf(`${good}${wrong}`), keyOf(signer.vkey)), 'as Go’s package reads it');
  });

  it('has no more signatures than the verifier takes', () => {
    const signer = new NoteSigner('example.org/log');
    const line = signer.sign('text\n').slice('text\n\n'.length);
    assert.equal(noteOf(`text\n\n${line.repeat(100)}`).signatures.length, 100);
    assert.equal(parseNote(`text\n\n${line.repeat(101)}`), undefined);
  });

  it('is none where its form is another', () => {
    const others = {
      'no empty line': GO_NOTE.replace('\n\n', '\n'),
      'no newline at the end': GO_NOTE.slice(0, -1),
      'no signature': GO_NOTE.slice(0, GO_NOTE.indexOf('—')),
      'a hyphen for the dash': GO_NOTE.replace('—', '-'),
      'padding left out': GO_NOTE.replace('AM=\n', 'AM\n'),
      'base64 of URLs': GO_NOTE.replace('x08go/', 'x08go_'),
      'a plus sign in the name': GO_NOTE.replace('— Peter', '— Peter+'),
      'no name': GO_NOTE.replace('PeterNeumann ', ''),
      'no signature after the key id': GO_NOTE.replace(/x08g\S+/, 'x08gow=='),
      'text behind the signatures': `${GO_NOTE}more\n`,
    };
    for (const [what, note] of Object.entries(others)) assert.equal(parseNote(note), undefined, what);
  });
});

describe('a verifier key', () => {
  it('is read back as it was written', () => {
    // Of a URL without its scheme, as the name of a log is.
    const names = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,199}$/);
    fc.assert(
      fc.property(names, (name) => {
        const { publicKey } = generateKeyPairSync('ed25519');
        const key = keyOf(vkeyOf(name, publicKey));
        assert.equal(key.name, name);
        assert.equal(key.kind, 'log');
        assert.ok(key.publicKey.equals(publicKey));
      }),
      { numRuns: 50 },
    );
  });

  it('is told from that of a witness', () => {
    assert.equal(keyOf(new NoteSigner('w', 'witness').vkey).kind, 'witness');
    assert.equal(keyOf(new NoteSigner('w', 'log').vkey).kind, 'log');
  });

  it('is none where id, algorithm, length or name do not fit', () => {
    const [name, id, key] = ['PeterNeumann', 'c74f20a3', GO_VKEY.slice('PeterNeumann+c74f20a3+'.length)];
    const bytes = Buffer.from(key, 'base64');
    const withKey = (other: Buffer) => {
      const otherId = sha256(`${name}\n`, other).subarray(0, 4).toString('hex');
      return `${name}+${otherId}+${other.toString('base64')}`;
    };
    assert.ok(parseVkey(withKey(bytes)));
    for (const vkey of [
      '',
      name,
      `${name}+${id}`,
      `${name}+00000000+${key}`,
      `${name}+${id.toUpperCase()}+${key}`,
      `Peter Neumann+${id}+${key}`,
      `+${id}+${key}`,
      `Other+${id}+${key}`,
      `${name}+${id}+${key}+`,
      withKey(Buffer.concat([bytes, Buffer.of(0)])),
      withKey(bytes.subarray(0, -1)),
      withKey(Buffer.concat([Buffer.of(0x02), bytes.subarray(1)])),
    ]) {
      assert.equal(parseVkey(vkey), undefined, vkey);
    }
  });
});

describe('a cosignature', () => {
  const log = new NoteSigner('example.org/log');
  const witness = new NoteSigner('witness.example', 'witness');
  const note = log.sign('example.org/log\n1\nAAAA\n');

  it('is taken with the time that the witness gives', () => {
    assert.equal(cosignatureBy(noteOf(witness.cosign(note, 1_764_032_400)), keyOf(witness.vkey))?.time, 1_764_032_400);
  });

  it('is none of another witness, another text or another time', () => {
    const cosigned = witness.cosign(note, 1_764_032_400);
    assert.equal(cosignatureBy(noteOf(cosigned), keyOf(new NoteSigner('witness.example', 'witness').vkey)), undefined);
    assert.equal(cosignatureBy(noteOf(cosigned.replace('\n1\n', '\n2\n')), keyOf(witness.vkey)), undefined);
    const line = noteOf(cosigned).signatures[1] ?? assert.fail();
    const later = Buffer.from(line.signature);
    later.writeBigUInt64BE(1_764_032_401n);
    assert.equal(cosignatureBy(noteOf(note + witness.line(later)), keyOf(witness.vkey)), undefined);
  });

  it('does not pass for a signature of the log, nor the other way round', () => {
    assert.ok(!isSignedBy(noteOf(witness.cosign(note, 1)), keyOf(witness.vkey)));
    assert.equal(cosignatureBy(noteOf(note), keyOf(log.vkey)), undefined);
  });
});

describe('the text of a checkpoint', () => {
  const root = sha256('root');

  it('is read back as it was written', () => {
    const sizes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const roots = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(sizes, roots, (size, bytes) => {
        const checkpoint = { origin: 'example.org/log', size, root: Buffer.from(bytes) };
        assert.deepEqual(parseCheckpoint(checkpointText(checkpoint)), checkpoint);
      }),
    );
    assert.equal(
      checkpointText({ origin: 'example.org/log', size: 7, root }),
      `example.org/log\n7\n${root.toString('base64')}\n`,
    );
  });

  it('may have further lines, and is none without the first three', () => {
    const text = checkpointText({ origin: 'example.org/log', size: 7, root });
    assert.equal(parseCheckpoint(`${text}an extension\n`)?.size, 7);
    const short = sha256('root').subarray(1).toString('base64');
    for (const other of [
      '',
      '\n7\nAAAA\n',
      text.replace('example.org/log', ''),
      text.replace('\n7\n', '\n07\n'),
      text.replace('\n7\n', '\n-7\n'),
      text.replace('\n7\n', '\n+7\n'),
      text.replace('\n7\n', '\n 7\n'),
      text.replace('\n7\n', '\n7.0\n'),
      text.replace('\n7\n', '\n9007199254740992\n'),
      text.replace('\n7\n', '\n99999999999999999999\n'),
      text.replace(root.toString('base64'), short),
      text.replace(root.toString('base64'), root.toString('hex')),
      text.replace('=', ''),
    ]) {
      assert.equal(parseCheckpoint(other), undefined, JSON.stringify(other));
    }
  });

  it('takes base64 in one form only', () => {
    assert.deepEqual(base64('AAE='), Buffer.of(0, 1));
    for (const other of ['AAE', 'AAF=', 'AA E=', 'AAE=\n', 'AAE==', '_-8=']) assert.equal(base64(other), undefined);
  });
});

describe('the keys of the ledger', () => {
  let directory: string;
  let keyFile: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'capstan-ledger-keys-'));
    keyFile = join(directory, 'ledger.json');
    createLedgerKeyFile(keyFile);
  });
  after(() => rmSync(directory, { recursive: true }));

  it('sign alike wherever the file is', () => {
    const [one, other] = [LedgerKeys.read(keyFile), LedgerKeys.read(keyFile)];
    const origin = one.originOf(3, 1);
    assert.equal(one.sign(origin, 'text\n'), other.sign(origin, 'text\n'));
    assert.deepEqual(one.vkeysOf(origin), other.vkeysOf(origin));
  });

  it('are one of its own for each log, which says nothing for another', () => {
    const keys = LedgerKeys.read(keyFile);
    const origins = [keys.originOf(0, 1), keys.originOf(1, 1), keys.originOf(2, 1), keys.originOf(1, 2)];
    assert.equal(new Set(origins).size, origins.length);
    for (const signing of origins) {
      const note = noteOf(keys.sign(signing, `${signing}\n`));
      for (const origin of origins) {
        const [vkey = ''] = keys.vkeysOf(origin);
        assert.equal(isSignedBy(note, keyOf(vkey)), origin === signing, `${origin} for ${signing}`);
        // Not only by name: the key itself is another one.
        const signature = note.signatures[0]?.signature ?? assert.fail();
        assert.equal(verify(null, Buffer.from(note.text), keyOf(vkey).publicKey, signature), origin === signing);
      }
    }
  });

  it('sign side by side while one takes over from another', () => {
    const origin = LedgerKeys.read(keyFile).originOf(1, 1);
    const [old = ''] = LedgerKeys.read(keyFile).vkeysOf(origin);
    const oldKid = JSON.parse(readFileSync(keyFile, 'utf8')).keys[0].kid;
    addLedgerKey(keyFile);
    const both = LedgerKeys.read(keyFile);
    const [young = '', second = ''] = both.vkeysOf(origin);
    assert.equal(second, old);
    const note = noteOf(both.sign(origin, 'text\n'));
    assert.ok(isSignedBy(note, keyOf(old)) && isSignedBy(note, keyOf(young)));
    retireLedgerKey(keyFile, oldKid);
    const after = LedgerKeys.read(keyFile);
    assert.deepEqual(after.vkeysOf(origin), [young]);
    assert.deepEqual(after.knownVkeysOf(origin), [young, old], 'what the old one has signed can still be checked');
    assert.ok(!isSignedBy(noteOf(after.sign(origin, 'text\n')), keyOf(old)));
    assert.throws(() => retireLedgerKey(keyFile, oldKid), /has no key .* that signs/);
    const [last] = JSON.parse(readFileSync(keyFile, 'utf8')).keys;
    assert.throws(() => retireLedgerKey(keyFile, last.kid), /is the only key that signs/);
  });
});

describe('what was signed, outside of the database', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'capstan-signed-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  const log = new NoteSigner('example.org/log');
  const checkpoint = (size: number) => ({ origin: log.name, size, root: sha256(`root ${size}`) });
  const keep = (elsewhere: SignedElsewhere, size: number) =>
    elsewhere.keep([{ checkpoint: checkpoint(size), note: log.sign(checkpointText(checkpoint(size))) }]);

  it('is the largest one, after a restart too', async () => {
    const elsewhere = new SignedElsewhere(directory);
    assert.equal(elsewhere.of(log.name), undefined);
    for (const size of [3, 9, 4]) await keep(elsewhere, size);
    assert.deepEqual(elsewhere.of(log.name), checkpoint(9));
    assert.deepEqual(new SignedElsewhere(directory).of(log.name), checkpoint(9));
    assert.equal(new SignedElsewhere(directory).of('example.org/other'), undefined);
  });

  it('stops whoever finds it damaged', () => {
    writeFileSync(join(directory, 'example.org_other.checkpoint'), 'not a note');
    assert.throws(() => new SignedElsewhere(directory), /is not a checkpoint; restore it from a copy/);
  });
});
