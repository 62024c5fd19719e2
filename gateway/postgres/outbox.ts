/** Messages on their way to one side, which are written together and never faster than they are taken. */

import type { Duplex } from 'node:stream';

interface Part {
  readonly memory: ArrayBufferLike;
  readonly from: number;
  to: number;
}

export class Outbox {
  readonly #stream: Duplex;
  #parts: Part[] = [];

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  add(bytes: Buffer): void {
    const last = this.#parts.at(-1);
    // Messages that arrived together lie side by side, and leave as one piece.
    if (last?.memory === bytes.buffer && last.to === bytes.byteOffset) last.to += bytes.length;
    else this.#parts.push({ memory: bytes.buffer, from: bytes.byteOffset, to: bytes.byteOffset + bytes.length });
  }

  /** Resolves once the other side has room for more, or has gone. */
  async flush(): Promise<void> {
    const parts = this.#parts;
    if (parts.length === 0) return;
    this.#parts = [];
    if (!this.#stream.writable) return;
    this.#stream.cork();
    for (const { memory, from, to } of parts) this.#stream.write(Buffer.from(memory, from, to - from));
    this.#stream.uncork();
    if (this.#stream.writableNeedDrain) await untilDrained(this.#stream);
  }
}

function untilDrained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle);
      stream.off('close', settle);
      resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
    if (stream.destroyed) settle();
  });
}
