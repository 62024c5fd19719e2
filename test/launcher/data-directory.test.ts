/** One launcher per data directory; what a killed one left is stopped, and nothing else is. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { prepareDataDirectory } from '../../launcher/data-directory.ts';
import { DataDirectoryInUseError, lockDataDirectory } from '../../launcher/data-directory-lock.ts';
import { openLaunchState } from '../../launcher/launch-state.ts';
import { openProcessRegister, stopLeftovers } from '../../launcher/leftovers.ts';
import { startMarkOf } from '../../launcher/process-identity.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A process in a group of its own, as the launcher's children are. */
async function startProcess(
  test: TestContext,
  script = 'setInterval(() => {}, 1000)',
): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  test.after(() => child.kill('SIGKILL'));
  const { pid, stdout } = child;
  assert.ok(pid !== undefined && stdout !== null);
  await once(stdout, 'data');
  return Object.assign(child, { pid });
}

describe('prepareDataDirectory', () => {
  it('makes a directory that only its owner enters, and takes it again', () => {
    const directory = join(temporaryDirectory(), 'deep', 'data');
    for (const _start of [1, 2]) prepareDataDirectory(directory);
    assert.equal(lstatSync(directory).mode & 0o777, 0o700);
  });

  it('takes one that others may read, whose secrets have modes of their own', () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    prepareDataDirectory(directory);
  });

  it('refuses one that group or world may write to, and says what to do', () => {
    const directory = temporaryDirectory();
    for (const mode of [0o770, 0o707, 0o1777, 0o720]) {
      chmodSync(directory, mode);
      assert.throws(() => prepareDataDirectory(directory), /CAPSTAN_DATA_DIR is .*others may write to.*chmod 700/);
    }
  });

  it('refuses a link, also one that leads nowhere, and a file', () => {
    const directory = temporaryDirectory();
    const [link, dangling, file] = ['link', 'dangling', 'file'].map((name) => join(directory, name));
    assert.ok(link && dangling && file);
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), link);
    symlinkSync(join(directory, 'nowhere'), dangling);
    writeFileSync(file, '');
    assert.throws(() => prepareDataDirectory(link), /symbolic link; name the directory itself/);
    assert.throws(() => prepareDataDirectory(dangling), /symbolic link/);
    assert.throws(() => prepareDataDirectory(file), /not a directory/);
  });

  it('refuses one of another user', () => {
    const foreign = process.getuid?.() === 0 ? chownedDirectory() : '/';
    assert.throws(() => prepareDataDirectory(foreign), /belongs to the user with id \d+, and this is \d+; chown it/);
  });
});

function chownedDirectory(): string {
  const directory = temporaryDirectory();
  chownSync(directory, 65_534, 65_534);
  return directory;
}

describe('lockDataDirectory', () => {
  it('refuses a second launcher while the first runs, and names it', async () => {
    const directory = temporaryDirectory();
    const lock = await lockDataDirectory(directory);
    await assert.rejects(lockDataDirectory(directory), (error) => {
      assert.ok(error instanceof DataDirectoryInUseError);
      assert.match(error.message, new RegExp(`pid ${process.pid}`));
      return true;
    });
    lock.release();
    (await lockDataDirectory(directory)).release();
    assert.deepEqual(readdirSync(directory), []);
  });

  it('takes over the lock of a launcher that was killed', async (test) => {
    const directory = temporaryDirectory();
    const dead = await startProcess(test);
    const content = JSON.stringify({ pid: dead.pid, started: startMarkOf(dead.pid) });
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    writeFileSync(join(directory, 'launcher.lock'), content);
    (await lockDataDirectory(directory)).release();
  });

  it('takes over a lock whose pid now belongs to another process', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'launcher.lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    (await lockDataDirectory(directory)).release();
  });

  it('takes over a damaged lock', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'launcher.lock'), '{"pid":');
    (await lockDataDirectory(directory)).release();
  });

  it('goes to one only of many that find the same stale lock', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'launcher.lock'), '{}');
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDirectory(directory)));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});

describe('stopLeftovers', () => {
  it('stops what the killed launcher noted, engines with the chance to end in order', async (test) => {
    const directory = temporaryDirectory();
    const marker = join(directory, 'ended');
    const orderly = `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(marker)}, 'in order'); process.exit() })`;
    const mongod = await startProcess(test, `${orderly}; setInterval(() => {}, 1000)`);
    const api = await startProcess(test);
    const register = openProcessRegister(directory);
    register.note('mongod', mongod.pid);
    register.note('api', api.pid);
    assert.deepEqual(await stopLeftovers(directory), ['api', 'mongod']);
    assert.equal(startMarkOf(api.pid), undefined);
    assert.equal(startMarkOf(mongod.pid), undefined);
    assert.equal(readFileSync(marker, 'utf8'), 'in order');
  });

  it('leaves a process alone whose start time or command is not the noted one', async (test) => {
    const directory = temporaryDirectory();
    const other = await startProcess(test);
    openProcessRegister(directory).note('api', other.pid);
    const path = join(directory, 'run', 'processes.json');
    const [noted] = JSON.parse(readFileSync(path, 'utf8'));
    for (const changed of [{ started: 'another boot 1' }, { command: 'mongod' }]) {
      writeFileSync(path, JSON.stringify([{ ...noted, ...changed }]));
      assert.deepEqual(await stopLeftovers(directory), []);
    }
    assert.notEqual(startMarkOf(other.pid), undefined);
  });

  it('finds nothing to do in a new directory', async () => {
    assert.deepEqual(await stopLeftovers(temporaryDirectory()), []);
  });
});

describe('openLaunchState', () => {
  it('gives a service the same free port again, and another when that is taken', async (test) => {
    const directory = temporaryDirectory();
    assert.equal(openLaunchState(directory).fresh, true);
    const port = await openLaunchState(directory).portFor('mongod');
    const state = openLaunchState(directory);
    assert.equal(state.fresh, false);
    assert.equal(await state.portFor('mongod'), port);
    const taker = createServer().listen(port, '127.0.0.1');
    test.after(() => taker.close());
    await once(taker, 'listening');
    assert.notEqual(await openLaunchState(directory).portFor('mongod'), port);
  });

  it('says what to do about a damaged file', () => {
    const directory = join(temporaryDirectory(), 'data');
    mkdirSync(directory);
    writeFileSync(join(directory, 'launcher.json'), '{"ports":[]}');
    assert.throws(() => openLaunchState(directory), /launcher\.json is damaged; remove it/);
  });
});
