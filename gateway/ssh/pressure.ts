/** How much waits to be sent on a connection, and whether its far end floods us: ssh2 asks neither. */

import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isChangingKeys, packetsWaitingForKeys } from './ssh2-internals.ts';

/** From so many bytes on nothing more is handed to the socket before it has sent them all. */
const HIGH_BYTES = 1024 * 1024;

/** What a far end may leave in our hands at the most, far beyond what one that keeps to the windows of SSH can. */
const BREACH = { unsentBytes: 16 * 1024 * 1024, unreadBytes: 8 * 1024 * 1024, packets: 8_192 };

/** Of ssh2: a client, or a connection of its server. */
interface Emitter {
  on(event: 'handshake', listener: () => void): unknown;
}

export class Pressure {
  readonly #socket: Socket;
  readonly #connection: Emitter;
  #waiting: (() => void)[] = [];
  readonly #streams = new Set<Readable>();

  /** `onBreach` is called at most once: whoever hears it closes the connection. */
  constructor(socket: Socket, connection: Emitter, onBreach: () => void) {
    this.#socket = socket;
    this.#connection = connection;
    const wake = () => this.#wake();
    socket.on('drain', wake);
    socket.once('close', wake);
    connection.on('handshake', wake);
    const look = () => {
      if (!this.#isBreached()) return;
      socket.off('data', look);
      onBreach();
    };
    socket.on('data', look);
  }

  /** Whether to wait before anything more is sent. */
  get isHigh(): boolean {
    if (this.#socket.destroyed) return false;
    return this.#socket.writableLength > HIGH_BYTES || isChangingKeys(this.#connection);
  }

  /** Resolves when it is worth trying again. */
  eased(): Promise<void> {
    if (!this.isHigh) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Looks at what lies unread in a stream of the connection, from now until it closes. */
  mind(stream: Readable): void {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
  }

  #wake(): void {
    if (this.isHigh) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  #isBreached(): boolean {
    if (this.#socket.writableLength > BREACH.unsentBytes) return true;
    if (packetsWaitingForKeys(this.#connection) > BREACH.packets) return true;
    for (const stream of this.#streams) if (stream.readableLength > BREACH.unreadBytes) return true;
    return false;
  }
}
