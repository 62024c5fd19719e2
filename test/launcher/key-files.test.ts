/** Key files are made once, for their owner alone, and never replaced. */

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createKeyFiles } from '../../launcher/keys.ts';
import { createPrivateFile } from '../../launcher/private-file.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function filesIn(test: TestContext) {
  const keys = join(temporaryDirectory(test), 'keys');
  return { keys, masterKeyFile: join(keys, 'master.json'), sharedKeyFile: join(keys, 'shared.json') };
}

describe('createKeyFiles', () => {
  it('makes both files, with 256-bit keys and a P-256 inbox key', async (test) => {
    const files = filesIn(test);
    assert.deepEqual(await createKeyFiles(files), [files.masterKeyFile, files.sharedKeyFile]);
    const master = JSON.parse(readFileSync(files.masterKeyFile, 'utf8'));
    const shared = JSON.parse(readFileSync(files.sharedKeyFile, 'utf8'));
    assert.match(master.keys[0].kid, /^kek-[0-9a-f]{8}$/);
    assert.match(shared.keys[0].kid, /^shr-[0-9a-f]{8}$/);
    for (const { key, created_at } of [...master.keys, ...shared.keys]) {
      assert.equal(Buffer.from(key, 'base64url').length, 32);
      assert.ok(Date.parse(created_at) <= Date.now());
    }
    const inbox = createPrivateKey({ key: master.inbox.jwk, format: 'jwk' });
    assert.equal(inbox.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  });

  it('lets only their owner read them', async (test) => {
    const files = filesIn(test);
    await createKeyFiles(files);
    assert.equal(statSync(files.keys).mode & 0o777, 0o700);
    for (const path of [files.masterKeyFile, files.sharedKeyFile]) assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('never overwrites a file, and makes only the one that is missing', async (test) => {
    const files = filesIn(test);
    await createPrivateFile(files.masterKeyFile, 'precious');
    assert.deepEqual(await createKeyFiles(files), [files.sharedKeyFile]);
    const shared = readFileSync(files.sharedKeyFile, 'utf8');
    assert.deepEqual(await createKeyFiles(files), []);
    assert.equal(readFileSync(files.masterKeyFile, 'utf8'), 'precious');
    assert.equal(readFileSync(files.sharedKeyFile, 'utf8'), shared);
    assert.deepEqual(readdirSync(files.keys).sort(), ['master.json', 'shared.json']);
  });

  it('makes one set of keys when several processes begin at once', async (test) => {
    const files = filesIn(test);
    const created = await Promise.all(Array.from({ length: 8 }, () => createKeyFiles(files)));
    assert.deepEqual(created.flat().sort(), [files.masterKeyFile, files.sharedKeyFile]);
  });

  it('does not hide that a directory cannot be written', async (test) => {
    const path = join(temporaryDirectory(test), 'file');
    writeFileSync(path, '');
    await assert.rejects(createPrivateFile(join(path, 'key'), 'x'), /ENOTDIR|EEXIST/);
  });
});
