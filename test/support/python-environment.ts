/** Programs of others that are written in Python, in an environment of a test's own. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs what the file `requirements` names, which pins all of it.
 * @returns the directory that holds its programs.
 * @throws Error where Python with venv, or the package index, is not to be had.
 */
export async function installPrograms(directory: string, requirements: string): Promise<string> {
  const venv = join(directory, 'venv');
  await run('python3', ['-m', 'venv', venv]);
  const programs = join(venv, 'bin');
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await run(join(programs, 'python'), ['-m', 'pip', 'install', ...quietly, '-r', requirements]);
  return programs;
}
