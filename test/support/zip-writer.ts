/** Writes ZIP files by hand, good ones and, on demand, every kind of bad one. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  /** Default true. */
  readonly deflated?: boolean;
  /** Sizes and checksum behind the data, as streaming writers do; `bare` without the signature before them. */
  readonly streamed?: boolean | 'bare';
  /** What headers and directory say instead of the truth. */
  readonly lies?: Partial<ZipFields>;
  /** What the local header alone says instead. */
  readonly headerLies?: Partial<ZipFields>;
  /** What the directory alone says instead. */
  readonly directoryLies?: Partial<ZipFields>;
  /** Bytes between this entry's data and the next one. */
  readonly gap?: Uint8Array;
}

interface ZipFields {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  extra: Uint8Array;
  /** Directory only. */
  madeBy: number;
  attributes: number;
  offset: number;
}

export function writeZip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = entry.deflated === false ? Buffer.from(entry.content) : deflateRawSync(entry.content);
    const fields: ZipFields = {
      name: entry.name,
      flags: entry.streamed ? 0x0808 : 0x0800,
      method: entry.deflated === false ? 0 : 8,
      crc: crc32(entry.content),
      packedSize: packed.length,
      size: entry.content.length,
      extra: Buffer.alloc(0),
      madeBy: 0x0314,
      attributes: 0o100644 * 2 ** 16,
      offset,
      ...entry.lies,
    };
    const zeros = entry.streamed ? { crc: 0, packedSize: 0, size: 0 } : {};
    const parts = [
      localHeader({ ...fields, ...zeros, ...entry.headerLies }),
      packed,
      ...(entry.streamed ? [descriptor(fields).subarray(entry.streamed === 'bare' ? 4 : 0)] : []),
      Buffer.from(entry.gap ?? []),
    ];
    body.push(...parts);
    directory.push(directoryEntry({ ...fields, ...entry.directoryLies }));
    offset += Buffer.concat(parts).length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...body, listing, end, Buffer.from(comment)]);
}

function localHeader(fields: ZipFields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  writeFacts(header, 6, fields);
  return Buffer.concat([header, Buffer.from(fields.name), fields.extra]);
}

function directoryEntry(fields: ZipFields): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(fields.madeBy, 4);
  entry.writeUInt16LE(20, 6);
  writeFacts(entry, 8, fields);
  entry.writeUInt32LE(fields.attributes, 38);
  entry.writeUInt32LE(fields.offset, 42);
  return Buffer.concat([entry, Buffer.from(fields.name), fields.extra]);
}

/** What header and directory have in common. */
function writeFacts(
  target: Buffer,
  at: number,
  { name, flags, method, crc, packedSize, size, extra }: ZipFields,
): void {
  target.writeUInt16LE(flags, at);
  target.writeUInt16LE(method, at + 2);
  target.writeUInt32LE(crc, at + 8);
  target.writeUInt32LE(packedSize, at + 12);
  target.writeUInt32LE(size, at + 16);
  target.writeUInt16LE(Buffer.byteLength(name), at + 20);
  target.writeUInt16LE(extra.length, at + 22);
}

function descriptor({ crc, packedSize, size }: ZipFields): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  for (const [at, value] of [crc, packedSize, size].entries()) bytes.writeUInt32LE(value, 4 + 4 * at);
  return bytes;
}
