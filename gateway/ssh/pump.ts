/** Takes what a stream brings, piece by piece: the next one only once the last has been dealt with. */

import type { Readable } from 'node:stream';

/**
 * Resolves when the stream has ended and all of it was taken, or when it is gone. Rejects as `take` does; the stream is
 * read no further then.
 */
export function pump(source: Readable, take: (data: Buffer) => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let isBusy = false;
    let hasEnded = false;
    const fail = (error: unknown) => {
      source.off('data', onData);
      source.pause();
      reject(error);
    };
    const onEnd = () => {
      hasEnded = true;
      if (!isBusy) resolve();
    };
    const onData = (data: Buffer) => {
      let taken: Promise<void> | undefined;
      try {
        taken = take(data);
      } catch (error) {
        return fail(error);
      }
      if (taken === undefined) return;
      isBusy = true;
      source.pause();
      taken.then(() => {
        isBusy = false;
        if (hasEnded) resolve();
        else source.resume();
      }, fail);
    };
    source.on('data', onData);
    source.once('end', onEnd);
    source.once('close', onEnd);
    source.on('error', onEnd);
    // Somebody may have read of it before.
    if (source.readableEnded || source.destroyed) onEnd();
    else source.resume();
  });
}
