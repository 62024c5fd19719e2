/** Key files are changed by one command at a time, so that no key that a command has printed is missing afterwards. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { z } from 'zod';
import { changePrivateJson } from '../../runtime/change-private-file.ts';
import { createPrivateJson, PrivateFileError } from '../../runtime/private-file.ts';
import { addActiveSharedKey, createSharedKeyFile } from '../../runtime/shared-keys.ts';
import { addLedgerKey, createLedgerKeyFile, retireLedgerKey } from '../../store/ledger/signing/ledger-keys.ts';
import { addActiveKey, createMasterKeyFile, dropKey } from '../../store/vault/file-key-ring.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-keys-'));
  path = join(directory, 'keys.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const schema = z.array(z.string());
const add = (key: string, meanwhile = () => {}) =>
  changePrivateJson(path, schema, 'key file', (keys) => {
    meanwhile();
    return [key, ...keys];
  });
const content = () => JSON.parse(readFileSync(path, 'utf8'));

function isBusy(error: unknown): boolean {
  return error instanceof PrivateFileError && error.code === 'file_busy' && error.message.includes(`${path}.lock`);
}

it('a change while another one is under way is refused, and neither takes the other’s key out', () => {
  createPrivateJson(path, ['first'], 'key file');
  add('second', () => assert.throws(() => add('third'), isBusy));
  assert.deepEqual(content(), ['second', 'first']);
  add('third');
  assert.deepEqual(content(), ['third', 'second', 'first']);
  assert.deepEqual(readdirSync(directory), ['keys.json']);
});

it('a change that fails leaves the file as it was, and the next one goes on', () => {
  createPrivateJson(path, ['first'], 'key file');
  const fail = () => {
    throw new Error('no');
  };
  assert.throws(() => add('second', fail), /no/);
  add('third');
  assert.deepEqual(content(), ['third', 'first']);
});

it('a file that is missing is told as missing, and leaves nothing beside it', () => {
  assert.throws(
    () => add('first'),
    (error) => error instanceof PrivateFileError && error.code === 'file_missing',
  );
  assert.deepEqual(readdirSync(directory), []);
});

describe('each command that changes keys', () => {
  const commands: [string, (file: string) => void, (file: string) => void][] = [
    ['ledger -- add-key', createLedgerKeyFile, addLedgerKey],
    ['ledger -- retire-key', createLedgerKeyFile, (file) => retireLedgerKey(file, content().keys[0].kid)],
    ['master-key -- add', createMasterKeyFile, addActiveKey],
    ['master-key -- drop', createMasterKeyFile, (file) => dropKey(file, content().keys[0].kid)],
    ['a fresh shared key', createSharedKeyFile, addActiveSharedKey],
  ];
  for (const [what, create, change] of commands) {
    it(`waits for none, and changes nothing beside another: ${what}`, () => {
      create(path);
      const before = content();
      writeFileSync(`${path}.lock`, '');
      assert.throws(() => change(path), isBusy);
      assert.deepEqual(content(), before);
    });
  }
});
