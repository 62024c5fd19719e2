/** The first start installs, the next ones do not, and two at once install once. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from './temporary-directory.ts';

const LAUNCHER = fileURLToPath(new URL('../../launcher', import.meta.url));

/** Does what matters of `npm ci`: removes node_modules, takes its time, fills it and ends with npm's own record. */
const FAKE_NPM = `#!/usr/bin/env node
const fs = require('fs');
fs.appendFileSync('npm-runs', process.argv.slice(2).join(' ') + '\\n');
fs.rmSync('node_modules', { recursive: true, force: true });
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
if (fs.existsSync('npm-fails')) process.exit(7);
fs.mkdirSync('node_modules');
fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

/** A copy of the install step with a package that has `dependencies` and an npm of its own. */
function project() {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'launcher'));
  for (const name of ['ensure-installed.mjs', 'start.mjs']) cpSync(join(LAUNCHER, name), join(root, 'launcher', name));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'npm'), FAKE_NPM, { mode: 0o755 });
  const writeLock = (version: string) =>
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({
        packages: {
          '': { name: 'project' },
          'node_modules/a': { version, integrity: `sha512-${version}` },
          'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
        },
      }),
    );
  writeLock('1.0.0');
  const install = () =>
    new Promise<{ code: number | null; output: string }>((resolve) => {
      const script = `
        const { ensureInstalled } = await import('./launcher/ensure-installed.mjs');
        await ensureInstalled(process.cwd()).catch((error) => { console.error(error.message); process.exit(1); });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        cwd: root,
        env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` },
      });
      let output = '';
      child.stderr.on('data', (chunk) => {
        output += String(chunk);
      });
      child.once('close', (code) => resolve({ code, output }));
    });
  const runs = () => (existsSync(join(root, 'npm-runs')) ? readFileSync(join(root, 'npm-runs'), 'utf8') : '');
  return { root, install, runs, writeLock };
}

describe('ensureInstalled', () => {
  it('installs when node_modules is missing, then not again', async () => {
    const { install, runs } = project();
    assert.equal((await install()).code, 0);
    assert.equal((await install()).code, 0);
    assert.equal(runs(), 'ci\n');
  });

  it('installs again when package-lock.json has changed', async () => {
    const { install, runs, writeLock } = project();
    await install();
    writeLock('1.0.1');
    await install();
    assert.equal(runs(), 'ci\nci\n');
  });

  it('accepts an npm ci that was run by hand, but not one for another lock file', async () => {
    const { root, install, runs, writeLock } = project();
    mkdirSync(join(root, 'node_modules'));
    const byHand = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-1.0.0' } } };
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(byHand));
    await install();
    assert.equal(runs(), '');
    writeLock('2.0.0');
    await install();
    assert.equal(runs(), 'ci\n');
  });

  it('installs again after an installation that was cut off', async () => {
    const { root, install, runs } = project();
    mkdirSync(join(root, 'node_modules', 'a'), { recursive: true });
    await install();
    assert.equal(runs(), 'ci\n');
  });

  it('installs once when several starts begin at the same time', async () => {
    const { install, runs } = project();
    const outcomes = await Promise.all([install(), install(), install()]);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [0, 0, 0],
    );
    assert.equal(runs(), 'ci\n');
  });

  it('takes over the lock of a start that was killed', async () => {
    const { root, install, runs } = project();
    mkdirSync(join(root, '.cache'));
    // Larger than any pid that Linux gives out.
    writeFileSync(join(root, '.cache', 'install.lock'), '99999999 x');
    assert.equal((await install()).code, 0);
    assert.equal(runs(), 'ci\n');
  });

  it('says so when npm ci fails, and tries again at the next start', async () => {
    const { root, install, runs } = project();
    writeFileSync(join(root, 'npm-fails'), '');
    const failed = await install();
    assert.equal(failed.code, 1);
    assert.match(failed.output, /npm ci failed \(exit code 7\)/);
    rmSync(join(root, 'npm-fails'));
    assert.equal((await install()).code, 0);
    assert.equal(runs(), 'ci\nci\n');
  });
});

describe('start.mjs', () => {
  it('refuses an older Node.js before it loads anything', async () => {
    const { root } = project();
    const script = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' }); import('./launcher/start.mjs');`;
    const child = spawn(process.execPath, ['-e', script], { cwd: root });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 1);
    assert.match(output, /needs Node\.js 20\.19 or newer/);
  });
});
