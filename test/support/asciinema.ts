/** `asciinema cat`, as a customer would run it on the export of a recording. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from './python-environment.ts';

const REQUIREMENTS = fileURLToPath(new URL('player-requirements.txt', import.meta.url));

export class Asciinema {
  readonly #directory: string;
  readonly #programs: string;

  private constructor(directory: string, programs: string) {
    this.#directory = directory;
    this.#programs = programs;
  }

  /** @throws Error where Python with venv, or the package index, is not to be had. */
  static async install(directory: string): Promise<Asciinema> {
    return new Asciinema(directory, await installPrograms(directory, REQUIREMENTS));
  }

  /** What it prints of `cast`. */
  async cat(name: string, cast: string): Promise<string> {
    const file = join(this.#directory, `${name}.cast`);
    await writeFile(file, cast);
    const environment = {
      ...process.env,
      PYTHONUTF8: '1',
      HOME: this.#directory,
      ASCIINEMA_CONFIG_HOME: this.#directory,
    };
    // In a session without a terminal, so that it does not take ours for its own.
    const child = spawn(join(this.#programs, 'asciinema'), ['cat', file], { env: environment, detached: true });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin.end();
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    assert.equal(code, 0, Buffer.concat(errors).toString());
    return Buffer.concat(output).toString();
  }
}
