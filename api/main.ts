/** The API process: settings, log, store, Temporal, server, and their end in the opposite order. */

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { limitConnections } from '../runtime/limit-connections.ts';
import { listen } from '../runtime/listen.ts';
import { createLogger } from '../runtime/logger.ts';
import { readSettings, type Settings, SettingsError } from '../runtime/settings.ts';
import { SharedKeys } from '../runtime/shared-keys.ts';
import { createShutdown } from '../runtime/shutdown.ts';
import { reportingStartErrors } from '../runtime/start-errors.ts';
import { connectTemporal } from '../runtime/temporal-client.ts';
import { openStore } from '../store/store.ts';
import { upgradeStore } from '../store/upgrade.ts';
import { createApplication } from './application.ts';
import { bootstrap } from './bootstrap.ts';
import { clearTextWarning } from './clear-text-warning.ts';
import { handlers } from './handlers/index.ts';

/** How long requests that are under way may take to end; the launcher grants five seconds in all. */
const DRAIN_MS = 3_000;

await reportingStartErrors(() => main(readSettings(process.env)));

async function main(settings: Settings): Promise<void> {
  const logger = createLogger({ service: 'api', level: settings.logLevel });
  const { onShutdown, shutdown } = createShutdown(logger);
  if (!settings.mongodbUri) {
    throw new SettingsError(['CAPSTAN_MONGODB_URI is not set: give the URI of a replica set, or use the launcher']);
  }
  const sharedKeys = SharedKeys.read(settings.sharedKeyFile);
  const store = await openStore(settings.mongodbUri);
  onShutdown('MongoDB', () => store.close());
  await upgradeStore(store);
  await store.prepare();
  if (await bootstrap(store, settings.adminPassword)) {
    logger.info('The database was empty; organization default and user admin were made');
  }
  const temporal = connectTemporal(settings, sharedKeys);
  onShutdown('Temporal', () => temporal.close());

  const listensAt = baseUrlOf(settings);
  const baseUrl = settings.publicUrl ?? listensAt;
  const application = await createApplication({
    store,
    temporal,
    sharedKeys,
    operations: handlers,
    logger,
    baseUrl,
    trustedProxies: settings.trustedProxies,
    loopbackIssuers: settings.loopbackIssuers,
    loopbackCollectors: settings.loopbackCollectors,
    notificationNetworks: settings.notificationNetworks,
  });
  onShutdown('relay', () => application.close());
  application.relay.start();
  application.deliveries.start();
  application.notifications.start();
  application.approvals.start();
  application.reviews.start();

  const server = settings.tls
    ? createHttpsServer(
        { cert: readFileSync(settings.tls.certFile), key: readFileSync(settings.tls.keyFile) },
        application.app,
      )
    : createHttpServer(application.app);
  limitConnections(server);
  const { address } = await listen(server, { ...settings, portSetting: 'CAPSTAN_PORT' });
  onShutdown('HTTP', () => drain(server, () => application.closeStreams()), DRAIN_MS + 1_000);
  server.on('error', (error) => {
    logger.error('The server has a fault', { error });
    void shutdown('the server has a fault', 1);
  });
  logger.info(`The API listens at ${listensAt}`);
  const warning = clearTextWarning(address, settings.tls !== undefined);
  if (warning) logger.warn(warning);
}

function baseUrlOf({ host, port, tls }: Settings): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${shown}:${port}`;
}

/** Takes no new connection, ends streams, lets requests end, and cuts off what is left. */
async function drain(server: Server, closeStreams: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closeStreams();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}
