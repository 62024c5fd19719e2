/** Text of the evidence made safe to print: it may be hostile, and terminals obey what they are sent. */

const MAX_LENGTH = 300;
/**
 * What a terminal would obey, or nobody would see: control and formatting characters, line separators, spaces that are
 * none, what is invisible by default, and halves of surrogate pairs.
 */
const UNSAFE = /(?! )[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * @param {string} text
 * @returns {string} all of it, on one line, without anything that a terminal would obey
 */
export function visible(text) {
  return text.replace(UNSAFE, (unsafe) => `\\u{${(unsafe.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * @param {string} text
 * @returns {string} at most 300 characters of it, visible
 */
export function printable(text) {
  return text.length > MAX_LENGTH
    ? `${visible(text.slice(0, MAX_LENGTH))}… (${text.length} characters)`
    : visible(text);
}

/**
 * The same for JSON: what programs read from it stays as it is.
 * @param {string} json
 * @returns {string}
 */
export function visibleJson(json) {
  // A newline is there to indent: those in strings are escaped already.
  return json.replace(UNSAFE, (unsafe) => (unsafe === '\n' ? unsafe : unsafe.split('').map(escapeUnit).join('')));
}

/** @param {string} unit of UTF-16 */
function escapeUnit(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
