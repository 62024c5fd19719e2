/** The text form of a proof (C2SP tlog-proof): index, hashes and checkpoint in one file. */

import { decodeBase64 } from './base64.mjs';
import { decodeUtf8 } from './json.mjs';
import { HASH_BYTES, MAX_PROOF_HASHES } from './merkle.mjs';
import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/**
 * @typedef {object} TextProof
 * @property {Buffer | null} extra for whatever the log puts there; Capstan puts the leaf there
 * @property {number} index
 * @property {Buffer[]} hashes
 * @property {Buffer} checkpoint a signed note
 */

export const TLOG_PROOF_HEADER = 'c2sp.org/tlog-proof@v1\n';
const INDEX = /^index (0|[1-9][0-9]{0,15})$/;
const EXTRA = 'extra ';

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {TextProof}
 */
export function parseTlogProof(bytes, place) {
  const text = textAt(bytes, place);
  // The first empty line: the checkpoint has one of its own.
  const end = text.indexOf('\n\n');
  if (end < 0 || !text.startsWith(TLOG_PROOF_HEADER))
    return refuse(place, 'is no tlog-proof: header, index, hashes, empty line, checkpoint');
  const [, ...lines] = text.slice(0, end).split('\n');
  const extraLine = lines[0]?.startsWith(EXTRA) ? lines.shift() : undefined;
  const extra = extraLine === undefined ? null : decodeBase64(extraLine.slice(EXTRA.length));
  if (extra === undefined) return refuse(place, 'the extra line is not strict base64');
  const indexLine = lines.shift() ?? '';
  const index = Number(INDEX.exec(indexLine)?.[1]);
  if (!Number.isSafeInteger(index))
    return refuse(place, 'the index line is malformed', { expected: 'index N', found: printable(indexLine) });
  if (lines.length > MAX_PROOF_HASHES)
    return refuse(place, `has ${lines.length} hashes; no proof has more than ${MAX_PROOF_HASHES}`);
  const hashes = lines.map((line) => {
    const hash = decodeBase64(line);
    return hash?.length === HASH_BYTES
      ? hash
      : refuse(place, 'holds a line that is no hash', { found: printable(line) });
  });
  return { extra, index, hashes, checkpoint: Buffer.from(text.slice(end + 2)) };
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 */
function textAt(bytes, place) {
  try {
    return decodeUtf8(bytes);
  } catch {
    return refuse(place, 'is no tlog-proof: it is not UTF-8');
  }
}
