// @ts-check
/** xterm.js, set up so that a hostile target can draw text and nothing else. */

import { FitAddon } from './addon-fit.mjs';
import { clipboardKeys, copySelection } from './clipboard.js';
import { answerNothingWhile, isFocusReport } from './questions.js';
import { Terminal } from './xterm.mjs';

/** Escape sequences (OSC) that the page takes no notice of: 8 makes text a link, 52 writes into the clipboard. */
const IGNORED_SEQUENCES = [8, 52];

/** What a page sends is bounded; so is a terminal. */
const MOST_CELLS = 1_000;

const RESIZED_AFTER_MS = 100;

export class Screen {
  #terminal;
  #fit = new FitAddon();
  #encoder = new TextEncoder();
  /** The size is the owner's, and not that of this window. */
  #follows = false;
  /** So many snapshots are being drawn: what they ask the terminal was answered long ago. */
  #drawing = 0;

  /**
   * @param {HTMLElement} element where it is drawn; visible
   * @param {{ onInput: (bytes: Uint8Array) => void, onResize: (size: { cols: number, rows: number }) => void,
   *   onTitle: (title: string) => void }} handlers
   */
  constructor(element, { onInput, onResize, onTitle }) {
    this.#terminal = new Terminal({
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace',
      fontSize: 14,
      scrollback: 5_000,
      cursorBlink: true,
      linkHandler: { activate: () => undefined },
    });
    const terminal = this.#terminal;
    for (const sequence of IGNORED_SEQUENCES) terminal.parser.registerOscHandler(sequence, () => true);
    terminal.loadAddon(this.#fit);
    terminal.open(element);
    terminal.attachCustomKeyEventHandler(clipboardKeys(terminal));
    answerNothingWhile(terminal.parser, () => this.#drawing > 0);
    terminal.onData((text) => {
      if (this.#drawing === 0 || !isFocusReport(text)) onInput(this.#encoder.encode(text));
    });
    // Some reports of the mouse are bytes, and no text in UTF-8.
    terminal.onBinary((bytes) => onInput(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0) & 0xff)));
    terminal.onTitleChange(onTitle);
    terminal.onResize(onResize);
    this.#fitNow();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let soon;
    new ResizeObserver(() => {
      clearTimeout(soon);
      soon = setTimeout(() => this.#fitNow(), RESIZED_AFTER_MS);
    }).observe(element);
  }

  get size() {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /**
   * @param {Uint8Array} bytes
   * @param {() => void} done
   */
  print(bytes, done) {
    this.#terminal.write(bytes, done);
  }

  /**
   * @param {Uint8Array} bytes of a whole screen
   * @param {() => void} done
   */
  draw(bytes, done) {
    this.#drawing += 1;
    // In the order of what is written: what came before is drawn first, and then wiped.
    this.#terminal.write('\x1bc');
    this.#terminal.write(bytes, () => {
      this.#drawing -= 1;
      done();
    });
  }

  /** @param {{ cols: number, rows: number }} size of the owner's terminal */
  follow({ cols, rows }) {
    this.#follows = true;
    this.#terminal.resize(cols, rows);
  }

  /** @param {boolean} takesInput */
  allowInput(takesInput) {
    this.#terminal.options.disableStdin = !takesInput;
    this.#terminal.options.cursorBlink = takesInput;
  }

  focus() {
    this.#terminal.focus();
  }

  copy() {
    return copySelection(this.#terminal);
  }

  #fitNow() {
    const wanted = this.#fit.proposeDimensions();
    if (this.#follows || !wanted || !(wanted.cols > 0 && wanted.rows > 0)) return;
    this.#terminal.resize(Math.min(wanted.cols, MOST_CELLS), Math.min(wanted.rows, MOST_CELLS));
  }
}
