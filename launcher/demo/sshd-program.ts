/** OpenSSH's server program: the machine's own, or Debian's package unpacked into a directory without installing it. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SshdProgram {
  /** Root of the unpacked packages; `/` for the machine's own sshd. */
  readonly root: string;
  /** Directories with its libraries, below `root`. */
  readonly libraryDirectories: readonly string[];
}

export type SshdProgramAnswer = SshdProgram | { readonly missing: string };

const run = promisify(execFile);
const FETCH_LIMIT_MS = 120_000;

/** Which Debian package holds a library that the program asks for. */
const LIBRARY_PACKAGES: readonly [library: RegExp, names: readonly string[]][] = [
  [/^libwrap\.so/, ['libwrap0']],
  [/^libnsl\.so/, ['libnsl2']],
  [/^libtirpc\.so/, ['libtirpc3', 'libtirpc3t64']],
  [/^libgssapi_krb5\.so/, ['libgssapi-krb5-2']],
  [/^libkrb5\.so/, ['libkrb5-3']],
  [/^libk5crypto\.so/, ['libk5crypto3']],
  [/^libkrb5support\.so/, ['libkrb5support0']],
  [/^libcom_err\.so/, ['libcom-err2']],
  [/^libkeyutils\.so/, ['libkeyutils1']],
  [/^libwtmpdb\.so/, ['libwtmpdb0']],
];

/** Finds sshd, or fetches it into `cacheDirectory` once. Answers in words where neither can be done. */
export async function sshdProgram(cacheDirectory: string, log: (line: string) => void): Promise<SshdProgramAnswer> {
  if (existsSync('/usr/sbin/sshd')) return { root: '/', libraryDirectories: [] };
  const unpacked = join(cacheDirectory, 'openssh-server');
  if (!existsSync(unpacked)) {
    if (!existsSync('/usr/bin/apt-get')) {
      return { missing: 'there is no /usr/sbin/sshd, and no apt-get to fetch it with; install the OpenSSH server' };
    }
    log('fetching the package openssh-server; it is unpacked, not installed');
    try {
      await fetchPackages(cacheDirectory, unpacked);
    } catch (error) {
      return {
        missing: `there is no /usr/sbin/sshd, and fetching Debian's package failed (${firstLine(error)}); install openssh-server`,
      };
    }
  }
  return { root: unpacked, libraryDirectories: libraryDirectories(unpacked) };
}

async function fetchPackages(cacheDirectory: string, unpacked: string): Promise<void> {
  // A name of our own, so that two starts at the same time do not meet.
  const work = join(cacheDirectory, `openssh-server.${process.pid}`);
  mkdirSync(join(work, 'root'), { recursive: true });
  try {
    await download(work, ['openssh-server']);
    for (let round = 0; round < 4; round += 1) {
      const missing = await missingLibraries(join(work, 'root'));
      if (missing.length === 0) break;
      for (const library of missing) await downloadLibrary(work, library);
    }
    if (!existsSync(unpacked)) renameSync(join(work, 'root'), unpacked);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadLibrary(work: string, library: string): Promise<void> {
  const names = LIBRARY_PACKAGES.find(([pattern]) => pattern.test(library))?.[1];
  if (!names) throw new Error(`the library ${library} is missing on this machine`);
  let failure: unknown;
  for (const name of names) {
    try {
      return await download(work, [name]);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function download(work: string, names: readonly string[]): Promise<void> {
  const fetchNow = () => run('apt-get', ['download', ...names], { cwd: work, timeout: FETCH_LIMIT_MS });
  try {
    await fetchNow();
  } catch (error) {
    // Fresh images come with empty package lists, old ones name versions that the mirror no longer has.
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update'], { timeout: FETCH_LIMIT_MS });
    await fetchNow();
  }
  for (const file of readdirSync(work).filter((entry) => entry.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(work, file), join(work, 'root')]);
    rmSync(join(work, file));
  }
}

async function missingLibraries(root: string): Promise<string[]> {
  const { stdout } = await run('ldd', [join(root, 'usr/sbin/sshd')], {
    env: { PATH: '/usr/bin:/bin', LD_LIBRARY_PATH: libraryDirectories(root).join(':') },
  });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] as string);
}

function libraryDirectories(root: string): string[] {
  return ['usr/lib', 'lib']
    .map((directory) => join(root, directory))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory, { withFileTypes: true }).map((entry) => join(directory, entry.name)))
    .filter((path) => /-linux-gnu[^/]*$/.test(path));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.startsWith('E: ')) ?? text.split('\n', 1)[0] ?? '';
}
