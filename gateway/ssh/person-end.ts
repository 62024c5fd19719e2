/** The person's end of a channel. */

import type { Readable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import type { Exit } from './door.ts';
import { Outlet, type StreamName } from './outlet.ts';
import type { Pressure } from './pressure.ts';
import { tellExit } from './ssh2-internals.ts';

export interface PersonEnd {
  readonly input: Readable;
  /** A promise: it is shown, and whoever writes waits before the next. */
  write(data: Buffer, stream: StreamName): Promise<void> | undefined;
  /** A line of the gateway's own. */
  say(line: string): void;
  /** The program has closed its output; it may live on. */
  endOutput(): Promise<void>;
  /** All was written: shows the rest, says how it ended, and closes. */
  finish(exit: Exit): Promise<void>;
  /** Drops what has not been shown yet, says why, and closes. */
  shut(line: string | null): void;
  /** Nobody is there any more for whom something could begin. */
  readonly isShut: boolean;
}

/** How a channel shows a line of the gateway's own: in the terminal, beside the output of a program, or not at all. */
export type OwnLines = 'terminal' | 'stderr' | 'none';

/** Of a client that speaks SSH. */
export class SshPersonEnd implements PersonEnd {
  readonly input: Readable;
  readonly #channel: ServerChannel;
  readonly #outlet: Outlet;
  readonly #ownLines: OwnLines;
  #hasEnded = false;
  #isShut = false;

  constructor(channel: ServerChannel, pressure: Pressure, ownLines: OwnLines) {
    this.input = channel;
    this.#channel = channel;
    this.#outlet = new Outlet(channel, pressure);
    this.#ownLines = ownLines;
    pressure.mind(channel);
    // What is written too late; the end of the channel is told otherwise.
    channel.on('error', () => undefined);
  }

  write(data: Buffer, stream: StreamName): Promise<void> | undefined {
    return this.#outlet.write(data, stream);
  }

  say(line: string): void {
    if (this.#hasEnded || this.#ownLines === 'none') return;
    this.#outlet.write(this.#own(line), this.#ownLines === 'terminal' ? 'stdout' : 'stderr');
  }

  async endOutput(): Promise<void> {
    await this.#outlet.flushed();
    this.#hasEnded = true;
    this.#channel.eof();
  }

  async finish(exit: Exit): Promise<void> {
    await this.#outlet.flushed();
    this.#close(exit);
  }

  get isShut(): boolean {
    return this.#isShut;
  }

  shut(line: string | null): void {
    this.#isShut = true;
    this.#outlet.close();
    if (line !== null && this.#ownLines !== 'none' && !this.#hasEnded && this.#channel.writable) {
      const stream = this.#ownLines === 'terminal' ? this.#channel : this.#channel.stderr;
      stream.write(this.#own(line));
    }
    this.#close({ code: 255, signal: null });
  }

  #close(exit: Exit): void {
    // What is no program does not exit.
    if (this.#ownLines !== 'none') tellExit(this.#channel, exit);
    this.#channel.end();
    // What lies unread would keep the end from being seen.
    this.#channel.resume();
  }

  #own(line: string): Buffer {
    return Buffer.from(this.#ownLines === 'terminal' ? `\r\n[capstan] ${line}\r\n` : `capstan: ${line}\r\n`);
  }
}
