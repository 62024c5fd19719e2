/** A web front on a real server, with a door whose tokens open what a test puts behind them, each once. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import type { TerminalRequest, TerminalSession } from '../../gateway/web/contract.ts';
import { createWebFront, type WebFront, type WebFrontLimits } from '../../gateway/web/web-front.ts';
import { createLogger } from '../../runtime/logger.ts';

export const SESSION = 'acs_01HZZZZZZZZZZZZZZZZZZZZZZZ';

export class TerminalDesk {
  readonly origin: string;
  readonly front: WebFront;
  readonly requests: TerminalRequest[] = [];
  /** Request lines and headers of all that has come. */
  readonly heads: unknown[] = [];
  /** What the front has logged. */
  logged = '';
  /** What tokens open; each is taken out when it is used. */
  readonly terminals = new Map<string, TerminalSession | (() => Promise<TerminalSession | null>)>();
  readonly recordings = new Map<string, Readable>();
  readonly #server: Server;
  readonly #connections = new Set<Socket>();

  private constructor(server: Server, limits: Partial<WebFrontLimits>) {
    this.#server = server;
    const log = new PassThrough();
    log.on('data', (bytes: Buffer) => {
      this.logged += bytes.toString('utf8');
    });
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.front = createWebFront({
      origin: this.origin,
      logger: createLogger({ service: 'api', level: 'debug', stream: log }),
      limits,
      door: {
        admit: async (request) => {
          this.requests.push(request);
          return this.#use(request.token.reveal());
        },
      },
      recordings: {
        open: async ({ token }) => {
          const found = this.recordings.get(token.reveal()) ?? null;
          this.recordings.delete(token.reveal());
          return found;
        },
      },
    });
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    for (const event of ['request', 'upgrade']) {
      server.on(event, ({ url, headers }: IncomingMessage) => this.heads.push([url, headers]));
    }
    server.on('request', this.front.handler);
    server.on('upgrade', (request, socket, head) => this.front.upgrade(request, socket, head));
  }

  static async start(test: TestContext, limits: Partial<WebFrontLimits> = {}): Promise<TerminalDesk> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const desk = new TerminalDesk(server, limits);
    test.after(() => desk.stop());
    return desk;
  }

  get url(): string {
    return `${this.origin}/connect/${SESSION}`;
  }

  /** How many are open to its server. */
  get connections(): number {
    return this.#connections.size;
  }

  /** As a network does that breaks. */
  cutConnections(): void {
    for (const socket of this.#connections) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    await this.front.close({ code: 'stopped', text: 'The gateway has stopped.' });
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #use(token: string): Promise<TerminalSession | null> {
    const found = this.terminals.get(token);
    this.terminals.delete(token);
    return typeof found === 'function' ? found() : (found ?? null);
  }
}
