/** Lines of what a terminal shows, without its codes: what can be searched. */

import { CodeParser } from './code-parser.ts';

export interface PlainLine {
  /** Without control characters. */
  readonly text: string;
  /** How many characters at its beginning have come as the end of the part before: none where it begins a line. */
  readonly repeated: number;
  /** Time of the event that has brought the character at `index`. */
  timeAt(index: number): number;
}

export interface PlainLinesOptions {
  /** Whether it is what was typed: there CR is the key that ends a line, and arrows move nothing. */
  readonly isTyped: boolean;
  /** A line that is longer than can be kept is given in parts, each of which begins with so many characters of the one before. */
  readonly overlap: number;
}

/** Longer lines are given in parts. */
const MAX_LINE_LENGTH = 16_384;
/** Final characters of sequences that move the cursor elsewhere: what is written there does not go on what was written before. */
const MOVES = 'ABEFGHdf`';
/** Those that move it on by some columns. */
const SKIPS = 'CIa';

/**
 * Puts lines together from pieces that are cut anywhere. Backspace takes away a character; CR begins a line, but not after
 * a space, for so shells say that their line goes on in the next row. It is no terminal: what was edited in the middle of
 * a line comes as it was sent.
 */
export class PlainLines {
  readonly #onLine: (line: PlainLine) => void;
  readonly #options: PlainLinesOptions;
  readonly #parser: CodeParser;
  #text = '';
  #repeated = 0;
  /** Where in the line the events begin that it is made of, and when they were. */
  #marks: { readonly from: number; readonly time: number }[] = [];
  #time = 0;
  #isAfterReturn = false;

  constructor(options: PlainLinesOptions, onLine: (line: PlainLine) => void) {
    this.#options = options;
    this.#onLine = onLine;
    this.#parser = new CodeParser({
      text: (text) => this.#append(text),
      control: (character) => this.#control(character),
      escape: () => undefined,
      csi: (_parameters, _intermediates, final) => this.#csi(final),
    });
  }

  push(text: string, time: number): void {
    this.#time = time;
    this.#parser.push(text);
  }

  /** Gives the line that nothing has ended. */
  end(): void {
    this.#endLine();
  }

  #append(text: string): void {
    this.#settleReturn();
    this.#mark();
    this.#text += text;
    while (this.#text.length > MAX_LINE_LENGTH) this.#givePart();
  }

  #mark(): void {
    if (this.#marks.at(-1)?.time === this.#time) return;
    this.#marks.push({ from: this.#text.length, time: this.#time });
  }

  #control(character: string): void {
    if (character === '\n') {
      this.#isAfterReturn = false;
      this.#endLine();
    } else if (character === '\r') {
      if (this.#options.isTyped) this.#endLine();
      else this.#isAfterReturn = true;
    } else if (character === '\b' || (character === '\u007f' && this.#options.isTyped)) {
      this.#settleReturn();
      this.#shorten(1);
    } else if (character === '\t' || character === '\v' || character === '\f') {
      this.#append(' ');
    }
  }

  #csi(final: string): void {
    if (this.#options.isTyped) return;
    if (MOVES.includes(final)) {
      this.#isAfterReturn = false;
      this.#endLine();
    } else if (SKIPS.includes(final)) {
      this.#append(' ');
    }
  }

  /** A CR that no LF follows. */
  #settleReturn(): void {
    if (!this.#isAfterReturn) return;
    this.#isAfterReturn = false;
    if (this.#text.endsWith(' ')) this.#shorten(1);
    else this.#endLine();
  }

  #shorten(by: number): void {
    this.#text = this.#text.slice(0, Math.max(0, this.#text.length - by));
    // What comes now in the place of what the part before has ended with was not in it.
    this.#repeated = Math.min(this.#repeated, this.#text.length);
    // One that begins where the line ends has nothing left: it goes as well, so that there is none without a character.
    while ((this.#marks.at(-1)?.from ?? -1) >= this.#text.length) this.#marks.pop();
  }

  #endLine(): void {
    this.#give(this.#text);
    this.#text = '';
    this.#repeated = 0;
    this.#marks = [];
  }

  #givePart(): void {
    this.#give(this.#text.slice(0, MAX_LINE_LENGTH));
    const cut = MAX_LINE_LENGTH - this.#options.overlap;
    const kept = this.#marks.findLastIndex(({ from }) => from <= cut);
    this.#marks = this.#marks
      .slice(Math.max(0, kept))
      .map(({ from, time }) => ({ from: Math.max(0, from - cut), time }));
    this.#text = this.#text.slice(cut);
    this.#repeated = this.#options.overlap;
  }

  #give(text: string): void {
    if (text === '') return;
    const marks = this.#marks;
    const repeated = this.#repeated;
    this.#onLine({ text, repeated, timeAt: (index) => marks.findLast(({ from }) => from <= index)?.time ?? 0 });
  }
}
