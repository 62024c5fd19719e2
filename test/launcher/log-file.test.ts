/** Logs of child processes stay within bounds and can be read by their owner alone. */

import assert from 'node:assert/strict';
import { closeSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { capLogFile, openLogFile, tailOfLog } from '../../launcher/log-file.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const TOO_LARGE = Buffer.alloc(11 * 1024 * 1024, 'x');

describe('a log file', () => {
  it('is appended to while it is small, and set aside at a start when it is large', () => {
    const path = join(temporaryDirectory(), 'logs', 'api.log');
    for (const text of ['first\n', 'second\n']) {
      const log = openLogFile(path);
      writeSync(log, text);
      closeSync(log);
    }
    assert.equal(tailOfLog(path, 5), 'first\nsecond');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    writeFileSync(path, TOO_LARGE);
    closeSync(openLogFile(path));
    assert.equal(statSync(path).size, 0);
    assert.equal(statSync(`${path}.1`).size, TOO_LARGE.length);
  });

  it('is cut while a child holds it open, which goes on writing at its new end', () => {
    const path = join(temporaryDirectory(), 'worker.log');
    const log = openLogFile(path);
    writeSync(log, TOO_LARGE);
    capLogFile(path);
    writeSync(log, 'after\n');
    closeSync(log);
    assert.equal(tailOfLog(path, 1), 'after');
    assert.equal(statSync(path).size, 'after\n'.length);
  });

  it('is never a link to something else', () => {
    const directory = temporaryDirectory();
    const [path, victim] = [join(directory, 'api.log'), join(directory, 'victim')];
    writeFileSync(victim, TOO_LARGE);
    symlinkSync(victim, path);
    assert.throws(() => openLogFile(path), /api\.log is a symbolic link.*remove it/);
    capLogFile(path);
    assert.equal(readFileSync(victim).length, TOO_LARGE.length);
  });

  it('keeps three old ones and no more', () => {
    const path = join(temporaryDirectory(), 'mongod.log');
    for (let start = 0; start < 5; start += 1) {
      writeFileSync(path, TOO_LARGE);
      closeSync(openLogFile(path));
    }
    assert.ok(existsSync(`${path}.3`));
    assert.ok(!existsSync(`${path}.4`));
  });

  it('has an empty tail when it was never written', () => {
    assert.equal(tailOfLog(join(temporaryDirectory(), 'none.log'), 5), '');
  });
});
