/** Takes apart what a target sends to a terminal: text, control characters, and whole escape sequences. */

/** Is called in the order of the text. Strings (OSC, DCS, SOS, PM, APC, titles of screen) are for terminals alone: nobody is told of them. */
export interface CodeHandler {
  /** Without any control character. */
  text(text: string): void;
  /** One of U+0000 to U+001F but ESC, CAN and SUB, or U+007F. */
  control(character: string): void;
  /** `ESC`, intermediates, and the final character: `('(', 'B')`. Those of the 8-bit form come as their 7-bit form. */
  escape(intermediates: string, final: string): void;
  /** `ESC [`, parameters with their prefix, intermediates, and the final character: `('?25', '', 'h')`. */
  csi(parameters: string, intermediates: string, final: string): void;
}

type ParserState = 'ground' | 'escape' | 'csi' | 'ignored-csi' | 'string';

const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;
const FIRST_C1 = 0x80;
const LAST_C1 = 0x9f;
/** What a C1 character is more than the final character that `ESC` makes the same of. */
const C1_OFFSET = 0x40;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/** What may end a string, BEL among it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const END_OF_STRING = /[\u0007\n\r\u0018\u001a\u001b\u0080-\u009f]/g;
/** Final characters that open a string after `ESC`. */
const STRING_OPENERS = 'P]X^_k';
/** No sequence that means something is longer. */
const MAX_SEQUENCE_LENGTH = 128;
/** A string that is not closed by then was not meant to be: what follows it is shown again. It ends with its line at the latest. */
const MAX_STRING_LENGTH = 1 << 20;

/**
 * Works on text that comes in pieces, cut anywhere but within a code point. Follows the parser of DEC's terminals, as
 * xterm and xterm.js do, but for one thing: a string that is not closed ends with its line, so that a target cannot hide
 * by one `ESC P` all that it sends afterwards.
 */
export class CodeParser {
  readonly #handler: CodeHandler;
  #state: ParserState = 'ground';
  #parameters = '';
  #intermediates = '';
  #stringLength = 0;

  constructor(handler: CodeHandler) {
    this.#handler = handler;
  }

  push(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#state === 'ground') at = this.#passText(text, at);
      else if (this.#state === 'string') at = this.#skipString(text, at);
      if (at < text.length) at += this.#step(text.charAt(at), text.charCodeAt(at));
    }
  }

  /** @returns where the next control character stands. */
  #passText(text: string, from: number): number {
    CONTROL.lastIndex = from;
    const end = CONTROL.exec(text)?.index ?? text.length;
    if (end > from) this.#handler.text(text.slice(from, end));
    return end;
  }

  /** @returns where the string may end. */
  #skipString(text: string, from: number): number {
    END_OF_STRING.lastIndex = from;
    const end = END_OF_STRING.exec(text)?.index ?? text.length;
    this.#stringLength += end - from;
    if (this.#stringLength <= MAX_STRING_LENGTH) return end;
    this.#state = 'ground';
    return end;
  }

  /** @returns how many characters were taken: none where the next state has to look at this one again. */
  #step(character: string, code: number): 0 | 1 {
    if (code === CAN || code === SUB) {
      this.#state = 'ground';
    } else if (code === ESC) {
      this.#begin('escape');
    } else if (code >= FIRST_C1 && code <= LAST_C1) {
      this.#begin('escape');
      this.#endEscape(String.fromCharCode(code - C1_OFFSET));
    } else if (this.#state === 'escape') {
      return this.#stepInEscape(character, code);
    } else if (this.#state === 'string') {
      return this.#stepInString(character);
    } else if (this.#state === 'ground') {
      if (code < 0x20 || code === DEL) this.#handler.control(character);
    } else {
      return this.#stepInCsi(character, code);
    }
    return 1;
  }

  #begin(state: ParserState): void {
    this.#state = state;
    this.#parameters = '';
    this.#intermediates = '';
  }

  #stepInEscape(character: string, code: number): 0 | 1 {
    if (code < 0x20) this.#handler.control(character);
    else if (code === DEL) return 1;
    else if (code > DEL || this.#intermediates.length > MAX_SEQUENCE_LENGTH) return this.#giveUp();
    else if (code < 0x30) this.#intermediates += character;
    else this.#endEscape(character);
    return 1;
  }

  #endEscape(final: string): void {
    if (this.#intermediates === '' && final === '[') {
      this.#begin('csi');
    } else if (this.#intermediates === '' && STRING_OPENERS.includes(final)) {
      this.#stringLength = 0;
      this.#begin('string');
    } else {
      this.#state = 'ground';
      this.#handler.escape(this.#intermediates, final);
    }
  }

  #stepInCsi(character: string, code: number): 0 | 1 {
    if (code < 0x20) this.#handler.control(character);
    else if (code === DEL) return 1;
    else if (code > DEL) return this.#giveUp();
    else if (code >= 0x40) this.#endCsi(character);
    else if (code < 0x30) this.#intermediates += character;
    else if (this.#intermediates === '') this.#parameters += character;
    else this.#state = 'ignored-csi';
    if (this.#parameters.length + this.#intermediates.length > MAX_SEQUENCE_LENGTH) this.#begin('ignored-csi');
    return 1;
  }

  #endCsi(final: string): void {
    const isWhole = this.#state === 'csi';
    this.#state = 'ground';
    if (isWhole) this.#handler.csi(this.#parameters, this.#intermediates, final);
  }

  /** BEL closes a string, and is part of it; the end of a line ends it and is none of it. */
  #stepInString(character: string): 0 | 1 {
    this.#state = 'ground';
    return character === '\u0007' ? 1 : 0;
  }

  #giveUp(): 0 {
    this.#state = 'ground';
    return 0;
  }
}
