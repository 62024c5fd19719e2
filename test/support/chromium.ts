/**
 * A headless Chromium: the one that CAPSTAN_CHROMIUM names, the machine's own, or Debian's packages unpacked into
 * .cache/chromium without installing them (about 100 MB to fetch, once). apt checks what it fetches against lists
 * that Debian has signed; a hash of our own would name a build that the mirror drops with the next security update.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const CACHE = resolve('.cache/chromium');
const PACKAGE = 'chromium-headless-shell';
const OWN_PROGRAMS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const FETCH_LIMIT_MS = 300_000;

const run = promisify(execFile);

interface Program {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @throws Error with what would help, where this machine has no Chromium and none can be fetched. */
export async function launchChromium(): Promise<Browser> {
  const { executable, env } = await program();
  return chromium.launch({
    executablePath: executable,
    // Root gets no sandbox of Chromium's; the pages are ours.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    env: { HOME: CACHE, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...env },
  });
}

async function program(): Promise<Program> {
  const named = process.env['CAPSTAN_CHROMIUM'];
  if (named) return { executable: named, env: {} };
  const places = (process.env['PATH'] ?? '').split(delimiter);
  const own = OWN_PROGRAMS.flatMap((name) => places.map((place) => join(place, name))).find((path) => existsSync(path));
  if (own) return { executable: own, env: {} };
  const root = join(CACHE, 'root');
  if (!existsSync(root)) {
    await fetchPackages(root).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`these tests need Chromium, and fetching it failed; install it or set CAPSTAN_CHROMIUM: ${why}`);
    });
  }
  return unpacked(root);
}

/** Everything that the package needs and this machine has not installed, as apt works it out. */
async function fetchPackages(root: string): Promise<void> {
  // A name of our own, so that two starts at the same time do not meet.
  const work = join(CACHE, `fetch.${process.pid}`);
  mkdirSync(join(work, 'root'), { recursive: true });
  try {
    try {
      await download(work);
    } catch (error) {
      // Fresh images come with empty package lists, old ones name versions that the mirror no longer has.
      if (process.getuid?.() !== 0) throw error;
      await apt(['update']);
      await download(work);
    }
    for (const file of readdirSync(work).filter((entry) => entry.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(work, file), join(work, 'root')]);
    }
    writeFontSettings(join(work, 'root'), root);
    if (!existsSync(root)) renameSync(join(work, 'root'), root);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(work: string): Promise<void> {
  const options = ['--print-uris', '--yes', '--no-install-recommends', '-o', 'Debug::NoLocking=1'];
  const wanted = await apt(['install', ...options, PACKAGE]);
  const names = [...wanted.matchAll(/^'[^']+' ([^_\s]+)_\S+\.deb /gm)].map(([, name = '']) => name);
  await apt(['download', ...names], work);
}

async function apt(args: readonly string[], cwd = CACHE): Promise<string> {
  return (await run('apt-get', args, { cwd, timeout: FETCH_LIMIT_MS, maxBuffer: 16_777_216 })).stdout;
}

/** Where the machine has no fonts of its own, those that came along are used. */
function writeFontSettings(root: string, later: string): void {
  const settings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>/usr/share/fonts</dir>
<dir>${join(later, 'usr/share/fonts')}</dir>
<cachedir>${join(CACHE, 'fonts')}</cachedir>
</fontconfig>
`;
  writeFileSync(join(root, 'fonts.conf'), settings);
}

function unpacked(root: string): Program {
  const libraries = ['usr/lib', 'lib']
    .map((directory) => join(root, directory))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory, { withFileTypes: true }).map((entry) => join(directory, entry.name)))
    .filter((path) => /-linux-gnu[^/]*$/.test(path))
    .flatMap((path) => [path, join(path, 'nss'), join(path, 'pulseaudio')]);
  return {
    executable: join(root, 'usr/lib/chromium/chromium-headless-shell'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: join(root, 'fonts.conf') },
  };
}
