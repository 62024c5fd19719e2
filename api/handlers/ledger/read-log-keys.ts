/** Public keys of logs as text: one a line, as `npm run ledger -- vkeys` prints them and files of the verifier hold them. */

import { type NoteKey, parseVkey } from '../../../store/ledger/signed-note.ts';

/** More than a log has had keys: a bound on what is computed for one request. */
const MAX_KEYS = 20;

/**
 * @returns one or more keys, each once, or what is wrong with the text. Empty lines, and those that begin with `#`, are
 *   skipped.
 */
export function readLogKeys(text: string): readonly NoteKey[] | string {
  const keys = new Map<string, NoteKey>();
  for (const [at, line] of text.split('\n').entries()) {
    const vkey = line.trim();
    if (vkey === '' || vkey.startsWith('#')) continue;
    const key = parseVkey(vkey);
    if (key?.kind !== 'log') return `line ${at + 1} is not the public key of a log: name+id+base64`;
    // A key is written in one way only.
    keys.set(vkey, key);
    if (keys.size > MAX_KEYS) return `holds more than ${MAX_KEYS} keys`;
  }
  return keys.size === 0 ? 'holds no key: name+id+base64' : [...keys.values()];
}
