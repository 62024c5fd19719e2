/** Composes a gateway: pages, SSH server and PostgreSQL proxy, each with its door to the sessions of the store. */

import { ulid } from 'ulid';
import { readHostKey } from '../runtime/gateway-host-key.ts';
import { createReadiness } from '../runtime/health.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { startProbeServer } from '../runtime/probe-server.ts';
import { readSettings, type Settings, SettingsError } from '../runtime/settings.ts';
import { SharedKeys } from '../runtime/shared-keys.ts';
import { createShutdown, type Shutdown } from '../runtime/shutdown.ts';
import { connectTemporal, type TemporalClient } from '../runtime/temporal-client.ts';
import { openStore, type Store } from '../store/store.ts';
import { TemporalHandOvers } from '../worker-calls/hand-overs.ts';
import { JobSignal } from '../worker-calls/job-signal.ts';
import { HeldSessions } from './sessions/held-sessions.ts';
import type { GatewayMeans } from './sessions/means.ts';
import { startPostgresSide } from './sides/postgres-side.ts';
import { startSshSide } from './sides/ssh-side.ts';
import { startWebSide } from './sides/web-side.ts';

/** Beside what sessions may take to end. */
const STOP_MS = 10_000;

/**
 * Starts everything and resolves once the gateway takes sessions; the process then lives until it is told to stop.
 * @throws SettingsError, PrivateFileError before anything is started; StartError.
 */
export async function runGateway(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(environment);
  const { gateway } = settings;
  if (!settings.mongodbUri || !settings.temporalAddress) {
    throw new SettingsError([
      'CAPSTAN_MONGODB_URI and CAPSTAN_TEMPORAL_ADDRESS are needed to run a gateway alone; `npm start` starts both servers',
    ]);
  }
  const hostKey = gateway.sshPort === null ? null : readHostKey(gateway.hostKeyFile);
  const logger = createLogger({ service: 'gateway', level: settings.logLevel });
  const { onShutdown } = createShutdown(logger);
  const store = await openStore(settings.mongodbUri);
  onShutdown('store', () => store.close());
  await store.prepare();
  const temporal = connectTemporal(settings, SharedKeys.read(settings.sharedKeyFile));
  onShutdown('Temporal', () => temporal.close());

  const jobSignal = new JobSignal({ temporal, logger });
  onShutdown('signals', () => jobSignal.stop());
  const means: GatewayMeans = {
    store,
    handOvers: new TemporalHandOvers(temporal),
    tellJobSoon: (jobId) => jobSignal.tellSoon(jobId),
    logger,
    gatewayId: `gw_${ulid()}`,
    leaseMs: gateway.leaseMs,
  };
  const sessions = new HeldSessions(means);
  await serveProbes(settings, { store, temporal, sessions, logger, onShutdown });
  const web = await startWebSide(gateway, means, sessions);
  onShutdown('pages', () => web.close());
  const ssh = hostKey && (await startSshSide(gateway, hostKey, means, sessions));
  if (ssh) onShutdown('SSH', () => ssh.close('the gateway stops'));
  const postgres = await startPostgresSide(gateway, means, sessions);
  if (postgres) onShutdown('PostgreSQL', () => postgres.close('the gateway stops'));
  await sessions.start({ web_url: gateway.publicUrl, ssh: ssh?.place ?? null, postgres: postgres?.place ?? null });

  const stop = async (isFaulty: boolean) => {
    if (!isFaulty) await sessions.drain(gateway.drainMs);
    await sessions.stop();
  };
  onShutdown('sessions', stop, gateway.drainMs + STOP_MS);
  logger.info(`Gateway ${means.gatewayId} is ready: pages at ${gateway.publicUrl}`);
}

interface Probed {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly sessions: HeldSessions;
  readonly logger: Logger;
  readonly onShutdown: Shutdown['onShutdown'];
}

const TEMPORAL_ANSWERS_WITHIN_MS = 2_000;

/** Liveness, readiness and metrics, for whoever supervises the process. */
async function serveProbes({ host, gateway }: Settings, parts: Probed): Promise<void> {
  const { store, temporal, sessions, logger, onShutdown } = parts;
  if (gateway.probePort === undefined) return;
  const { registry } = createMetrics('gateway');
  const readiness = createReadiness(
    {
      mongodb: () => store.ping(),
      temporal: () => temporal.check(TEMPORAL_ANSWERS_WITHIN_MS),
      lease: async () => sessions.requireHeard(),
    },
    { timeoutMs: 3_000, logger },
  );
  const probes = await startProbeServer({
    // Where operators are, and not where everybody comes.
    host,
    port: gateway.probePort,
    settings: { portSetting: 'CAPSTAN_GATEWAY_PROBE_PORT' },
    readiness,
    registry,
    logger,
  });
  onShutdown('probe server', () => probes.close());
}
