/** Reads what the command line names: whole files up to a bound, and files of lines of any length. */

import { createReadStream } from 'node:fs';
import { refuse, UsageError } from './verdict.mjs';

/** A leaf has at most 65,535 bytes; a line holds it in base64, and once more as it reads. */
const MAX_LINE_BYTES = 1_000_000;
const NEWLINE = 0x0a;
/** Proofs, checkpoints, keys. */
export const MAX_DOCUMENT_BYTES = 4_000_000;
export const MAX_BUNDLE_BYTES = 2 ** 30;

/**
 * @param {string} path
 * @param {number} maxBytes
 * @returns {Promise<Buffer>}
 * @throws {UsageError}
 */
export async function readInput(path, maxBytes) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of chunksOf(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) throw new UsageError(`${path} has more than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}

/**
 * @param {string} path
 * @returns {AsyncGenerator<Buffer>}
 * @throws {UsageError}
 */
export async function* chunksOf(path) {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    // What the reader of the chunks throws does not come by here.
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {AsyncIterable<Buffer> | Iterable<Buffer>} chunks
 * @param {string} place
 * @returns {AsyncGenerator<{ line: Buffer, place: string }>} lines without their newline; the last one may lack it
 */
export async function* linesOf(chunks, place) {
  let rest = Buffer.alloc(0);
  let number = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, end);
      yield lineAt(rest.length > 0 ? Buffer.concat([rest, line]) : line, place, number);
      rest = Buffer.alloc(0);
      number += 1;
      start = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length > MAX_LINE_BYTES) lineAt(rest, place, number);
  }
  if (rest.length > 0) yield lineAt(rest, place, number);
}

/**
 * @param {Buffer} line
 * @param {string} file
 * @param {number} number
 */
function lineAt(line, file, number) {
  const place = `${file} line ${number}`;
  if (line.length > MAX_LINE_BYTES) refuse(place, `is longer than ${MAX_LINE_BYTES} bytes`);
  return { line, place };
}
