/** A connection whose writing side stays open at the end: what lies above may end, and what lies below does not. */

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export class OpenEnded extends Duplex {
  readonly #below: Socket;

  constructor(below: Socket) {
    super();
    this.#below = below;
    below.on('data', (chunk) => {
      if (!this.destroyed && !this.push(chunk)) below.pause();
    });
    below.once('end', () => this.push(null));
  }

  override _read(): void {
    this.#below.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#below.write(chunk, done);
  }

  override _final(done: () => void): void {
    done();
  }

  /** Whoever made the connection ends it; its last words are still to be heard. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#below.resume();
    done(error);
  }
}
