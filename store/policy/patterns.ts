/** Patterns that policies hold: RE2, so that none of them can keep a process busy. */

import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Making one takes a thousand times as long as asking it. */
const MOST_COMPILED = 500;
const MOST_PROGRAM = 2_000;
/** The least recently used first. */
const compiled = new Map<string, RE2JS>();

/** What is wrong with a pattern; null: nothing. */
export function faultOfPattern(pattern: string): string | null {
  // Compiling what is repeated a thousand times takes longer than any rule is worth.
  if (/\{[^}]*\d{3}/.test(pattern)) return 'repeats something a hundred times or more';
  try {
    return compiledOf(pattern).programSize() > MOST_PROGRAM ? 'is too large; say less of it' : null;
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return `is no regular expression of RE2: ${error.message}`;
    throw error;
  }
}

/** Whether the whole of `ticketId` matches. */
export function ticketMatches(pattern: string, ticketId: string): boolean {
  return compiledOf(pattern).matches(ticketId);
}

/** Whether something in `text` matches. */
export function isFoundIn(pattern: string, text: string): boolean {
  return compiledOf(pattern).matcher(text).find();
}

function compiledOf(pattern: string): RE2JS {
  const found = compiled.get(pattern) ?? RE2JS.compile(pattern);
  compiled.delete(pattern);
  compiled.set(pattern, found);
  const [oldest] = compiled.keys();
  if (compiled.size > MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
  return found;
}
