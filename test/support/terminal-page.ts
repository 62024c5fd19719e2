/** The other side of a terminal's WebSocket, without a browser: it may behave, or not. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../gateway/web/protocol.ts';
import { until } from './until.ts';

export interface PageOptions {
  readonly origin?: string | undefined;
  readonly protocol?: string;
  /** Default: acknowledges all that comes. */
  readonly acknowledges?: boolean;
  readonly answersPings?: boolean;
  /** Who has signed the certificate of the gateway. */
  readonly ca?: string;
}

interface Said {
  readonly type: string;
  readonly [field: string]: unknown;
}

export class TerminalPage {
  readonly socket: WebSocket;
  readonly said: Said[] = [];
  /** Output since the beginning, or since the last snapshot began. */
  output: Buffer[] = [];
  received = 0;
  acknowledges: boolean;
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(url: string, options: PageOptions = {}) {
    const { origin = new URL(url).origin, protocol = SUBPROTOCOL, answersPings = true } = options;
    this.acknowledges = options.acknowledges ?? true;
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/terminal`, protocol === '' ? [] : [protocol], {
      ...('origin' in options && options.origin === undefined ? {} : { origin }),
      autoPong: answersPings,
      perMessageDeflate: false,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    this.socket.on('error', () => undefined);
    this.socket.once('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#take(data);
      else this.#hear(JSON.parse(data.toString()) as Said);
    });
  }

  /** A page that has said its hello and was let in. */
  static async open(
    url: string,
    brought: string | { readonly code: string },
    options: PageOptions = {},
  ): Promise<TerminalPage> {
    const page = new TerminalPage(url, options);
    await page.hello(brought);
    await page.hears('welcome');
    return page;
  }

  /** @param brought a token, or the code of a link */
  async hello(brought: string | { readonly code: string }): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.say({ type: 'hello', ...(typeof brought === 'string' ? { token: brought } : brought), cols: 80, rows: 24 });
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  type(text: string | Buffer): void {
    this.socket.send(Buffer.from(text), { binary: true });
  }

  acknowledge(): void {
    this.say({ type: 'ack', bytes: this.received });
  }

  get text(): string {
    return Buffer.concat(this.output).toString('utf8');
  }

  hears(type: string): Promise<Said> {
    return until(`a message ${type}`, async () => this.said.find((one) => one.type === type), 60_000);
  }

  /** Waits for output that matches. */
  shows(pattern: RegExp): Promise<string> {
    return until(`output like ${pattern}`, async () => (pattern.test(this.text) ? this.text : undefined), 60_000);
  }

  closes(): Promise<{ readonly code: number; readonly reason: string }> {
    return until('the end of a connection', async () => this.closed, 60_000);
  }

  #take(bytes: Buffer): void {
    this.output.push(bytes);
    this.received += bytes.length;
    if (this.acknowledges && this.socket.readyState === WebSocket.OPEN) this.acknowledge();
  }

  #hear(message: Said): void {
    this.said.push(message);
    if (message.type === 'snapshot') this.output = [];
  }
}

/** The status with which a request for a WebSocket is turned away. */
export async function refusedStatus(page: TerminalPage): Promise<number | undefined> {
  const [, response] = await once(page.socket, 'unexpected-response');
  page.socket.terminate();
  return response.statusCode;
}
