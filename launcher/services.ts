/** The five services of a running Capstan as the supervisor sees them. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../runtime/settings.ts';
import { spawnChild, untilReady } from './child-process.ts';
import { startMongod } from './engines/mongod.ts';
import { startTemporal } from './engines/temporal.ts';
import { expectReady, type Probed, stateOf } from './probe.ts';
import type { Service } from './supervisor.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** The worker's is longer than the time that it takes to stop by itself. */
const GRACE_MS = { api: 5_000, worker: 12_000, gateway: 12_000, temporal: 8_000, mongod: 10_000 };

/** `onUri` hears the URI, which holds the password, each time the server has started. */
export function mongodService(options: {
  readonly binary: string;
  readonly dataDir: string;
  readonly port: number;
  readonly onUri: (uri: string) => void;
}): Service {
  return {
    name: 'mongod',
    graceMs: GRACE_MS.mongod,
    async start(onSpawn) {
      const { binary, dataDir, port } = options;
      const directory = join(dataDir, 'mongodb');
      const mongod = await startMongod({ binary, directory, port, log: logOf(dataDir, 'mongod'), onSpawn });
      options.onUri(mongod.uri);
      return mongod;
    },
  };
}

export function temporalService(options: {
  readonly binary: string;
  readonly dataDir: string;
  readonly port: number;
  readonly namespace: string;
}): Service {
  return {
    name: 'temporal',
    graceMs: GRACE_MS.temporal,
    start(onSpawn) {
      const { binary, dataDir, port, namespace } = options;
      const directory = join(dataDir, 'temporal');
      return startTemporal({ binary, directory, port, namespace, log: logOf(dataDir, 'temporal'), onSpawn });
    },
  };
}

/** What the Node services are started with. */
export interface NodeServiceOptions {
  readonly settings: Settings;
  /** The launcher's own environment, which may hold settings that a service reads for itself. */
  readonly environment: NodeJS.ProcessEnv;
  /** Settings that the launcher has decided, above all where the engines are. */
  readonly decided: Readonly<Record<string, string>>;
}

/** The API; it gets neither the master key nor the ledger's. */
export function apiService({ settings, environment, decided }: NodeServiceOptions): Service {
  const probed = { host: reachableHost(settings.host), port: settings.port, tls: settings.tls !== undefined };
  const own = without(environment, [
    'CAPSTAN_MASTER_KEY_FILE',
    'CAPSTAN_LEDGER_KEY_FILE',
    'CAPSTAN_LEDGER_DIR',
    'CAPSTAN_WORKER_PORT',
  ]);
  return nodeService('api', settings, probed, { ...own, ...decided });
}

/** The worker; it gets no administrator password. */
export function workerService({ settings, environment, decided }: NodeServiceOptions, port: number): Service {
  const own = without({ ...environment, ...decided }, ['CAPSTAN_ADMIN_PASSWORD', 'CAPSTAN_ADMIN_PASSWORD_FILE']);
  return nodeService(
    'worker',
    settings,
    { host: reachableHost(settings.host), port, tls: false },
    {
      ...own,
      CAPSTAN_MASTER_KEY_FILE: settings.masterKeyFile,
      CAPSTAN_LEDGER_KEY_FILE: settings.ledgerKeyFile,
      CAPSTAN_LEDGER_DIR: settings.ledgerDir,
      CAPSTAN_WORKER_PORT: String(port),
    },
  );
}

/** Ports of a gateway; what the settings name is taken as it is. */
export interface GatewayPorts {
  readonly probe: number;
  readonly pages: number;
  readonly ssh: number | null;
  readonly postgres: number | null;
}

/** A gateway; it gets no key but the one that the processes share, and its own. */
export function gatewayService({ settings, environment, decided }: NodeServiceOptions, ports: GatewayPorts): Service {
  const own = without({ ...environment, ...decided }, [
    'CAPSTAN_MASTER_KEY_FILE',
    'CAPSTAN_LEDGER_KEY_FILE',
    'CAPSTAN_LEDGER_DIR',
    'CAPSTAN_ADMIN_PASSWORD',
    'CAPSTAN_ADMIN_PASSWORD_FILE',
    'CAPSTAN_WORKER_PORT',
  ]);
  return nodeService(
    'gateway',
    settings,
    { host: reachableHost(settings.host), port: ports.probe, tls: false },
    {
      // Whoever stops everything does not want to wait for sessions.
      CAPSTAN_GATEWAY_DRAIN_SECONDS: '0',
      ...own,
      CAPSTAN_GATEWAY_HOST_KEY_FILE: settings.gateway.hostKeyFile,
      CAPSTAN_GATEWAY_PROBE_PORT: String(ports.probe),
      CAPSTAN_GATEWAY_PORT: String(ports.pages),
      CAPSTAN_GATEWAY_SSH_PORT: String(ports.ssh ?? 0),
      CAPSTAN_GATEWAY_POSTGRES_PORT: String(ports.postgres ?? 0),
    },
    own['CAPSTAN_GATEWAY_DRAIN_SECONDS'] ? settings.gateway.drainMs : 0,
  );
}

function without(environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

function nodeService(
  name: 'api' | 'worker' | 'gateway',
  settings: Settings,
  probed: Probed,
  environment: NodeJS.ProcessEnv,
  /** Beside what it takes to stop. */
  moreMs = 0,
): Service {
  return {
    name,
    graceMs: GRACE_MS[name] + moreMs,
    state: () => stateOf(probed),
    async start(onSpawn) {
      const child = await spawnChild({
        name,
        file: process.execPath,
        args: ['--import', import.meta.resolve('tsx'), join(ROOT, name, 'main.ts')],
        cwd: ROOT,
        env: { ...environment, CAPSTAN_DATA_DIR: settings.dataDir, CAPSTAN_SHARED_KEY_FILE: settings.sharedKeyFile },
        log: logOf(settings.dataDir, name),
        onSpawn,
      });
      await untilReady(child, READY_WITHIN_MS, () => expectReady(probed));
      return child;
    },
  };
}

/** Where a server that listens on `host` is reached from this machine. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

export function logOf(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}
