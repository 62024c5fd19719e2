/** A whole Capstan for measuring: engines, API and worker as `npm start` runs them, and a PostgreSQL to work on. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoPostgres, startDemoPostgres } from '../launcher/demo/postgres.ts';
import { freePort } from '../launcher/engines/free-port.ts';
import { resolveBinary } from '../launcher/engines/resolve-binary.ts';
import { createGatewayKeyFile, createKeyFiles } from '../launcher/keys.ts';
import type { Progress } from '../launcher/progress.ts';
import {
  apiService,
  mongodService,
  type NodeServiceOptions,
  temporalService,
  workerService,
} from '../launcher/services.ts';
import { type Service, type Supervised, supervise } from '../launcher/supervisor.ts';
import { createPrivateText } from '../runtime/private-file.ts';
import { readSettings, type Settings } from '../runtime/settings.ts';

export interface Stack {
  readonly baseUrl: string;
  readonly adminPasswordFile: string;
  readonly settings: Settings;
  /** Holds the password: for environments of child processes, never for arguments. */
  readonly mongodbUri: string;
  readonly postgres: DemoPostgres;
  /** Starts a process beside the others; it ends with them. */
  begin(service: (options: NodeServiceOptions) => Service): Promise<void>;
  /** Rejects when a process ends that should run: what was measured then is void. */
  readonly broken: Promise<never>;
  stop(): Promise<void>;
}

/** Starts everything in a directory of its own, which {@link Stack.stop} removes. `worker`: another one than the usual. */
export async function startStack(progress: Progress, worker: typeof workerService = workerService): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  const running: Supervised[] = [];
  let postgres: DemoPostgres | undefined;
  let breakDown: (reason: Error) => void = () => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    breakDown = reject;
  });
  // Who measures races with it; before that nobody listens.
  broken.catch(() => undefined);
  const begin = async (service: Service) => {
    const supervised = supervise(service, {
      note: () => undefined,
      report: (line) => breakDown(new Error(line)),
      giveUp: (_name, reason) => breakDown(new Error(reason)),
    });
    running.push(supervised);
    await supervised.ready;
  };
  const stop = async () => {
    // Nothing of it is needed any more.
    for (const supervised of running) supervised.kill();
    for (const supervised of running) await supervised.stop();
    await postgres?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };

  try {
    const adminPasswordFile = join(dataDir, 'admin-password');
    createPrivateText(adminPasswordFile, `${randomBytes(18).toString('base64url')}\n`);
    const environment = { ...withoutCapstan(process.env), CAPSTAN_DATA_DIR: dataDir };
    const settings = readSettings({ ...environment, CAPSTAN_PORT: String(await freePort()) });
    createKeyFiles(settings);
    createGatewayKeyFile(settings.gateway);
    const [mongod, temporal] = [
      await resolveBinary('mongod', { progress }),
      await resolveBinary('temporal', { progress }),
    ];
    let mongodbUri = '';
    const onUri = (uri: string) => {
      mongodbUri = uri;
    };
    const [mongodPort, temporalPort] = [await freePort(), await freePort()];
    const { temporalNamespace: namespace } = settings;
    const target = startDemoPostgres({ directory: join(dataDir, 'postgres') }).then((server) => {
      postgres = server;
      return server;
    });
    const starts = await Promise.allSettled([
      begin(mongodService({ binary: mongod.path, dataDir, port: mongodPort, onUri })),
      begin(temporalService({ binary: temporal.path, dataDir, port: temporalPort, namespace })),
      target,
    ]);
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    const decided = {
      CAPSTAN_PORT: String(settings.port),
      CAPSTAN_MONGODB_URI: mongodbUri,
      CAPSTAN_TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      CAPSTAN_TEMPORAL_NAMESPACE: namespace,
      CAPSTAN_ADMIN_PASSWORD_FILE: adminPasswordFile,
    };
    await begin(worker({ settings, environment, decided }, await freePort()));
    await begin(apiService({ settings, environment, decided }));
    const baseUrl = `http://127.0.0.1:${settings.port}`;
    return {
      baseUrl,
      adminPasswordFile,
      settings,
      mongodbUri,
      postgres: await target,
      begin: (service) => begin(service({ settings, environment, decided })),
      broken,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The settings of whoever runs this are for a Capstan of theirs; where binaries lie holds here too. */
function withoutCapstan(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['CAPSTAN_MONGOD_BINARY', 'CAPSTAN_TEMPORAL_BINARY', 'CAPSTAN_CACHE_DIR', 'CAPSTAN_OFFLINE'];
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('CAPSTAN_') || kept.includes(name)),
  );
}
