/** The pages of a gateway, on a server of their own. */

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { GatewaySettings } from '../../runtime/gateway-settings.ts';
import { limitConnections } from '../../runtime/limit-connections.ts';
import { listen } from '../../runtime/listen.ts';
import type { HeldSessions } from '../sessions/held-sessions.ts';
import type { GatewayMeans } from '../sessions/means.ts';
import { recordingDoor } from '../sessions/recording-door.ts';
import { webDoor } from '../sessions/web-door.ts';
import { createWebFront } from '../web/web-front.ts';

export interface WebSide {
  close(): Promise<void>;
}

/** @throws StartError where host or port cannot be had. */
export async function startWebSide(
  { host, port, tls, publicUrl }: GatewaySettings,
  means: GatewayMeans,
  sessions: HeldSessions,
): Promise<WebSide> {
  const { logger } = means;
  const front = createWebFront({
    door: webDoor(sessions, means),
    recordings: recordingDoor(means),
    origin: publicUrl,
    logger,
  });
  const server = tls
    ? createHttpsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, front.handler)
    : createHttpServer(front.handler);
  limitConnections(server);
  server.on('upgrade', (request, socket, head) => front.upgrade(request, socket, head));
  await listen(server, { host, port, portSetting: 'CAPSTAN_GATEWAY_PORT', hostSetting: 'CAPSTAN_GATEWAY_HOST' });
  server.on('error', (error) => logger.error('The server of the pages has a fault', { error }));
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await front.close({ code: 'gateway_stopped', text: 'The gateway has stopped.' });
      server.closeAllConnections();
      await closed;
    },
  };
}
