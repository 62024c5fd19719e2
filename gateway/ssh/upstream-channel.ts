/** A channel to the target, with how what runs in it ended. */

import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Exit, Pty } from './door.ts';
import { Outlet } from './outlet.ts';
import type { Pressure } from './pressure.ts';

export class UpstreamChannel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the target has closed the channel and all of its output was read, or the connection is gone. */
  readonly exited: Promise<Exit>;
  readonly #channel: ClientChannel;
  readonly #outlet: Outlet;

  constructor(channel: ClientChannel, pressure: Pressure) {
    this.#channel = channel;
    this.#outlet = new Outlet(channel, pressure);
    this.stdout = channel;
    this.stderr = channel.stderr;
    pressure.mind(channel);
    pressure.mind(channel.stderr);
    // A write that comes too late; 'close' follows, or was before.
    channel.on('error', () => undefined);
    let exit: Exit = { code: null, signal: null };
    channel.on('exit', (code: number | null, signal?: string) => {
      exit = code === null ? { code: null, signal: (signal ?? '').replace(/^SIG/, '') } : { code, signal: null };
    });
    this.exited = new Promise((resolve) => {
      channel.once('close', () => {
        this.#outlet.close();
        resolve(exit);
      });
    });
  }

  /** As `Outlet.write`. */
  write(data: Buffer): Promise<void> | undefined {
    return this.#outlet.write(data);
  }

  /** Nothing more will be written. */
  async endInput(): Promise<void> {
    await this.#outlet.flushed();
    this.#channel.end();
  }

  resize({ cols, rows }: Pick<Pty, 'cols' | 'rows'>): void {
    this.#channel.setWindow(rows, cols, 0, 0);
  }

  /** `name` without `SIG`; one that SSH does not know is left alone. */
  signal(name: string): void {
    try {
      this.#channel.signal(name);
    } catch {
      // ssh2 throws for what is not in RFC 4254, 6.10.
    }
  }

  close(): void {
    this.#outlet.close();
    this.#channel.close();
    // What lies unread would keep the end from being seen.
    this.#channel.resume();
    this.#channel.stderr.resume();
  }
}
