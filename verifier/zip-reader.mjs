/**
 * Reads a ZIP file whole, and only plain ones: every byte belongs to a file, a header or the directory, so that no
 * other program can find other files in it than are checked here.
 */

import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.mjs';
import { printable } from './printable.mjs';
import { refuse, UsageError } from './verdict.mjs';

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

const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };
const DIRECTORY_ENTRY = { signature: 0x02014b50, bytes: 46 };
const DIRECTORY_END = { signature: 0x06054b50, bytes: 22 };
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const STORED = 0;
const DEFLATED = 8;
const HAS_DESCRIPTOR = 0x0008;
/** Compression level, descriptor, UTF-8 names. Encryption and patches are not among them. */
const KNOWN_FLAGS = 0x080e;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
/** Extra fields that give an entry another size, or another name. */
const ZIP64_FIELD = 0x0001;
const UNICODE_PATH_FIELD = 0x7075;
const UNIX = 3;
const SYMBOLIC_LINK = 0xa;
const MAX_FILES = 1_000;
const MAX_TOTAL_BYTES = 2 ** 30;
/** Relative, without `..`, hidden parts, or characters that mean something to some system. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}){0,7}\/?$/;

/**
 * @param {Buffer} zip
 * @param {string} place
 * @returns {Map<string, Buffer>} content by name
 */
export function readZip(zip, place) {
  if (zip.length < DIRECTORY_END.bytes || zip.readUInt16LE(0) !== 0x4b50)
    throw new UsageError(`${place} is not a ZIP file`);
  const { entries, directoryOffset } = readDirectory(zip, place);
  requireModest(entries, place);
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
 * @param {string} place
 */
function readDirectory(zip, place) {
  const end = zip.length - DIRECTORY_END.bytes;
  if (zip.readUInt32LE(end) !== DIRECTORY_END.signature || zip.readUInt16LE(end + 20) !== 0) {
    return refuse(place, 'does not end with the end of a ZIP directory: it is cut off, or something was added');
  }
  const count = zip.readUInt16LE(end + 10);
  const bytes = zip.readUInt32LE(end + 12);
  const directoryOffset = zip.readUInt32LE(end + 16);
  if (count === MAX_16 || bytes === MAX_32 || directoryOffset === MAX_32)
    return refuse(place, 'is a ZIP64 file, which is not read here');
  if (zip.readUInt32LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count)
    return refuse(place, 'is a part of a divided ZIP file');
  if (directoryOffset + bytes !== end) return refuse(place, 'has a ZIP directory of another size than it says');
  /** @type {Entry[]} */
  const entries = [];
  let at = directoryOffset;
  while (at < end) {
    const { entry, next } = readDirectoryEntry(zip.subarray(at, end), `${place} directory entry ${entries.length + 1}`);
    entries.push(entry);
    at += next;
  }
  if (entries.length !== count)
    return refuse(place, 'has another number of files than it says', {
      expected: `${count}`,
      found: `${entries.length}`,
    });
  return { entries, directoryOffset };
}

/**
 * @param {Buffer} bytes from the entry on
 * @param {string} place
 * @returns {{ entry: Entry, next: number }}
 */
function readDirectoryEntry(bytes, place) {
  if (bytes.length < DIRECTORY_ENTRY.bytes || bytes.readUInt32LE(0) !== DIRECTORY_ENTRY.signature) {
    return refuse(place, 'is malformed');
  }
  const extraAt = DIRECTORY_ENTRY.bytes + bytes.readUInt16LE(28);
  const commentAt = extraAt + bytes.readUInt16LE(30);
  const next = commentAt + bytes.readUInt16LE(32);
  if (next > bytes.length) return refuse(place, 'is cut off');
  const rawName = bytes.subarray(DIRECTORY_ENTRY.bytes, extraAt);
  const name = rawName.toString('latin1');
  if (!NAME.test(name)) return refuse(place, 'has a name that is refused', { found: printable(name) });
  requirePlainExtra(bytes.subarray(extraAt, commentAt), place);
  const isLink = bytes[5] === UNIX && bytes.readUInt32LE(38) >>> 28 === SYMBOLIC_LINK;
  if (isLink || bytes.readUInt16LE(34) !== 0) return refuse(place, `${name} is not a plain file`);
  const entry = {
    name,
    rawName,
    flags: bytes.readUInt16LE(8),
    method: bytes.readUInt16LE(10),
    crc: bytes.readUInt32LE(16),
    packedSize: bytes.readUInt32LE(20),
    size: bytes.readUInt32LE(24),
    offset: bytes.readUInt32LE(42),
  };
  if (entry.flags & ~KNOWN_FLAGS) return refuse(place, `${name} is encrypted, or uses what is not read here`);
  return { entry, next };
}

/**
 * @param {Buffer} extra
 * @param {string} place
 */
function requirePlainExtra(extra, place) {
  let at = 0;
  while (at + 4 <= extra.length) {
    const id = extra.readUInt16LE(at);
    if (id === ZIP64_FIELD || id === UNICODE_PATH_FIELD)
      refuse(place, 'has a second size or a second name (ZIP64, Unicode path)');
    at += 4 + extra.readUInt16LE(at + 2);
  }
  if (at !== extra.length) refuse(place, 'has malformed extra fields');
}

/**
 * Before anything is unpacked: neither many, nor large, nor two that some system would take for one.
 * @param {readonly Entry[]} entries
 * @param {string} place
 */
function requireModest(entries, place) {
  if (entries.length > MAX_FILES) refuse(place, `has ${entries.length} files, more than ${MAX_FILES}`);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_TOTAL_BYTES) refuse(place, `holds ${total} bytes, more than ${MAX_TOTAL_BYTES}`);
  const names = new Set();
  for (const { name } of entries) {
    const folded = name.toLowerCase().replace(/\/$/, '');
    if (names.has(folded)) refuse(place, 'has a file twice', { found: name });
    names.add(folded);
  }
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
  requirePlainExtra(header.subarray(extraAt, dataAt), place);
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

/**
 * @param {Buffer} packed
 * @param {Entry} entry
 * @param {string} place
 * @returns {Buffer}
 */
function unpack(packed, { method, size, crc }, place) {
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
function descriptorBytes(bytes, { crc, packedSize, size }, place) {
  const start = bytes.length >= 16 && bytes.readUInt32LE(0) === DESCRIPTOR_SIGNATURE ? 4 : 0;
  if (bytes.length < start + 12) return refuse(place, 'is cut off');
  const values = [bytes.readUInt32LE(start), bytes.readUInt32LE(start + 4), bytes.readUInt32LE(start + 8)];
  return isEqual(values, [crc, packedSize, size])
    ? start + 12
    : refuse(place, 'is described otherwise behind its data');
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function isEqual(a, b) {
  return a.every((value, at) => value === b[at]);
}
