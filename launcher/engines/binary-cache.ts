/** The cache of unpacked engine binaries, addressed by hash; every use hashes the file again. */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const FETCH_PREFIX = 'fetch-';
const ABANDONED_AFTER_MS = 3_600_000;

/** Thrown when bytes do not have the hash that the manifest pins for them. */
export class WrongHashError extends Error {
  override readonly name = 'WrongHashError';
}

/** SHA-256 of a file, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function cachePath(cacheDir: string, sha256: string, fileName: string): string {
  return join(cacheDir, 'engines', sha256, fileName);
}

/**
 * Path of a cached binary with one of these hashes, or undefined. The file is hashed in full (some 0.3 s per
 * 150 MB) rather than trusted by size and time: a file that was changed is removed and fetched anew.
 */
export async function findCached(
  cacheDir: string,
  allowedSha256: readonly string[],
  fileName: string,
): Promise<{ path: string } | { tampered: string } | undefined> {
  let tampered: string | undefined;
  for (const sha256 of allowedSha256) {
    const path = cachePath(cacheDir, sha256, fileName);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if ((await hashFile(path)) === sha256) return { path };
    await rm(path, { force: true });
    tampered = path;
  }
  return tampered === undefined ? undefined : { tampered };
}

/**
 * A directory in the cache to fetch into. Removes those that a killed fetch left behind; the age tells them from
 * ones that another process is filling.
 */
export async function makeFetchDirectory(cacheDir: string): Promise<string> {
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith(FETCH_PREFIX)) continue;
    const path = join(cacheDir, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(cacheDir, FETCH_PREFIX));
}

/**
 * Copies an unpacked binary into the cache; atomic, so that two processes may do it at once.
 * @throws WrongHashError when the binary is none of the allowed ones; it is not kept.
 */
export async function storeInCache(
  cacheDir: string,
  allowedSha256: readonly string[],
  fileName: string,
  unpacked: string,
): Promise<string> {
  const sha256 = await hashFile(unpacked);
  if (!allowedSha256.includes(sha256)) {
    throw new WrongHashError(
      `the ${fileName} inside has SHA-256 ${sha256}, which launcher/engines/manifest.json does not pin`,
    );
  }
  const path = cachePath(cacheDir, sha256, fileName);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  await copyFile(unpacked, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, path);
  return path;
}
