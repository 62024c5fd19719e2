/**
 * Writes an answer to a file of its own before it is sent, so that its digest can be in the record that precedes it, and
 * memory holds no more than a piece. The file has no name any more once it is open: whatever ends, it goes.
 */

import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CapstanError } from '../../domain/errors.ts';

const PIECE_BYTES = 65_536;
const MOST_BYTES_OF_PROCESS = 4 * 2 ** 30;
const RETRY_AFTER_SECONDS = 30;

export interface Spooled {
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** All of it, from its beginning. */
  readonly open: () => Readable;
}

/** How much of the disk all answers together may take that are on their way. */
export class SpoolRoom {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @throws CapstanError `too_many_requests`. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.#most) {
      throw new CapstanError(
        'too_many_requests',
        'Reports that are on their way take all the room that there is for them; ask again, or for a smaller scope.',
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

const ROOM_OF_PROCESS = new SpoolRoom(MOST_BYTES_OF_PROCESS);

/**
 * @param whenAnswered has its argument called once the answer is sent, or whoever has asked is gone: then nobody waits for
 *   the rest, and the file is let go.
 * @throws CapstanError `too_many_requests`, `conflict`.
 */
export async function spool(
  pieces: AsyncIterable<string>,
  whenAnswered: (done: () => void) => void,
  room = ROOM_OF_PROCESS,
): Promise<Spooled> {
  const file = await openUnnamed();
  let [isWanted, isWritten, size] = [true, false, 0];
  const letGo = async () => {
    await file.close();
    room.give(size);
  };
  const requireWanted = () => {
    if (!isWanted) throw new CapstanError('conflict', 'Whoever has asked for it is gone.');
  };
  whenAnswered(() => {
    isWanted = false;
    if (isWritten) void letGo();
  });
  try {
    const hash = createHash('sha256');
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      room.take(bytes.length);
      size += bytes.length;
      hash.update(bytes);
      await file.writeFile(bytes);
      requireWanted();
    }
    // They may have gone while it was found that there is no more.
    requireWanted();
    isWritten = true;
    const open = () => Readable.from(readAll(file, size), { objectMode: false });
    return { size, sha256: hash.digest('hex'), open };
  } catch (error) {
    await letGo();
    throw error;
  }
}

async function openUnnamed(): Promise<FileHandle> {
  const path = join(tmpdir(), `capstan-report-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function* readAll(file: FileHandle, size: number): AsyncGenerator<Buffer, undefined> {
  for (let at = 0; at < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(PIECE_BYTES, size - at)), 0, undefined, at);
    if (bytesRead === 0) throw new Error('the file is shorter than what was written');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
