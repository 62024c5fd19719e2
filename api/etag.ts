/** ETags of editable objects: their revision in quotes, and the check of If-Match against it. */

import { CapstanError } from '../domain/errors.ts';

/** Strong validator of a revision: `"7"`. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * The tags of an If-Match header, without quotes and separated by commas; weak tags are left out,
 * since If-Match compares strongly (RFC 9110, 13.1.1).
 */
export function readIfMatch(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const strong = header
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => /^"[\x21\x23-\x7e]*"$/.test(tag));
  return strong.map((tag) => tag.slice(1, -1)).join(',');
}

/**
 * Lets an edit through where the caller gave no If-Match, or one that names `revision`.
 * @throws CapstanError `precondition_failed`.
 */
export function requireMatch(ifMatch: string | undefined, revision: number): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.split(',').includes(String(revision))) return;
  throw new CapstanError('precondition_failed', `The object is at revision ${revision} by now.`);
}
