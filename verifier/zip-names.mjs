/** Names of files in a ZIP: only those that every system takes for the same one file. */

import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/** Relative, without `..`, hidden parts, or characters that mean something to some system; no part ends with a dot, which Windows drops. */
const NAME =
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?(?:\/[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?){0,7}\/?$/;
/** Devices to Windows, whatever follows behind a dot. */
const DEVICE = /(?:^|\/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|$)/i;

/**
 * @param {string} name
 * @param {string} place
 */
export function requirePlainName(name, place) {
  if (!NAME.test(name) || DEVICE.test(name)) refuse(place, 'has a name that is refused', { found: printable(name) });
}

/**
 * No two that some system would take for one, and no file that is a folder to another.
 * @param {readonly string[]} names
 * @param {string} place
 */
export function requireDistinctNames(names, place) {
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {Set<string>} */
  const files = new Set();
  for (const name of names) {
    const folded = name.toLowerCase().replace(/\/$/, '');
    if (seen.has(folded)) refuse(place, 'has a file twice', { found: printable(name) });
    seen.add(folded);
    if (!name.endsWith('/')) files.add(folded);
  }
  for (const name of seen) {
    const parts = name.split('/');
    const inFile = parts.slice(1).some((_, at) => files.has(parts.slice(0, at + 1).join('/')));
    if (inFile) refuse(place, 'has a file in a file', { found: printable(name) });
  }
}
