/** Runs a short-lived command with a time limit and collects what it says. */

import { type ChildProcess, execFile } from 'node:child_process';

export interface CommandResult {
  readonly ok: boolean;
  /** Standard output followed by standard error; at most 4 MB. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

// A download that is under way ends with the program that wanted it.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Never throws: a command that is missing, fails or takes longer than `timeoutMs` gives `ok: false` with the reason. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      [...args],
      { timeout: options.timeoutMs, killSignal: 'SIGKILL', maxBuffer: 4 << 20, env: options.env ?? process.env },
      (error, stdout, stderr) => {
        running.delete(child);
        const output = `${stdout}${stderr}`;
        resolve(error ? { ok: false, output: output.trim() || error.message } : { ok: true, output });
      },
    );
    running.add(child);
  });
}
