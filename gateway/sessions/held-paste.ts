/**
 * What a terminal pastes between its marks (bracketed paste) is text to the shell, in which no line is entered yet and no key
 * clears one: it is held to its end, so that all of it passes or nothing.
 */

import { MOST_JUDGED_CHARACTERS } from './command-guard.ts';

export const PASTE_BEGINS = '\x1b[200~';
export const PASTE_ENDS = '\x1b[201~';
/** Beside the text there is the mark, but for its last character. */
const KEPT_CHARACTERS = MOST_JUDGED_CHARACTERS + PASTE_ENDS.length;

export class HeldPaste {
  #kept = '';
  #end = '';

  /** @returns whether it is at its end. */
  add(character: string): boolean {
    this.#end = `${this.#end}${character}`.slice(-PASTE_ENDS.length);
    if (this.#end === PASTE_ENDS) return true;
    if (!this.isTooLong) this.#kept += character;
    return false;
  }

  /** So long that it is dropped. */
  get isTooLong(): boolean {
    return this.#kept.length >= KEPT_CHARACTERS;
  }

  /** Once it is at its end. */
  get text(): string {
    return this.#kept.slice(0, 1 - PASTE_ENDS.length);
  }

  /** As rules read them; the last one is not entered yet. */
  get lines(): readonly string[] {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are text here, and do not part a word.
    return this.text.split(/\r\n|\r|\n/).map((line) => line.replaceAll('\t', ' ').replace(/[\x00-\x1f\x7f]/g, ''));
  }
}
