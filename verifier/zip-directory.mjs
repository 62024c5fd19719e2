/** The directory at the end of a ZIP file: what it lists, and that there is no second one for other programs to find. */

import { refuse } from './verdict.mjs';
import { HAS_DESCRIPTOR } from './zip-format.mjs';
import { requireDistinctNames, requirePlainName } from './zip-names.mjs';

/** @import { Entry } from './zip-format.mjs' */

const DIRECTORY_ENTRY = { signature: 0x02014b50, bytes: 46 };
const DIRECTORY_END = { signature: 0x06054b50, bytes: 22 };
/** Stands before the end of the directory, and leads some programs to another directory. */
const ZIP64_LOCATOR = { signature: 0x07064b50, bytes: 20 };
/** Compression level, descriptor, UTF-8 names. Encryption and patches are not among them. */
const KNOWN_FLAGS = HAS_DESCRIPTOR | 0x0806;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
/** Times (NTFS, Unix) and owners. Others give an entry a second size or name, a link's target, or what nobody expects. */
const HARMLESS_FIELDS = new Set([0x000a, 0x5455, 0x5855, 0x7855, 0x7875]);
/** Types in the mode of a Unix file; none where the writer knew of no modes. */
const [NO_TYPE, FOLDER, PLAIN_FILE] = [0x0, 0x4, 0x8];
/** Attributes of DOS: volume label, folder. */
const DOS_LABEL = 0x08;
const DOS_FOLDER = 0x10;
const MAX_FILES = 1_000;
const MAX_TOTAL_BYTES = 2 ** 30;

/**
 * @param {Buffer} zip
 * @param {string} place
 * @returns {{ entries: Entry[], directoryOffset: number }}
 */
export function readDirectory(zip, place) {
  const { end, count, directoryOffset } = readEnd(zip, place);
  /** @type {Entry[]} */
  const entries = [];
  let at = directoryOffset;
  while (at < end) {
    const { entry, next } = readEntry(zip.subarray(at, end), `${place} directory entry ${entries.length + 1}`);
    entries.push(entry);
    at += next;
  }
  if (entries.length !== count)
    return refuse(place, 'has another number of files than it says', {
      expected: `${count}`,
      found: `${entries.length}`,
    });
  requireModest(entries, place);
  return { entries, directoryOffset };
}

/** @param {Buffer} zip */
export function isZip(zip) {
  return zip.length >= DIRECTORY_END.bytes && zip.readUInt16LE(0) === 0x4b50;
}

/**
 * @param {Buffer} zip
 * @param {string} place
 */
function readEnd(zip, place) {
  const end = zip.length - DIRECTORY_END.bytes;
  if (zip.readUInt32LE(end) !== DIRECTORY_END.signature || zip.readUInt16LE(end + 20) !== 0) {
    return refuse(place, 'does not end with the end of a ZIP directory: it is cut off, or something was added');
  }
  const count = zip.readUInt16LE(end + 10);
  const bytes = zip.readUInt32LE(end + 12);
  const directoryOffset = zip.readUInt32LE(end + 16);
  if (count === MAX_16 || bytes === MAX_32 || directoryOffset === MAX_32 || hasLocator(zip, end))
    return refuse(place, 'is a ZIP64 file, which is not read here');
  if (zip.readUInt32LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count)
    return refuse(place, 'is a part of a divided ZIP file');
  if (directoryOffset + bytes !== end) return refuse(place, 'has a ZIP directory of another size than it says');
  return { end, count, directoryOffset };
}

/**
 * Some programs follow a locator wherever these bytes stand, also in the last field of the last entry.
 * @param {Buffer} zip
 * @param {number} end
 */
function hasLocator(zip, end) {
  const at = end - ZIP64_LOCATOR.bytes;
  return at >= 0 && zip.readUInt32LE(at) === ZIP64_LOCATOR.signature;
}

/**
 * @param {Buffer} bytes from the entry on
 * @param {string} place
 * @returns {{ entry: Entry, next: number }}
 */
function readEntry(bytes, place) {
  if (bytes.length < DIRECTORY_ENTRY.bytes || bytes.readUInt32LE(0) !== DIRECTORY_ENTRY.signature) {
    return refuse(place, 'is malformed');
  }
  const extraAt = DIRECTORY_ENTRY.bytes + bytes.readUInt16LE(28);
  const commentAt = extraAt + bytes.readUInt16LE(30);
  const next = commentAt + bytes.readUInt16LE(32);
  if (next > bytes.length) return refuse(place, 'is cut off');
  const rawName = bytes.subarray(DIRECTORY_ENTRY.bytes, extraAt);
  const name = rawName.toString('latin1');
  requirePlainName(name, place);
  requireHarmlessExtra(bytes.subarray(extraAt, commentAt), place);
  if (next !== commentAt) return refuse(place, `${name} has a comment, which could hold anything`);
  if (bytes.readUInt16LE(34) !== 0 || !isPlain(name, bytes.readUInt32LE(38)))
    return refuse(place, `${name} is not a plain file`);
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
 * Whatever system is said to have written the entry: programs differ in which of them they believe.
 * @param {string} name
 * @param {number} attributes
 */
function isPlain(name, attributes) {
  const [type, dos] = [attributes >>> 28, attributes & 0xff];
  const isFolder = type === FOLDER || (dos & DOS_FOLDER) !== 0;
  const isKnown = [NO_TYPE, FOLDER, PLAIN_FILE].includes(type) && (dos & DOS_LABEL) === 0;
  return isKnown && (!isFolder || name.endsWith('/'));
}

/**
 * @param {Buffer} extra
 * @param {string} place
 */
export function requireHarmlessExtra(extra, place) {
  let at = 0;
  while (at + 4 <= extra.length) {
    const id = extra.readUInt16LE(at);
    if (!HARMLESS_FIELDS.has(id)) {
      refuse(place, 'has an extra field that could give it a second size, a second name or a target', {
        found: `field 0x${id.toString(16).padStart(4, '0')}`,
      });
    }
    at += 4 + extra.readUInt16LE(at + 2);
  }
  if (at !== extra.length) refuse(place, 'has malformed extra fields');
}

/**
 * Before anything is unpacked.
 * @param {readonly Entry[]} entries
 * @param {string} place
 */
function requireModest(entries, place) {
  if (entries.length > MAX_FILES) refuse(place, `has ${entries.length} files, more than ${MAX_FILES}`);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_TOTAL_BYTES) refuse(place, `holds ${total} bytes, more than ${MAX_TOTAL_BYTES}`);
  requireDistinctNames(
    entries.map(({ name }) => name),
    place,
  );
}
