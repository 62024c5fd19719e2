/** Fetches an engine's official archive and unpacks the one file that is wanted. */

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ProgressTask } from '../progress.ts';
import { hashFile, WrongHashError } from './binary-cache.ts';
import type { PlatformBinary } from './binary-manifest.ts';
import { runCommand } from './run-command.ts';

/** Long enough for a slow handshake, short enough that a machine without internet moves on. */
const ANSWER_WITHIN_MS = 3_000;
const STALL_AFTER_MS = 15_000;
const UNPACK_WITHIN_MS = 120_000;

/**
 * Answers the path of the unpacked binary, whose own hash is still to be checked.
 * @throws WrongHashError when the archive is pinned and differs; Error when it cannot be had or unpacked.
 */
export async function fetchOfficial(
  source: NonNullable<PlatformBinary['official']>,
  workDirectory: string,
  task: ProgressTask,
): Promise<string> {
  const archive = join(workDirectory, 'official.tar.gz');
  await download(source.url, archive, task);
  if (source.archiveSha256 !== undefined) {
    const sha256 = await hashFile(archive);
    if (sha256 !== source.archiveSha256) {
      throw new WrongHashError(`${source.url} has SHA-256 ${sha256} and not the pinned ${source.archiveSha256}`);
    }
  }
  const unpacked = await runCommand('tar', ['-xzf', archive, '-C', workDirectory, source.member], {
    timeoutMs: UNPACK_WITHIN_MS,
  });
  if (!unpacked.ok) throw new Error(`tar could not unpack ${source.member}: ${unpacked.output}`);
  return join(workDirectory, source.member);
}

async function download(url: string, target: string, task: ProgressTask): Promise<void> {
  const abort = new AbortController();
  const limit = (ms: number, reason: string) => setTimeout(() => abort.abort(new Error(reason)), ms);
  let timer = limit(ANSWER_WITHIN_MS, `no answer within ${ANSWER_WITHIN_MS / 1_000} s`);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    const totalBytes = Number(response.headers.get('content-length')) || undefined;
    let doneBytes = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = limit(STALL_AFTER_MS, `no data for ${STALL_AFTER_MS / 1_000} s`);
        doneBytes += chunk.length;
        task.advance(doneBytes, totalBytes);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(target), { signal: abort.signal });
  } catch (error) {
    throw new Error(`${url}: ${reasonOf(abort.signal.aborted ? abort.signal.reason : error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` hides the useful half of its errors in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
