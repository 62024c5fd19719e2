/** The master key file: refused where others could read it, malformed or incomplete, and rotated without a gap. */

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { PrivateFileError, type PrivateFileErrorCode } from '../../runtime/private-file.ts';
import { addActiveKey, createMasterKeyFile, dropKey, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { VaultError } from '../../store/vault/vault-error.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-keys-'));
  path = join(directory, 'master.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const mode = () => statSync(path).mode & 0o777;
const content = () => JSON.parse(readFileSync(path, 'utf8'));
const rewrite = (change: object) => writeFileSync(path, JSON.stringify({ ...content(), ...change }));

function refusal(code: PrivateFileErrorCode, told: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof PrivateFileError, inspect(error));
    assert.equal(error.code, code);
    assert.match(error.message, told);
    return true;
  };
}

test('a created file is closed to others and is never replaced by a second creation', () => {
  createMasterKeyFile(path);
  assert.equal(mode(), 0o600);
  const before = readFileSync(path, 'utf8');
  assert.throws(() => createMasterKeyFile(path), refusal('file_exists', /left as it is/));
  assert.equal(readFileSync(path, 'utf8'), before);
  assert.deepEqual(readdirSync(directory), ['master.json']);
});

test('a file that group or world may read or write is refused, with the remedy', () => {
  createMasterKeyFile(path);
  for (const open of [0o640, 0o604, 0o620, 0o644]) {
    chmodSync(path, open);
    assert.throws(() => FileKeyRing.read(path), refusal('file_exposed', /chmod 600/));
  }
  chmodSync(path, 0o400);
  FileKeyRing.read(path);
});

test('a missing file is told as missing', () => {
  assert.throws(() => FileKeyRing.read(path), refusal('file_missing', /does not exist/));
});

test('a malformed file is refused by the place of the fault, without its content', () => {
  createMasterKeyFile(path);
  const good = content();
  const [key] = good.keys;
  const bad: [object | string, RegExp][] = [
    [`{"keys":[{"key":"${key.key}`, /is not JSON/],
    [{ ...good, keys: [] }, /keys/],
    [{ ...good, keys: [{ ...key, key: key.key.slice(2) }] }, /keys\.0\.key/],
    [{ ...good, keys: [{ ...key, kid: key.key }] }, /keys\.0\.kid/],
    [{ ...good, keys: [key, key] }, /keys/],
    [{ ...good, inbox: { ...good.inbox, jwk: { ...good.inbox.jwk, d: undefined } } }, /inbox\.jwk\.d/],
    [{ ...good, inbox: { ...good.inbox, jwk: { ...good.inbox.jwk, x: good.inbox.jwk.y } } }, /inbox\.jwk/],
    [{ ...good, [key.key]: 1 }, /unrecognized_keys/],
  ];
  for (const [file, told] of bad) {
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
    assert.throws(
      () => FileKeyRing.read(path),
      (error: unknown) => {
        assert.ok(!inspect(error).includes(key.key) && !inspect(error).includes(good.inbox.jwk.d), 'key in the error');
        return refusal('file_malformed', told)(error);
      },
    );
  }
});

test('the first key is active, and a new one is put before the others in one step', async () => {
  createMasterKeyFile(path);
  const first = FileKeyRing.read(path).activeKeyId();
  const wrapped = await FileKeyRing.read(path).wrap(Buffer.alloc(32, 7));
  assert.equal(wrapped.kid, first);

  const second = addActiveKey(path);
  assert.equal(mode(), 0o600);
  assert.deepEqual(readdirSync(directory), ['master.json']);
  assert.deepEqual(
    content().keys.map((key: { kid: string }) => key.kid),
    [second, first],
  );
  const ring = FileKeyRing.read(path);
  assert.equal(ring.activeKeyId(), second);
  assert.deepEqual(Buffer.from(await ring.unwrap(first, wrapped.wrapped_key)), Buffer.alloc(32, 7));
});

test('the active key and an unknown key cannot be dropped', () => {
  createMasterKeyFile(path);
  assert.throws(() => dropKey(path, FileKeyRing.read(path).activeKeyId()), refusal('file_malformed', /active key/));
  assert.throws(() => dropKey(path, 'kek-00000000'), refusal('file_malformed', /not in the file/));
});

test('keys are wrapped as RFC 3394 says (its test vector 4.6)', async () => {
  createMasterKeyFile(path);
  const [key] = content().keys;
  const kek = '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F';
  rewrite({ keys: [{ ...key, key: Buffer.from(kek, 'hex').toString('base64url') }] });
  const data = Buffer.from('00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F', 'hex');
  const { wrapped_key } = await FileKeyRing.read(path).wrap(data);
  assert.equal(
    Buffer.from(wrapped_key, 'base64url').toString('hex').toUpperCase(),
    '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21',
  );
});

test('a key of another length is not wrapped, and the ring prints no key', async () => {
  createMasterKeyFile(path);
  const ring = FileKeyRing.read(path);
  await assert.rejects(ring.wrap(Buffer.alloc(16)), (error) => error instanceof VaultError);
  const shown = inspect(ring, { depth: null, showHidden: true }) + JSON.stringify(ring);
  assert.ok(!shown.includes(content().keys[0].key) && !shown.includes(content().inbox.jwk.d));
});
