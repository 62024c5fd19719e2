/** Texts that clients and targets chose, on their way to a log, a record or a terminal. */

/** Without control characters, and at most `limit` characters long. */
export function printable(text: string, limit: number): string {
  const plain = text.slice(0, limit * 2).replace(/\p{C}/gu, '\ufffd');
  const characters = [...plain];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : plain;
}
