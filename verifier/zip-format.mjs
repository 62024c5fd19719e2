/** What of the ZIP format several parts of its reader need. */

/**
 * @typedef {object} Entry of the central directory
 * @property {string} name
 * @property {Buffer} rawName
 * @property {number} flags
 * @property {number} method
 * @property {number} crc
 * @property {number} packedSize
 * @property {number} size
 * @property {number} offset of its local header
 */

/** The flag that sizes and checksum stand behind the data once more. */
export const HAS_DESCRIPTOR = 0x0008;

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function isEqual(a, b) {
  return a.every((value, at) => value === b[at]);
}
