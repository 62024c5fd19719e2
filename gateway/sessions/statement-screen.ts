/** Shows the statements of a session to those who look on, as lines of a terminal: what was sent, and what became of it. */

import { printable } from '../../domain/printable.ts';
import { Broadcast } from '../ssh/broadcast.ts';
import type { Watcher } from '../watching.ts';

const SIZE = { cols: 120, rows: 40 };
/** Of one statement: whoever wants to see more has the recording. */
const SHOWN = { lines: 200, lineCharacters: 2_000 };

export class StatementScreen {
  readonly #broadcast = new Broadcast();

  constructor() {
    this.#broadcast.resize(SIZE.cols, SIZE.rows);
  }

  sent(sequence: number, text: string): void {
    const lines = text.split(/\r\n|\r|\n/);
    const shown = lines
      .slice(0, SHOWN.lines)
      .map((line) => printable(line.replaceAll('\t', '  '), SHOWN.lineCharacters));
    if (lines.length > SHOWN.lines) shown.push(`(${lines.length - SHOWN.lines} lines more)`);
    this.#print(`${sequence}> ${shown.join('\r\n   ')}`);
  }

  answered(sequence: number, outcome: string): void {
    this.#print(`${sequence}: ${printable(outcome, SHOWN.lineCharacters)}`);
  }

  watch(): Watcher {
    return this.#broadcast.watch();
  }

  end(): void {
    this.#broadcast.end();
  }

  #print(line: string): void {
    this.#broadcast.output(Buffer.from(`${line}\r\n`));
  }
}
