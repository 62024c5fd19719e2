/** Key files are made once, for their owner alone, and never replaced. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { createGatewayKeyFile, createKeyFiles } from '../../launcher/keys.ts';
import { readHostKey } from '../../runtime/gateway-host-key.ts';
import { createPrivateText } from '../../runtime/private-file.ts';
import { LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function filesIn() {
  const keys = join(temporaryDirectory(), 'keys');
  return {
    keys,
    masterKeyFile: join(keys, 'master.json'),
    sharedKeyFile: join(keys, 'shared.json'),
    ledgerKeyFile: join(keys, 'ledger.json'),
    hostKeyFile: join(keys, 'gateway-host.json'),
  };
}

describe('createKeyFiles', () => {
  it('makes the three files, with 256-bit keys and a P-256 inbox key', async () => {
    const files = filesIn();
    assert.deepEqual(createKeyFiles(files), [files.masterKeyFile, files.sharedKeyFile, files.ledgerKeyFile]);
    const master = JSON.parse(readFileSync(files.masterKeyFile, 'utf8'));
    const shared = JSON.parse(readFileSync(files.sharedKeyFile, 'utf8'));
    assert.match(master.keys[0].kid, /^kek-[0-9a-f]{8}$/);
    assert.match(shared.keys[0].kid, /^shr-[0-9a-f]{8}$/);
    for (const { key, created_at } of [...master.keys, ...shared.keys]) {
      assert.equal(Buffer.from(key, 'base64url').length, 32);
      assert.ok(Date.parse(created_at) <= Date.now());
    }
    const ledger = LedgerKeys.read(files.ledgerKeyFile);
    assert.match(ledger.originOf(1, 1), /^capstan-[0-9a-f]{8}\/organizations\/1$/);
    const inbox = createPrivateKey({ key: master.inbox.jwk, format: 'jwk' });
    assert.equal(inbox.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  });

  it('lets only their owner read them', async () => {
    const files = filesIn();
    createKeyFiles(files);
    assert.equal(statSync(files.keys).mode & 0o777, 0o700);
    for (const path of [files.masterKeyFile, files.sharedKeyFile, files.ledgerKeyFile]) {
      assert.equal(statSync(path).mode & 0o777, 0o600);
    }
  });

  it('never overwrites a file, and makes only the one that is missing', async () => {
    const files = filesIn();
    createPrivateText(files.masterKeyFile, 'precious');
    assert.deepEqual(createKeyFiles(files), [files.sharedKeyFile, files.ledgerKeyFile]);
    const shared = readFileSync(files.sharedKeyFile, 'utf8');
    assert.deepEqual(createKeyFiles(files), []);
    assert.equal(readFileSync(files.masterKeyFile, 'utf8'), 'precious');
    assert.equal(readFileSync(files.sharedKeyFile, 'utf8'), shared);
    assert.deepEqual(readdirSync(files.keys).sort(), ['ledger.json', 'master.json', 'shared.json']);
  });

  it('makes one set of keys when several processes begin at once', async () => {
    const files = filesIn();
    const environment = {
      PATH: process.env['PATH'],
      CAPSTAN_MASTER_KEY_FILE: files.masterKeyFile,
      CAPSTAN_SHARED_KEY_FILE: files.sharedKeyFile,
      CAPSTAN_LEDGER_KEY_FILE: files.ledgerKeyFile,
      CAPSTAN_GATEWAY_HOST_KEY_FILE: join(files.keys, 'gateway-host.json'),
    };
    const run = promisify(execFile);
    const args = ['--import', 'tsx', 'launcher/create-keys.ts'];
    const printed = await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, args, { env: environment })),
    );
    const created = printed.flatMap(({ stdout }) => stdout.match(/^created .*$/gm) ?? []);
    assert.deepEqual(
      created.sort(),
      [join(files.keys, 'gateway-host.json'), files.ledgerKeyFile, files.masterKeyFile, files.sharedKeyFile].map(
        (path) => `created ${path}`,
      ),
    );
    assert.deepEqual(readdirSync(files.keys).sort(), [
      'gateway-host.json',
      'ledger.json',
      'master.json',
      'shared.json',
    ]);
  });

  it('does not hide that a directory cannot be written', () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, '');
    assert.throws(() => createPrivateText(join(path, 'key'), 'x'), /ENOTDIR|EEXIST/);
  });
});

describe('createGatewayKeyFile', () => {
  it('makes a host key for its owner alone, which an SSH server takes, and never another one in its place', () => {
    const files = filesIn();
    assert.deepEqual(createGatewayKeyFile(files), [files.hostKeyFile]);
    assert.equal(statSync(files.hostKeyFile).mode & 0o777, 0o600);
    const { privateKey, publicKey } = readHostKey(files.hostKeyFile);
    const key = ssh2.utils.parseKey(privateKey.reveal());
    assert.ok(!(key instanceof Error) && !Array.isArray(key));
    assert.deepEqual([key.type, key.isPrivateKey()], ['ssh-ed25519', true]);
    assert.equal(publicKey, `ssh-ed25519 ${key.getPublicSSH().toString('base64')}`);
    assert.deepEqual(createGatewayKeyFile(files), []);
    assert.equal(readHostKey(files.hostKeyFile).publicKey, publicKey);
  });

  it('reads no file that others may read, or that holds something else', () => {
    const files = filesIn();
    createGatewayKeyFile(files);
    chmodSync(files.hostKeyFile, 0o644);
    assert.throws(() => readHostKey(files.hostKeyFile), { name: 'PrivateFileError' });
    createKeyFiles(files);
    assert.throws(() => readHostKey(files.sharedKeyFile), { name: 'PrivateFileError' });
  });
});
