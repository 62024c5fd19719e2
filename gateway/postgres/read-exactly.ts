/** Reads from a stream piece by piece, while nobody else reads from it. */

import type { Duplex } from 'node:stream';

/** Thrown where a stream ends before what was asked for. */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';

  constructor() {
    super('the other side has closed the connection');
  }
}

/**
 * Exactly `size` bytes; what comes after them stays in the stream.
 * @throws StreamEnded; the error of the stream.
 */
export function readExactly(stream: Duplex, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes: unknown = stream.read(size);
      // At its end a stream gives what is left, which is not enough.
      if (Buffer.isBuffer(bytes) && bytes.length === size) settle(() => resolve(bytes));
      else if (stream.readableEnded || stream.destroyed || bytes !== null) onEnd();
    };
    const onEnd = () => settle(() => reject(stream.errored ?? new StreamEnded()));
    const onError = (error: Error) => settle(() => reject(error));
    const settle = (finish: () => void) => {
      stream.off('readable', look);
      stream.off('end', onEnd);
      stream.off('close', onEnd);
      stream.off('error', onError);
      finish();
    };
    stream.on('readable', look);
    stream.on('end', onEnd);
    stream.on('close', onEnd);
    stream.on('error', onError);
    look();
  });
}
