/** The one canonical text of a JSON value (RFC 8785), to tell whether a leaf has it. */

/** @import { Json } from './json.mjs' */

/**
 * ECMAScript's own forms of numbers and strings are the canonical ones (RFC 8785, 3.2.2); names are sorted by UTF-16
 * code units (3.2.3), as JavaScript sorts.
 * @param {Json} value
 * @returns {string}
 */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
