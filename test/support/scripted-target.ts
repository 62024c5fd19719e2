/** The target of a terminal, in this process: it prints and takes what a test tells it. */

import type { TerminalSize } from '../../gateway/web/contract.ts';
import { SharedTerminal } from '../../gateway/web/shared-terminal.ts';

export class ScriptedTarget {
  readonly typed: Buffer[] = [];
  readonly sizes: TerminalSize[] = [];
  readonly untaken: (() => void)[] = [];
  pauses = 0;
  resumes = 0;
  takes = true;
  readonly shared = new SharedTerminal(
    {
      write: (input, taken) => {
        this.typed.push(input);
        if (this.takes) taken();
        else this.untaken.push(taken);
      },
      resize: (size) => void this.sizes.push(size),
      pause: () => {
        this.pauses += 1;
      },
      resume: () => {
        this.resumes += 1;
      },
    },
    { title: 'root on db-1', size: { cols: 80, rows: 24 } },
  );

  get isPaused(): boolean {
    return this.pauses > this.resumes;
  }

  /** Feeds it as a source would that obeys; answers how many bytes were taken before it was told to wait. */
  feedUntilPaused(chunk: Buffer, limit: number): number {
    const before = this.pauses;
    let fed = 0;
    while (this.pauses === before && fed < limit) {
      this.shared.feed(chunk);
      fed += chunk.length;
    }
    return fed;
  }
}
