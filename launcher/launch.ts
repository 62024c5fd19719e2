/** Starts everything that a Capstan needs, in order, and stops it in the opposite order. */

import { existsSync } from 'node:fs';
import { explainedListenError } from '../runtime/listen.ts';
import { readSettings, type Settings, SettingsError } from '../runtime/settings.ts';
import { adminPasswordFile } from './admin-password.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { type DemoTargetsOwner, demoTargets } from './demo-targets.ts';
import type { BinaryName } from './engines/binary-manifest.ts';
import { isPortFree } from './engines/free-port.ts';
import { resolveBinary } from './engines/resolve-binary.ts';
import { createGatewayKeyFile, createKeyFiles } from './keys.ts';
import { type LaunchState, openLaunchState } from './launch-state.ts';
import { openProcessRegister, stopLeftovers } from './leftovers.ts';
import { capLogFile } from './log-file.ts';
import type { Progress } from './progress.ts';
import {
  apiService,
  type GatewayPorts,
  gatewayService,
  logOf,
  mongodService,
  reachableHost,
  temporalService,
  workerService,
} from './services.ts';
import { type Service, type Supervised, supervise } from './supervisor.ts';

export interface Launch {
  /** Resolves when everything is ready. */
  readonly ready: Promise<Launched>;
  /** Resolves with the reason when a service failed for good. */
  readonly failed: Promise<string>;
  /** Stops gateway, API, worker, Temporal, mongod and the demo targets in this order; also in the middle of a start. */
  stop(): Promise<void>;
  /** Ends all processes at once. */
  kill(): void;
  isStopping(): boolean;
}

export interface Launched {
  readonly settings: Settings;
  readonly baseUrl: string;
  readonly gatewayPorts: GatewayPorts;
  readonly adminPasswordFile: string | undefined;
  readonly state: LaunchState;
  /** For the tour; they run already where an earlier tour has made them. */
  readonly demo: DemoTargetsOwner;
}

const CAP_LOGS_EVERY_MS = 60_000;

/** Begins to start everything. Failures come through `ready`; call `stop` then as well. */
export function launch(environment: NodeJS.ProcessEnv, progress: Progress): Launch {
  const running: Supervised[] = [];
  let releaseLock: () => void = () => undefined;
  let demo: DemoTargetsOwner | undefined;
  let stopping = false;
  let fail: (reason: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => {
    fail = resolve;
  });

  async function start(): Promise<Launched> {
    const settings = readSettings(environment);
    const { dataDir } = settings;
    prepareDataDirectory(dataDir);
    const lock = await lockDataDirectory(dataDir);
    releaseLock = lock.release;
    const leftovers = await stopLeftovers(dataDir);
    if (leftovers.length > 0) progress.line(`Stopped what an earlier start left running: ${leftovers.join(', ')}`);
    await expectPortFree(settings);
    const state = openLaunchState(dataDir);
    await prepareKeys(settings, state, environment);
    const passwordFile = await adminPasswordFile(dataDir, state, environment);
    const register = openProcessRegister(dataDir);
    const begin = async (service: Service): Promise<void> => {
      if (stopping) throw new Error('stopped while starting');
      const { note } = register;
      const supervised = supervise(service, { note, report: progress.line, giveUp: (_name, reason) => fail(reason) });
      running.push(supervised);
      const task = progress.begin(`Starting ${service.name}`);
      await supervised.ready.catch((error: unknown) => {
        task.end(stopping ? 'stopped' : 'failed');
        throw error;
      });
      task.end('ready');
    };
    const targets = demoTargets(dataDir, (line) => {
      if (!stopping) progress.line(line);
    });
    demo = targets;
    // Before the worker: jobs that a crash cut off go on at once, and look for these targets.
    const demoStarted = targets.exist ? startDemoAgain(targets, progress) : undefined;
    const engines = await startEngines(settings, state, progress, begin);
    await demoStarted;
    const decided = {
      CAPSTAN_MONGODB_URI: engines.mongodbUri,
      CAPSTAN_TEMPORAL_ADDRESS: engines.temporalAddress,
      CAPSTAN_TEMPORAL_NAMESPACE: settings.temporalNamespace,
      ...(passwordFile === undefined ? {} : { CAPSTAN_ADMIN_PASSWORD_FILE: passwordFile }),
    };
    const workerPort = settings.workerPort ?? (await state.portFor('worker'));
    await begin(workerService({ settings, environment, decided }, workerPort));
    await begin(apiService({ settings, environment, decided }));
    const gatewayPorts = await gatewayPortsOf(settings, state, environment);
    await begin(gatewayService({ settings, environment, decided }, gatewayPorts));
    keepLogsSmall(dataDir, running);
    return {
      settings,
      baseUrl: baseUrlOf(settings),
      gatewayPorts,
      adminPasswordFile: passwordFile,
      state,
      demo: targets,
    };
  }

  const ready = start();
  return {
    ready,
    failed,
    isStopping: () => stopping,
    async stop() {
      stopping = true;
      // From the last started to the first: nothing loses what it stands on while it is still working.
      for (const supervised of running.toReversed()) await supervised.stop();
      await demo?.stop();
      releaseLock();
    },
    kill() {
      stopping = true;
      for (const supervised of running) supervised.kill();
      releaseLock();
    },
  };
}

async function startEngines(
  settings: Settings,
  state: LaunchState,
  progress: Progress,
  begin: (service: Service) => Promise<void>,
): Promise<{ mongodbUri: string; temporalAddress: string }> {
  const { dataDir } = settings;
  const wanted: BinaryName[] = [];
  if (settings.mongodbUri === undefined) wanted.push('mongod');
  if (settings.temporalAddress === undefined) wanted.push('temporal');
  const binaries = new Map<BinaryName, string>();
  for (const name of wanted) binaries.set(name, (await resolveBinary(name, { progress })).path);

  const ports = { mongod: await state.portFor('mongod'), temporal: await state.portFor('temporal') };

  let mongodbUri = settings.mongodbUri ?? '';
  let temporalAddress = settings.temporalAddress ?? '';
  const starts: Promise<void>[] = [];
  const mongod = binaries.get('mongod');
  if (mongod !== undefined) {
    const onUri = (uri: string) => {
      mongodbUri = uri;
    };
    starts.push(begin(mongodService({ binary: mongod, dataDir, port: ports.mongod, onUri })));
  }
  const temporal = binaries.get('temporal');
  if (temporal !== undefined) {
    const namespace = settings.temporalNamespace;
    temporalAddress = `127.0.0.1:${ports.temporal}`;
    starts.push(begin(temporalService({ binary: temporal, dataDir, port: ports.temporal, namespace })));
  }
  await Promise.all(starts);
  return { mongodbUri, temporalAddress };
}

/** What an earlier tour registered still points at them. Capstan itself does without, so a failure is told and no more. */
async function startDemoAgain(demo: DemoTargetsOwner, progress: Progress): Promise<void> {
  const task = progress.begin('Starting the demo targets');
  try {
    const { postgres, sshd } = await demo.start();
    const ssh = sshd.available ? `sshd on port ${sshd.port}` : `no sshd (${sshd.reason})`;
    task.end(`PostgreSQL on port ${postgres.port}, ${ssh}`);
  } catch (error) {
    task.end(`failed (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Those that the settings name, or free ones: two copies on one machine need not be told apart by hand. */
async function gatewayPortsOf(
  { gateway }: Settings,
  state: LaunchState,
  environment: NodeJS.ProcessEnv,
): Promise<GatewayPorts> {
  const isNamed = (setting: string) => Boolean(environment[setting]);
  return {
    probe: gateway.probePort ?? (await state.portFor('gateway')),
    pages: isNamed('CAPSTAN_GATEWAY_PORT') ? gateway.port : await state.portFor('gateway_pages', gateway.port),
    ssh:
      isNamed('CAPSTAN_GATEWAY_SSH_PORT') || gateway.sshPort === null
        ? gateway.sshPort
        : await state.portFor('gateway_ssh', gateway.sshPort),
    postgres:
      isNamed('CAPSTAN_GATEWAY_POSTGRES_PORT') || gateway.postgresPort === null
        ? gateway.postgresPort
        : await state.portFor('gateway_postgres', gateway.postgresPort),
  };
}

async function expectPortFree({ host, port }: Settings): Promise<void> {
  const isFree = await isPortFree(host, port).catch((error: Error) => {
    throw explainedListenError(error, { host, port, portSetting: 'CAPSTAN_PORT' });
  });
  if (isFree) return;
  throw new SettingsError([`CAPSTAN_PORT is ${port}, and another program listens there on ${host}; set another port`]);
}

/** Makes keys for a new data directory only: a lost key of a used one must come back from its backup. */
async function prepareKeys(settings: Settings, state: LaunchState, environment: NodeJS.ProcessEnv): Promise<void> {
  const files = [
    { path: settings.masterKeyFile, setting: 'CAPSTAN_MASTER_KEY_FILE' },
    { path: settings.sharedKeyFile, setting: 'CAPSTAN_SHARED_KEY_FILE' },
    // A data directory from before the ledger has neither its key nor its checkpoints.
    ...(existsSync(settings.ledgerDir) || environment['CAPSTAN_LEDGER_KEY_FILE']
      ? [{ path: settings.ledgerKeyFile, setting: 'CAPSTAN_LEDGER_KEY_FILE' }]
      : []),
  ];
  const problems = files
    .filter(({ path }) => !existsSync(path))
    .flatMap(({ path, setting }) => {
      if (environment[setting]) return [`${setting} names ${path}, which does not exist; npm run keys creates it`];
      return state.fresh ? [] : [`${path} is gone, though this data directory is in use; restore it from its backup`];
    });
  if (problems.length > 0) throw new SettingsError(problems);
  createKeyFiles(settings);
  createGatewayKeyFile(settings.gateway);
}

function keepLogsSmall(dataDir: string, running: readonly Supervised[]): void {
  setInterval(() => {
    for (const { name } of running) capLogFile(logOf(dataDir, name));
  }, CAP_LOGS_EVERY_MS).unref();
}

function baseUrlOf({ host, port, tls }: Settings): string {
  const reachable = reachableHost(host);
  return `${tls ? 'https' : 'http'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
