/** What a target sends, without what would act on whoever looks at it: for watching and playing back, never for the record. */

import { CodeParser } from './code-parser.ts';

/** Moves, tabs and charsets; not ENQ, which terminals answer, and not BEL. */
const CONTROLS = '\b\t\n\v\f\r\u000e\u000f';
/** Save, restore and move the cursor, set a tab, reset, keypad. Not `Z`, which terminals answer. */
const ESCAPES = '78DEHMc=>';
const CHARSET_PLACES = '()*+';
const CHARSETS = /^[0-9A-Z]$/;
/** Tests of the screen, and lines of double size. */
const LINE_SIZES = '34568';
/** Moving the cursor, erasing, inserting, scrolling, colours. */
const PLAIN_CSI = '@ABCDEFGHIJKLMPSTXZ`abdefgmrsu';
/** Insert mode, and newline mode. */
const ANSI_MODES: ReadonlySet<string> = new Set(['4', '20']);
/** Reverse video, origin, wrap, cursor's blinking and being there, reverse wrap, the other screen. No mouse, no focus: they make a terminal type. */
const DEC_MODES: ReadonlySet<string> = new Set(['5', '6', '7', '12', '25', '45', '47', '1047', '1048', '1049']);
const NUMBERS = /^[0-9;:]*$/;
/** Of no screen: asked for to keep a viewer busy. */
const TOO_LARGE = /[0-9]{5}/;
const MAX_PARAMETERS = 32;

/**
 * Passes on text and what is on the lists above; all else is left out: setting titles and clipboards, links, device control
 * strings, questions that a terminal answers by typing. What goes out is made of whole sequences of the lists alone, so
 * however a viewer's parser differs from this one, nothing else reaches it.
 */
export class HarmlessCodes {
  #out = '';
  readonly #parser = new CodeParser({
    text: (text) => {
      this.#out += text;
    },
    control: (character) => {
      if (CONTROLS.includes(character)) this.#out += character;
    },
    escape: (intermediates, final) => {
      if (isHarmlessEscape(intermediates, final)) this.#out += `\u001b${intermediates}${final}`;
    },
    csi: (parameters, intermediates, final) => {
      this.#out += harmlessCsi(parameters, intermediates, final);
    },
  });

  /** @returns what of this piece, and of what was open before it, may be shown; a sequence that is not whole yet waits. */
  push(text: string): string {
    this.#out = '';
    this.#parser.push(text);
    return this.#out;
  }
}

function isHarmlessEscape(intermediates: string, final: string): boolean {
  if (intermediates === '') return ESCAPES.includes(final);
  if (intermediates === '#') return LINE_SIZES.includes(final);
  return intermediates.length === 1 && CHARSET_PLACES.includes(intermediates) && CHARSETS.test(final);
}

/** Empty where it is not harmless. */
function harmlessCsi(parameters: string, intermediates: string, final: string): string {
  if (TOO_LARGE.test(parameters) || parameters.split(';').length > MAX_PARAMETERS) return '';
  const sequence = `\u001b[${parameters}${intermediates}${final}`;
  if (intermediates !== '') {
    const isCursorShape = intermediates === ' ' && final === 'q' && NUMBERS.test(parameters);
    const isSoftReset = intermediates === '!' && final === 'p' && parameters === '';
    return isCursorShape || isSoftReset ? sequence : '';
  }
  if (final === 'h' || final === 'l') return harmlessModes(parameters, final);
  // With a prefix other sequences hide under the same final characters; erasing is the one that is wanted.
  if (parameters.startsWith('?'))
    return (final === 'J' || final === 'K') && NUMBERS.test(parameters.slice(1)) ? sequence : '';
  // With several numbers it is not scrolling but tracking of the mouse.
  if (final === 'T' && parameters.includes(';')) return '';
  return PLAIN_CSI.includes(final) && NUMBERS.test(parameters) ? sequence : '';
}

/** Of several modes that are set at once, those that are on the list. */
function harmlessModes(parameters: string, final: string): string {
  const isDec = parameters.startsWith('?');
  const allowed = isDec ? DEC_MODES : ANSI_MODES;
  const modes = (isDec ? parameters.slice(1) : parameters).split(';').filter((mode) => allowed.has(mode));
  return modes.length === 0 ? '' : `\u001b[${isDec ? '?' : ''}${modes.join(';')}${final}`;
}
