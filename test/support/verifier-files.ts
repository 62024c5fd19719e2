/** Runs the verifier over files of a temporary directory, as its program does, in this process. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../verifier/run.mjs';

export class VerifierFiles {
  readonly directory = mkdtempSync(join(tmpdir(), 'capstan-verify-'));

  /** @returns the path of the file */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return path;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** What the program would print, without the directory in it. */
  async verify(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly said: string }> {
    const { exitCode, output, error } = await run(args);
    return { exitCode, said: `${output}${error}`.replaceAll(`${this.directory}/`, '') };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
