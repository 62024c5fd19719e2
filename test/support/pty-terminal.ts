/** A real program in a real pseudo-terminal, as the target of a session. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SharedTerminal, type TerminalSource } from '../../gateway/web/shared-terminal.ts';

const HELPER = fileURLToPath(new URL('./pty_process.py', import.meta.url));
const SIZE = { cols: 80, rows: 24 };

export class PtyTerminal {
  readonly shared: SharedTerminal;
  /** How often the program was told to wait. */
  pauses = 0;
  readonly #child: ChildProcess;

  /** @param program default: bash, without anybody's start files. */
  constructor(program: readonly string[] = ['bash', '--norc', '--noprofile'], title = 'root on db-1') {
    this.#child = spawn('python3', [HELPER, `${SIZE.cols}`, `${SIZE.rows}`, ...program], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', PS1: '$ ', LANG: 'C.UTF-8', HOME: '/tmp' },
    });
    const [stdin, stdout] = [this.#child.stdin as Writable, this.#child.stdout as Readable];
    const sizes = this.#child.stdio[3] as Writable;
    for (const pipe of [stdin, sizes]) pipe.on('error', () => undefined);
    const source: TerminalSource = {
      write: (input, taken) => void stdin.write(input, (error) => (error ? undefined : taken())),
      resize: ({ cols, rows }) => void sizes.write(`${cols} ${rows}\n`),
      pause: () => {
        this.pauses += 1;
        stdout.pause();
      },
      resume: () => void stdout.resume(),
    };
    this.shared = new SharedTerminal(source, { title, size: SIZE });
    stdout.on('data', (bytes: Buffer) => this.shared.feed(bytes));
    stdout.once('end', () => this.shared.end({ code: 'exited', text: 'The program has ended.' }));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'close');
    this.#child.stdout?.resume();
    // With its terminal gone, the program gets a hang-up.
    this.#child.kill('SIGKILL');
    await gone;
  }
}
