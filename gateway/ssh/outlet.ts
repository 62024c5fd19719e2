/** Writes into a channel of SSH, one piece after the other, and says when to wait. */

import type { Writable } from 'node:stream';
import type { Channel } from 'ssh2';
import type { Pressure } from './pressure.ts';
import { forgetSentPiece } from './ssh2-internals.ts';

export type StreamName = 'stdout' | 'stderr';

/** A writer is told to wait above the first, and to go on below the second. Bytes. */
const HIGH_BYTES = 256 * 1024;
const LOW_BYTES = 64 * 1024;

/**
 * ssh2 loses count where both streams of a channel wait for its window, and writes to the socket without asking whether
 * anything is ever sent. So one piece is on its way at a time, of whichever stream, and only while the socket keeps up.
 */
export class Outlet {
  readonly #channel: Channel;
  readonly #pressure: Pressure;
  readonly #streams: Readonly<Record<StreamName, Writable>>;
  #queue: { readonly data: Buffer; readonly to: StreamName }[] = [];
  #bytes = 0;
  #isBusy = false;
  #isClosed = false;
  #waiting: { readonly below: number; readonly go: () => void }[] = [];

  constructor(channel: Channel, pressure: Pressure) {
    this.#channel = channel;
    this.#pressure = pressure;
    // The far end of a client's channel has no stderr to write to.
    this.#streams = { stdout: channel, stderr: channel.server ? (channel.stderr as Writable) : channel };
  }

  /** A promise: it has taken the piece, and whoever writes waits before the next. What comes after `close` is dropped. */
  write(data: Buffer, to: StreamName = 'stdout'): Promise<void> | undefined {
    if (this.#isClosed || data.length === 0) return undefined;
    this.#queue.push({ data, to });
    this.#bytes += data.length;
    this.#next();
    return this.#bytes > HIGH_BYTES ? this.#below(LOW_BYTES) : undefined;
  }

  /** Resolves when ssh2 has taken all that was written, or it is closed. */
  async flushed(): Promise<void> {
    if (this.#bytes > 0 && !this.#isClosed) await this.#below(0);
  }

  /** Drops what has not gone out, and lets everybody go on who waits. */
  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#bytes = 0;
    this.#wake();
  }

  #below(below: number): Promise<void> {
    return new Promise((go) => this.#waiting.push({ below, go }));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ below }) => this.#bytes > below);
    for (const { below, go } of waiting) if (this.#bytes <= below) go();
  }

  #next(): void {
    if (this.#isBusy) return;
    const piece = this.#queue.shift();
    if (piece === undefined) return;
    this.#isBusy = true;
    if (this.#pressure.isHigh) this.#pressure.eased().then(() => this.#send(piece));
    else this.#send(piece);
  }

  #send({ data, to }: { readonly data: Buffer; readonly to: StreamName }): void {
    if (this.#isClosed) return;
    this.#streams[to].write(data, () => {
      forgetSentPiece(this.#channel);
      this.#isBusy = false;
      if (this.#isClosed) return;
      this.#bytes -= data.length;
      this.#wake();
      this.#next();
    });
  }
}
