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

export interface Spooled {
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** All of it, from its beginning. */
  readonly open: () => Readable;
}

/**
 * @param whenAnswered has its argument called once the answer is sent, or whoever has asked is gone: then nobody waits for
 *   the rest, and the file is let go.
 */
export async function spool(pieces: AsyncIterable<string>, whenAnswered: (done: () => void) => void): Promise<Spooled> {
  const file = await openUnnamed();
  let [isWanted, isWritten] = [true, false];
  whenAnswered(() => {
    isWanted = false;
    if (isWritten) void file.close();
  });
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      await file.writeFile(bytes);
      size += bytes.length;
      if (!isWanted) throw new CapstanError('conflict', 'Whoever has asked for it is gone.');
    }
    isWritten = true;
    const open = () => Readable.from(readAll(file, size), { objectMode: false });
    return { size, sha256: hash.digest('hex'), open };
  } catch (error) {
    await file.close();
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
