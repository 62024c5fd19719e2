/** The way from a request for a WebSocket to an admitted terminal: our own origin, our protocol, then a hello with a token. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Secret } from '../../domain/secret.ts';
import { isSessionId } from '../../domain/session-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Strangers } from '../strangers.ts';
import type { TerminalDoor, TerminalLeave, TerminalSession } from './contract.ts';
import { CLOSE, type Close, type Hello, MAX_FRAME_BYTES, readHello, SUBPROTOCOL } from './protocol.ts';
import { closeSoon, TerminalConnection } from './terminal-connection.ts';

export interface EntranceParts {
  readonly door: TerminalDoor;
  /** Scheme, host and port of our pages, as browsers name them in `Origin`. */
  readonly origin: string;
  readonly strangers: Strangers;
  readonly logger: Logger;
  readonly helloWithinMs: number;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Hears of every connection that was let in. */
  readonly onOpen: (connection: TerminalConnection, socket: WebSocket) => void;
}

const PATH = /^\/connect\/([^/]+)\/terminal$/;

export class TerminalEntrance {
  readonly #parts: EntranceParts;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Output is compressed by nobody: it would cost memory for each page, and tell of secrets by its size.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: () => SUBPROTOCOL,
  });
  #draining = false;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
  }

  /** From here on nobody is let in any more. */
  shut(): void {
    this.#draining = true;
  }

  /** Takes over `socket`, of an HTTP server's `upgrade`. */
  async take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until the WebSocket listens for itself. A stranger's reset is nobody's fault.
    const ignore = () => undefined;
    socket.on('error', ignore);
    const sessionId = PATH.exec(request.url ?? '')?.[1];
    if (sessionId === undefined || !isSessionId(sessionId)) return turnAway(socket, '404 Not Found');
    if (request.headers.origin !== this.#parts.origin) return turnAway(socket, '403 Forbidden');
    if (!offers(request, SUBPROTOCOL)) return turnAway(socket, '400 Bad Request');
    if (this.#draining) return turnAway(socket, '503 Service Unavailable');
    const address = this.#parts.addressOf(request);
    const leave = await this.#parts.strangers.enter(address);
    if (leave === null) return turnAway(socket, '429 Too Many Requests');
    if (socket.destroyed) return leave();
    socket.once('close', leave);
    socket.off('error', ignore);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // What breaks a connection is told by its close as well.
      webSocket.on('error', ignore);
      this.#expectHello(webSocket, { sessionId, address }, leave);
    });
  }

  #expectHello(socket: WebSocket, who: { sessionId: string; address: string }, leave: () => void): void {
    let gone: TerminalLeave['cause'] | undefined;
    // 1006: no farewell came.
    socket.once('close', (code: number) => {
      gone ??= code === 1006 ? 'lost' : 'left';
    });
    const refuse = (close: Close) => {
      gone ??= 'protocol_error';
      socket.off('message', hear);
      closeSoon(socket, close);
    };
    const tooLate = setTimeout(() => refuse(CLOSE.noHello), this.#parts.helloWithinMs);
    let isHeard = false;
    const hear = (data: Buffer, isBinary: boolean) => {
      clearTimeout(tooLate);
      // A page waits for its welcome; what comes before that is a second hello, or worse.
      const hello = isHeard || isBinary ? null : readHello(data.toString('utf8'));
      isHeard = true;
      if (hello === null) return refuse(CLOSE.protocolError);
      const opened = this.#admit(socket, { ...who, hello, causeOfLeave: () => gone }).then((connection) => {
        if (connection === null) return;
        leave();
        socket.off('message', hear);
        connection.open();
      });
      opened.catch((error: unknown) => {
        this.#parts.logger.error('A terminal could not be begun', { session_id: who.sessionId, error });
        socket.terminate();
      });
    };
    socket.on('message', hear);
    socket.once('close', () => clearTimeout(tooLate));
  }

  /** Answers with the connection of a page that was let in and is still there; sees to every other outcome itself. */
  async #admit(
    socket: WebSocket,
    { sessionId, address, hello, causeOfLeave }: Arrival,
  ): Promise<TerminalConnection | null> {
    const { door, strangers, logger } = this.#parts;
    const { cols, rows, ...brought } = hello;
    let session: TerminalSession | 'stopping' | null;
    try {
      const isLink = 'code' in brought;
      const token = new Secret(isLink ? brought.code : brought.token);
      session = await door.admit({ sessionId, token, isLink, address, size: { cols, rows } });
      if (session === null) await strangers.countRefusal(address);
    } catch (error) {
      logger.error('A terminal could not be opened', { session_id: sessionId, error });
      closeSoon(socket, CLOSE.fault);
      return null;
    }
    if (session === 'stopping') {
      closeSoon(socket, CLOSE.draining);
      return null;
    }
    if (session === null) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ type: 'refused' }));
      closeSoon(socket, CLOSE.refused);
      return null;
    }
    if (socket.readyState !== socket.OPEN || this.#draining) {
      // A farewell of the page that has come and is not answered yet, or a page that we send away.
      const cause = causeOfLeave() ?? (socket.readyState === socket.OPEN ? 'lost' : 'left');
      session.detach({ cause, ignoredInputBytes: 0 });
      closeSoon(socket, CLOSE.draining);
      return null;
    }
    const connection = new TerminalConnection(socket, session);
    this.#parts.onOpen(connection, socket);
    return connection;
  }
}

interface Arrival {
  readonly sessionId: string;
  readonly address: string;
  readonly hello: Hello;
  /** How the page has gone again; undefined: it has not. */
  readonly causeOfLeave: () => TerminalLeave['cause'] | undefined;
}

function offers(request: IncomingMessage, protocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  return offered.some((one) => one.trim() === protocol);
}

/** Before there is a WebSocket, an answer of HTTP. */
function turnAway(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
