/** Composes the worker: the only process besides the gateway that can open the vault. */

import type { Dependencies } from '../activities/dependencies.ts';
import { type Activities, createActivities } from '../activities/index.ts';
import { JobPlaces } from '../activities/job-places.ts';
import { connectorFor as registeredConnectorFor } from '../connectors/registry.ts';
import { healthEvent, refusalEvent, standstillEvent } from '../domain/operational-event.ts';
import { createReadiness } from '../runtime/health.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { NamedNetworks } from '../runtime/named-networks.ts';
import { type ProbeServer, startProbeServer } from '../runtime/probe-server.ts';
import { readSettings, SettingsError } from '../runtime/settings.ts';
import { SharedKeys } from '../runtime/shared-keys.ts';
import { createShutdown } from '../runtime/shutdown.ts';
import { requireSignedLogs } from '../store/ledger/checkpoints.ts';
import { LedgerKeeper } from '../store/ledger/signing/keeper.ts';
import { LedgerKeys } from '../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../store/ledger/signing/signed-elsewhere.ts';
import { surveyLogs } from '../store/ledger/survey-logs.ts';
import { OperationalLog } from '../store/operational-log.ts';
import { PolicyBooks } from '../store/policy/policy-book.ts';
import { PostureKeeper } from '../store/posture/posture-keeper.ts';
import { ReportKeeper } from '../store/reporting/report-keeper.ts';
import { surveyReports } from '../store/reporting/survey-reports.ts';
import { openStore, type Store } from '../store/store.ts';
import { upgradeStore } from '../store/upgrade.ts';
import { FileKeyRing } from '../store/vault/file-key-ring.ts';
import { Vault } from '../store/vault/vault.ts';
import { awaitTemporal } from './await-temporal.ts';
import { measureLedger } from './measure-ledger.ts';
import { measureReports } from './measure-reports.ts';
import { publishInboxKey } from './publish-inbox-key.ts';
import { createWorkers, type Workers } from './start-worker.ts';
import { installTemporalRuntime } from './temporal-runtime.ts';

/** What tests and measurements put in the place of the worker's own; nothing that is configured leads here. */
export interface WorkerSubstitutes {
  /** Wraps the activities: tests kill the process in the middle of them. */
  readonly decorate?: (activities: Activities) => Activities;
  /** For measurements against more targets than a machine can serve. Default: the registry. */
  readonly connectorFor?: Dependencies['connectorFor'];
  /** How many batches the process takes at once: so that several can be killed, each in its own. */
  readonly batchesAtOnce?: number;
}

/**
 * Starts everything and resolves once the worker polls; the process then lives until it is told to
 * stop.
 * @throws SettingsError, PrivateFileError before anything is started.
 */
export async function runWorker(
  environment: NodeJS.ProcessEnv,
  {
    decorate = (activities) => activities,
    connectorFor = registeredConnectorFor,
    batchesAtOnce,
  }: WorkerSubstitutes = {},
): Promise<void> {
  const settings = readSettings(environment);
  if (!settings.mongodbUri || !settings.temporalAddress) {
    throw new SettingsError([
      'CAPSTAN_MONGODB_URI and CAPSTAN_TEMPORAL_ADDRESS are needed to run the worker alone; `npm start` starts both servers',
    ]);
  }
  const logger = createLogger({ service: 'worker', level: settings.logLevel });
  const { onShutdown, shutdown } = createShutdown(logger);
  const stopping = new AbortController();
  onShutdown('waiting', () => stopping.abort());

  const keyRing = FileKeyRing.read(settings.masterKeyFile);
  const sharedKeys = SharedKeys.read(settings.sharedKeyFile);
  const ledgerKeys = LedgerKeys.read(settings.ledgerKeyFile);
  const elsewhere = new SignedElsewhere(settings.ledgerDir);
  const vault = new Vault(keyRing, keyRing.inbox);
  const metrics = createMetrics('worker');
  installTemporalRuntime(logger);

  const store = await openStore(settings.mongodbUri);
  onShutdown('store', () => store.close());
  const operationalLog = OperationalLog.of(store, { source: 'worker', logger });
  onShutdown('operational log', () => operationalLog.close());
  await upgradeStore(store);
  await store.prepare();
  await publishInboxKey(store, vault);
  // It needs MongoDB alone, so it does not wait for Temporal.
  const keeper = new LedgerKeeper({
    store,
    keys: ledgerKeys,
    elsewhere,
    logger,
    onSequenced: (done) => metrics.ledgerSequenced.inc(done.reduce((sum, { added }) => sum + added, 0)),
    onStandstill: (log) => operationalLog.add(standstillEvent(log)),
    onRefusal: (log, code) => {
      metrics.ledgerRefusals.inc({ code });
      operationalLog.add(refusalEvent(log, code));
    },
  });
  onShutdown('ledger', () => keeper.stop());
  keeper.start();
  const policyBooks = new PolicyBooks(store);
  const posture = new PostureKeeper({ store, books: policyBooks, logger });
  onShutdown('posture', () => posture.stop());
  posture.start();
  const reports = new ReportKeeper({ store, logger });
  onShutdown('reports', () => reports.stop());
  reports.start();

  const connection = await awaitTemporal(
    { address: settings.temporalAddress, namespace: settings.temporalNamespace },
    logger,
    stopping.signal,
  );
  onShutdown('temporal connection', () => connection.close());
  const workers = await createWorkers({
    connection,
    namespace: settings.temporalNamespace,
    sharedKeys,
    ...(batchesAtOnce === undefined ? {} : { batchesAtOnce }),
    activities: decorate(
      createActivities({
        store,
        vault,
        connectorFor,
        logger,
        loopbackCollectors: settings.loopbackCollectors,
        notificationNetworks: new NamedNetworks(settings.notificationNetworks),
        operationalLog,
        jobPlaces: new JobPlaces(store),
        policyBooks,
        ledgerNames: ledgerKeys,
        measureTargetCall: ({ seconds, ...labels }) => metrics.targetCallDuration.observe(labels, seconds),
        measureJob: (operation, status, seconds) => metrics.jobDuration.observe({ operation, status }, seconds),
      }),
    ),
  });

  if (settings.workerPort !== undefined) {
    const place = { host: settings.host, port: settings.workerPort };
    const probes = await serveProbes(place, { store, workers, metrics, operationalLog, logger });
    onShutdown('probe server', () => probes.close());
  }

  const running = workers.run();
  onShutdown('worker', () => workers.stop(), 12_000);
  logger.info('Worker is ready');
  // A worker that ends by itself has lost Temporal for good: whoever supervises this process starts it anew.
  running.then(
    () => shutdown('the worker has ended'),
    (error: unknown) => {
      logger.error('The worker failed', { error });
      return shutdown('the worker failed', 1);
    },
  );
}

interface Probed {
  readonly store: Store;
  readonly workers: Workers;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly operationalLog: OperationalLog;
  readonly logger: Logger;
}

/** Liveness, readiness and metrics, for whoever supervises the process. */
function serveProbes(
  place: { readonly host: string; readonly port: number },
  { store, workers, metrics, operationalLog, logger }: Probed,
): Promise<ProbeServer> {
  measureLedger(metrics.registry, () => surveyLogs(store, new Date()));
  measureReports(metrics.registry, () => surveyReports(store, new Date()));
  const readiness = createReadiness(
    {
      mongodb: () => store.ping(),
      worker: async () => workers.requireRunning(),
      ledger: () => requireSignedLogs(store),
    },
    { timeoutMs: 2_000, logger, onTurn: (turn) => operationalLog.add(healthEvent(turn)) },
  );
  return startProbeServer({ ...place, readiness, registry: metrics.registry, logger });
}
