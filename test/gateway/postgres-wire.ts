/** A PostgreSQL client that sends exactly what a test wants, and tells message by message what comes back. */

import { once } from 'node:events';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { FrameSplitter } from '../../gateway/postgres/frames.ts';
import { errorFields, int32, message } from '../../gateway/postgres/messages.ts';
import type { GatewayUnderTest, PreparedSession } from './postgres-gateway.ts';

export const SYNC = message('S');

export function query(text: string): Buffer {
  return message('Q', text);
}

/** Parse, Bind and Execute through the unnamed statement and portal, without parameters. */
export function extended(text: string): Buffer {
  return Buffer.concat([parse('', text), bind('', ''), execute('')]);
}

export function parse(name: string, text: string): Buffer {
  return message('P', name, text, Buffer.alloc(2));
}

export function bind(portal: string, name: string): Buffer {
  return message('B', portal, name, Buffer.alloc(6));
}

export function execute(portal: string): Buffer {
  return message('E', portal, int32(0));
}

export class WireClient {
  readonly socket: TLSSocket;
  /** Types of messages since the last {@link said}, an error with its SQLSTATE, ReadyForQuery with its status. */
  #heard: string[] = [];
  #bytes = 0;
  readonly #frames = new FrameSplitter(64 * 1024 * 1024);
  #wake: () => void = () => undefined;

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#wake());
    socket.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      for (const { type, bytes } of this.#frames.split(chunk)) this.#heard.push(named(type, bytes));
      this.#wake();
    });
  }

  /** Logged in and ready. */
  static async open(
    gateway: GatewayUnderTest,
    session: PreparedSession,
    options: ConnectionOptions = {},
  ): Promise<WireClient> {
    const socket = connect({
      host: '127.0.0.1',
      port: gateway.port,
      ca: gateway.caPem,
      ALPNProtocols: ['postgresql'],
      ...options,
    });
    await once(socket, 'secureConnect');
    const client = new WireClient(socket);
    const body = Buffer.concat([int32(3 << 16), Buffer.from(`user\0${session.id}\0\0`)]);
    socket.write(Buffer.concat([int32(body.length + 4), body]));
    await client.until((heard) => heard.includes('R'));
    socket.write(message('p', session.token));
    await client.until((heard) => heard.includes('Z:I'));
    client.said();
    return client;
  }

  get bytesHeard(): number {
    return this.#bytes;
  }

  get isClosed(): boolean {
    return this.socket.closed;
  }

  send(...messages: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(messages));
  }

  /** What has come since the last call, without notices and settings. */
  said(): string {
    const heard = this.#heard.filter((name) => name !== 'N' && name !== 'S');
    this.#heard = [];
    return heard.join(' ');
  }

  /** @throws Error where the connection ends before. */
  async until(isThere: (heard: readonly string[]) => boolean): Promise<void> {
    while (!isThere(this.#heard)) {
      if (this.socket.closed) throw new Error(`the connection ended after ${this.#heard.join(' ')}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends, and resolves with all up to the `count`th ReadyForQuery. */
  async ask(count: number, ...messages: readonly Buffer[]): Promise<string> {
    this.send(...messages);
    await this.until((heard) => heard.filter((name) => name.startsWith('Z:')).length >= count);
    return this.said();
  }

  /** All up to the end of the connection. */
  async untilClosed(): Promise<string> {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
    return this.said();
  }
}

function named(type: string, bytes: Buffer): string {
  if (type === 'E') return `E:${errorFields(bytes).get('C')}`;
  return type === 'Z' ? `Z:${bytes.toString('latin1', 5)}` : type;
}
