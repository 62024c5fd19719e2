/** The data of one entry of a ZIP file, unpacked to exactly what was said of it. */

import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.mjs';
import { refuse } from './verdict.mjs';
import { isEqual } from './zip-format.mjs';

/** @import { Entry } from './zip-format.mjs' */

const STORED = 0;
const DEFLATED = 8;
const DESCRIPTOR_SIGNATURE = 0x08074b50;

/**
 * @param {Buffer} packed
 * @param {Entry} entry
 * @param {string} place
 * @returns {Buffer}
 */
export function unpack(packed, { method, size, crc }, place) {
  if (method !== STORED && method !== DEFLATED)
    return refuse(place, `is packed by method ${method}, which is not read here`);
  const content = method === STORED ? packed : inflate(packed, size, place);
  if (content.length !== size)
    return refuse(place, 'is of another size than it says', { expected: `${size}`, found: `${content.length}` });
  if (crc32(content) !== crc) return refuse(place, 'has a wrong checksum (CRC-32)');
  return content;
}

/**
 * @param {Buffer} packed
 * @param {number} size
 * @param {string} place
 * @returns {Buffer}
 */
function inflate(packed, size, place) {
  try {
    const options = { maxOutputLength: Math.max(size, 1), info: true };
    const { buffer, engine } = /** @type {{ buffer: Buffer, engine: { bytesWritten: number } }} */ (
      /** @type {unknown} */ (inflateRawSync(packed, options))
    );
    if (engine.bytesWritten === packed.length) return buffer;
  } catch (error) {
    return refuse(place, `cannot be unpacked: ${error instanceof Error ? error.message : error}`);
  }
  return refuse(place, 'holds more than it unpacks to');
}

/**
 * Sizes and checksum once more, behind the data, with a signature or without.
 * @param {Buffer} bytes
 * @param {Entry} entry
 * @param {string} place
 * @returns {number} its length
 */
export function descriptorBytes(bytes, { crc, packedSize, size }, place) {
  const start = bytes.length >= 16 && bytes.readUInt32LE(0) === DESCRIPTOR_SIGNATURE ? 4 : 0;
  if (bytes.length < start + 12) return refuse(place, 'is cut off');
  const values = [bytes.readUInt32LE(start), bytes.readUInt32LE(start + 4), bytes.readUInt32LE(start + 8)];
  return isEqual(values, [crc, packedSize, size])
    ? start + 12
    : refuse(place, 'is described otherwise behind its data');
}
