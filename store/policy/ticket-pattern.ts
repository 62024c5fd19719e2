/** Patterns of ticket ids: RE2, so that none of them can keep a process busy. */

import { RE2JS, RE2JSSyntaxException } from 're2js';

/** What is wrong with a pattern; null: nothing. */
export function faultOfPattern(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return `is no regular expression of RE2: ${error.message}`;
    throw error;
  }
}

/** Whether the whole of `ticketId` matches. */
export function ticketMatches(pattern: string, ticketId: string): boolean {
  return RE2JS.compile(pattern).matches(ticketId);
}
