/** Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02): cut out of a stream, read, and made. */

import { Misuse } from '../passage.ts';

export const SFTP = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
  extendedReply: 201,
} as const;

export const STATUS = { ok: 0, eof: 1, permissionDenied: 3, failure: 4, unsupported: 8 } as const;

export const OPEN_FLAG = { read: 1 } as const;

/** Of attributes: they begin with a size. */
export const HAS_SIZE = 1;

/** What OpenSSH takes at the most. */
const MAX_PACKET_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;

/** Cuts a stream into whole packets, each with its length before it, as it came. */
export class PacketCutter {
  readonly #side: 'client' | 'target';
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(side: 'client' | 'target') {
    this.#side = side;
  }

  /** @throws Misuse where a packet is longer than allowed. */
  add(data: Buffer): Buffer[] {
    this.#parts.push(data);
    this.#bytes += data.length;
    if (this.#bytes < this.#wanted()) return [];
    let rest = this.#parts.length === 1 ? data : Buffer.concat(this.#parts);
    const packets: Buffer[] = [];
    while (rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.#length(rest);
      if (rest.length < end) break;
      packets.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return packets;
  }

  /** How many bytes the packet that has begun takes, as far as that can be told: a long one is put together once. */
  #wanted(): number {
    const [first] = this.#parts;
    if (first === undefined || first.length < LENGTH_BYTES) return LENGTH_BYTES;
    return LENGTH_BYTES + this.#length(first);
  }

  #length(buffer: Buffer): number {
    const length = buffer.readUInt32BE(0);
    if (length < 5 || length > MAX_PACKET_BYTES)
      throw new Misuse(this.#side, 'a packet of SFTP has an impossible length');
    return length;
  }
}

/** Reads the fields of a packet one after the other. */
export class PacketReader {
  readonly #packet: Buffer;
  readonly #side: 'client' | 'target';
  #at = LENGTH_BYTES + 1;

  constructor(packet: Buffer, side: 'client' | 'target') {
    this.#packet = packet;
    this.#side = side;
  }

  get type(): number {
    return this.#packet[LENGTH_BYTES] ?? 0;
  }

  get hasMore(): boolean {
    return this.#at < this.#packet.length;
  }

  uint32(): number {
    return this.#packet.readUInt32BE(this.#skip(4));
  }

  /** Beyond 2^53 it is not exact, and no file is so long. */
  uint64(): number {
    return Number(this.#packet.readBigUInt64BE(this.#skip(8)));
  }

  bytes(): Buffer {
    const length = this.uint32();
    const at = this.#skip(length);
    return this.#packet.subarray(at, at + length);
  }

  text(): string {
    return this.bytes().toString();
  }

  #skip(length: number): number {
    const at = this.#at;
    if (at + length > this.#packet.length) throw new Misuse(this.#side, 'a packet of SFTP is too short');
    this.#at += length;
    return at;
  }
}

export function statusPacket(id: number, code: number, message: string): Buffer {
  return packet(SFTP.status, uint32(id), uint32(code), string(message), string(''));
}

export function initPacket(version: number): Buffer {
  return packet(SFTP.init, uint32(version));
}

export function versionPacket(version: number, extensions: readonly (readonly [name: string, data: Buffer])[]): Buffer {
  return packet(SFTP.version, uint32(version), ...extensions.flatMap(([name, data]) => [string(name), string(data)]));
}

function packet(type: number, ...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}
