/** The PostgreSQL proxy of a gateway, for people's own psql. */

import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { GatewaySettings } from '../../runtime/gateway-settings.ts';
import { listen } from '../../runtime/listen.ts';
import { PostgresProxy } from '../postgres/proxy.ts';
import type { HeldSessions } from '../sessions/held-sessions.ts';
import type { GatewayMeans } from '../sessions/means.ts';
import { postgresDoor } from '../sessions/postgres-door.ts';

export interface PostgresSide {
  readonly place: { readonly host: string; readonly port: number };
  /** Ends every session with `reason`. */
  close(reason: string): Promise<void>;
}

/**
 * null: the settings want none.
 * @throws StartError where host or port cannot be had.
 */
export async function startPostgresSide(
  { host, postgresPort, publicHost, tls }: GatewaySettings,
  { logger }: GatewayMeans,
  sessions: HeldSessions,
): Promise<PostgresSide | null> {
  if (postgresPort === null) return null;
  const pair = tls ? { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } : {};
  const proxy = new PostgresProxy({
    door: postgresDoor(sessions),
    // Without a certificate the settings let a gateway listen on loopback alone.
    encryption: { secureContext: createSecureContext(pair), clearTextOnLoopback: tls === undefined },
    onRefusal: ({ cause, error }) => {
      if (cause === 'fault') logger.error('A PostgreSQL client could not be let in', { error });
    },
  });
  const names = { portSetting: 'CAPSTAN_GATEWAY_POSTGRES_PORT', hostSetting: 'CAPSTAN_GATEWAY_HOST' } as const;
  const { port } = await listen(proxy.server, { host, port: postgresPort, ...names });
  proxy.server.on('error', (error) => logger.error('The PostgreSQL proxy has a fault', { error }));
  return { place: { host: publicHost, port }, close: (reason) => proxy.close(reason) };
}
