// @ts-check
/** What a target may ask the terminal, and xterm.js answers as if somebody had typed the answer. */

/** Control sequences (CSI): attributes of the device, its status, its modes. */
const CONTROL_QUESTIONS = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
];

/** Settings (DCS). */
const SETTING_QUESTION = { intermediates: '$', final: 'q' };

/** Colours (OSC): each sets one, and asks for it where it says `?`. */
const COLOUR_SEQUENCES = [4, 10, 11, 12];

/** Where a target has asked to hear of it, the terminal says at once, and then again and again, whether it has the focus. */
const FOCUS_REPORTS = ['\u001b[I', '\u001b[O'];

/**
 * Keeps the terminal from answering while `isOld` says that what is drawn was asked, and answered, before. What somebody
 * types then is not touched.
 *
 * @param {import('./xterm.mjs').Terminal['parser']} parser
 * @param {() => boolean} isOld
 */
export function answerNothingWhile(parser, isOld) {
  for (const question of CONTROL_QUESTIONS) parser.registerCsiHandler(question, isOld);
  parser.registerDcsHandler(SETTING_QUESTION, isOld);
  for (const colour of COLOUR_SEQUENCES) {
    parser.registerOscHandler(colour, (text) => isOld() && text.includes('?'));
  }
}

/** @param {string} text as the terminal sends it */
export function isFocusReport(text) {
  return FOCUS_REPORTS.includes(text);
}
