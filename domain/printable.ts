/** Texts that clients and targets chose, on their way to a log, a record or somebody's screen. */

/** What acts on a reader instead of being read: control and format characters, half characters, and separators of lines. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Each character that cannot be read is replaced by U+FFFD; at most `limit` characters, by code points. */
export function printable(text: string, limit: number): string {
  // A text may be very long. A character takes up to two units, and one too many is left, which shows that it was cut.
  const plain = text.slice(0, (limit + 1) * 2).replace(UNPRINTABLE, '\ufffd');
  const characters = [...plain];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : plain;
}

/** The same in one line: white space of any kind and length becomes one space, and none is left at either end. */
export function printableLine(text: string, limit: number): string {
  return printable(text.replace(/\s+/g, ' ').trim(), limit);
}
