/** Text of the evidence made safe to print: it may be hostile, and terminals obey what they are sent. */

const MAX_LENGTH = 300;
/** Control and formatting characters, line separators, and halves of surrogate pairs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * @param {string} text
 * @returns {string} at most 300 characters of it, on one line, without anything that a terminal would obey
 */
export function printable(text) {
  const visible = text.slice(0, MAX_LENGTH).replace(UNSAFE, (unsafe) => {
    const code = unsafe.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
  return text.length > MAX_LENGTH ? `${visible}… (${text.length} characters)` : visible;
}
