/** The gateway's side towards browsers: pages, recordings and terminals, on an HTTP server that somebody else has made. */

import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import express from 'express';
import helmet from 'helmet';
import type { WebSocket } from 'ws';
import type { Logger } from '../../runtime/logger.ts';
import { type StrangerLimits, Strangers } from '../strangers.ts';
import type { RecordingDoor, TerminalDoor, TerminalEnd } from './contract.ts';
import { Heartbeat } from './heartbeat.ts';
import { pages } from './pages.ts';
import { sendRecording } from './recordings.ts';
import type { TerminalConnection } from './terminal-connection.ts';
import { TerminalEntrance } from './terminal-entrance.ts';

export interface WebFrontParts {
  readonly door: TerminalDoor;
  readonly recordings: RecordingDoor;
  /** Scheme, host and port where browsers reach us, without a slash at the end. */
  readonly origin: string;
  readonly logger: Logger;
  /** Default: the address that the connection comes from. */
  readonly addressOf?: (request: IncomingMessage) => string;
  readonly limits?: Partial<WebFrontLimits>;
}

export interface WebFrontLimits extends StrangerLimits {
  readonly helloWithinMs: number;
  /** Pages are asked so often whether they are still there; two questions without an answer end the connection. */
  readonly heartbeatMs: number;
  /** The same for pages of moderators, whose absence others must learn of soon. */
  readonly moderatorHeartbeatMs: number;
}

export interface WebFront {
  /** Serves `/connect/…`; 404 for everything else. */
  readonly handler: RequestListener;
  /** For the `upgrade` event of the same server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many pages have a terminal open. */
  readonly open: number;
  /** Lets nobody in any more, ends what is open for `end`, and resolves when it is closed: within two seconds. */
  close(end: TerminalEnd): Promise<void>;
}

const LIMITS: WebFrontLimits = {
  helloWithinMs: 5_000,
  heartbeatMs: 15_000,
  moderatorHeartbeatMs: 4_000,
  waiting: 1_000,
  waitingOfOne: 64,
  refusedOfOne: 60,
};

export function createWebFront(parts: WebFrontParts): WebFront {
  const { door, recordings, origin, logger } = parts;
  const addressOf = parts.addressOf ?? remoteAddress;
  const limits = { ...LIMITS, ...parts.limits };
  const strangers = new Strangers(limits);
  const connections = new Map<TerminalConnection, Promise<void>>();
  const heartbeat = new Heartbeat(limits.heartbeatMs);
  const ofModerators = new Heartbeat(limits.moderatorHeartbeatMs);

  const onOpen = (connection: TerminalConnection, socket: WebSocket) => {
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    connections.set(connection, closed);
    void closed.then(() => connections.delete(connection));
    const watching = connection.role === 'moderator' ? ofModerators : heartbeat;
    watching.watch(socket, () => connection.giveUp());
  };
  const { helloWithinMs } = limits;
  const entrance = new TerminalEntrance({ door, origin, strangers, logger, helloWithinMs, addressOf, onOpen });

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    }),
  );
  app.get('/connect/:id/recording.cast', sendRecording({ recordings, strangers, logger, addressOf }));
  app.use('/connect', pages());
  app.use((_request, response) => {
    response.status(404).end();
  });

  return {
    handler: app,
    upgrade(request, socket, head) {
      entrance.take(request, socket, head).catch((error: unknown) => {
        logger.error('A connection for a terminal could not be taken', { error });
        socket.destroy();
      });
    },
    get open() {
      return connections.size;
    },
    async close(end) {
      entrance.shut();
      const closed = [...connections.values()];
      for (const connection of connections.keys()) connection.end(end);
      await Promise.all(closed);
      heartbeat.stop();
      ofModerators.stop();
    },
  };
}

function remoteAddress(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}
