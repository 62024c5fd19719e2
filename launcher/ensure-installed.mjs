/** Installs the dependencies when they are missing or stale. Plain JavaScript of Node alone: nothing is installed yet. */

import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 200;

/**
 * Runs `npm ci` in `root` unless `node_modules` holds what `package-lock.json` says. Of several starts at once
 * one installs and the others wait for it.
 *
 * @param {string} root directory of package-lock.json
 * @param {(line: string) => void} print
 * @returns {Promise<boolean>} whether something was installed
 */
export async function ensureInstalled(root, print = (line) => console.error(line)) {
  if (isInstalled(root)) return false;
  const release = await takeLock(root, print);
  try {
    // Whoever held the lock before may have installed everything.
    if (isInstalled(root)) return false;
    print('Installing dependencies (npm ci) ...');
    await runNpmCi(root);
    writeFileSync(stampPath(root), lockfileHash(root));
    return true;
  } finally {
    release();
  }
}

function isInstalled(root) {
  if (!existsSync(join(root, 'node_modules'))) return false;
  const stamp = stampPath(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileHash(root)) return true;
  if (!matchesLockfile(root)) return false;
  writeFileSync(stamp, lockfileHash(root));
  return true;
}

/** Recognises what was installed by hand: npm ends with a lock file of what it really put into node_modules. */
function matchesLockfile(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional packages for other platforms are left out by npm.
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

function stampPath(root) {
  return join(root, 'node_modules', '.capstan-install');
}

function lockfileHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Output goes to standard error, so that what the started program prints stays alone on standard output. */
function runNpmCi(root) {
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2] });
    npm.once('error', (error) => reject(new Error(`npm could not be run: ${error.message}`)));
    npm.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ci failed (${signal ?? `exit code ${code}`}); its output is above`));
    });
  });
}

/** The lock lies outside node_modules, which npm ci removes. */
async function takeLock(root, print) {
  const directory = join(root, '.cache');
  const path = join(directory, 'install.lock');
  const mine = `${process.pid} ${randomUUID()}`;
  mkdirSync(directory, { recursive: true });
  let told = false;
  for (;;) {
    if (createOnly(path, mine)) return () => removeIfStill(path, mine);
    const found = readIfThere(path);
    if (found !== undefined && !isAlive(Number.parseInt(found, 10))) removeIfStill(path, found);
    else {
      if (!told) print('Waiting for another start that is installing the dependencies ...');
      told = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function createOnly(path, content) {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A file that has just been made may still be empty: its maker is then about to write its pid. */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8') || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moved aside first, so that a lock which somebody has made since is noticed and put back. */
function removeIfStill(path, content) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const found = readFileSync(aside, 'utf8');
  if (found !== content) createOnly(path, found);
  rmSync(aside);
}
