/**
 * Reads a ZIP file whole, and only plain ones: every byte belongs to a file, a header or the directory, so that no
 * other program can find other files in it than are checked here.
 */

import { refuse, UsageError } from './verdict.mjs';
import { descriptorBytes, unpack } from './zip-content.mjs';
import { isZip, readDirectory, requireHarmlessExtra } from './zip-directory.mjs';
import { HAS_DESCRIPTOR, isEqual } from './zip-format.mjs';

/** @import { Entry } from './zip-format.mjs' */

const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };

/**
 * @param {Buffer} zip
 * @param {string} place
 * @returns {Map<string, Buffer>} content by name
 */
export function readZip(zip, place) {
  if (!isZip(zip)) throw new UsageError(`${place} is not a ZIP file`);
  const { entries, directoryOffset } = readDirectory(zip, place);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    const at = `${place}: ${entry.name}`;
    if (entry.offset !== end)
      refuse(at, 'does not begin where the file before it ends', { expected: `${end}`, found: `${entry.offset}` });
    const start = readLocalHeader(zip, entry, directoryOffset, at);
    end = start + entry.packedSize;
    if (end > directoryOffset) refuse(at, 'is longer than the ZIP file');
    const content = unpack(zip.subarray(start, end), entry, at);
    if (entry.flags & HAS_DESCRIPTOR) end += descriptorBytes(zip.subarray(end, directoryOffset), entry, at);
    if (!entry.name.endsWith('/')) files.set(entry.name, content);
    else if (content.length > 0) refuse(at, 'is a directory with content');
  }
  if (end !== directoryOffset) refuse(place, `holds ${directoryOffset - end} bytes that belong to no file`);
  return files;
}

/**
 * @param {Buffer} zip
 * @param {Entry} entry
 * @param {number} limit where the directory begins
 * @param {string} place
 * @returns {number} where its data begins
 */
function readLocalHeader(zip, entry, limit, place) {
  const header = zip.subarray(entry.offset, limit);
  if (header.length < LOCAL_HEADER.bytes || header.readUInt32LE(0) !== LOCAL_HEADER.signature)
    return refuse(place, 'has no header');
  const extraAt = LOCAL_HEADER.bytes + header.readUInt16LE(26);
  const dataAt = extraAt + header.readUInt16LE(28);
  if (dataAt > header.length) return refuse(place, 'is cut off');
  requireHarmlessExtra(header.subarray(extraAt, dataAt), place);
  const told = [header.readUInt16LE(6), header.readUInt16LE(8)];
  const sizes = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)];
  const { flags, method, crc, packedSize, size, rawName } = entry;
  const later = flags & HAS_DESCRIPTOR && sizes.every((value) => value === 0);
  const isSame =
    header.subarray(LOCAL_HEADER.bytes, extraAt).equals(rawName) &&
    isEqual(told, [flags, method]) &&
    (later || isEqual(sizes, [crc, packedSize, size]));
  return isSame ? entry.offset + dataAt : refuse(place, 'is described otherwise by its header than by the directory');
}
