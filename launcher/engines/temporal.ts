/** Starts a real Temporal server (the CLI's single-process one) that keeps its state in SQLite. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildFailedError, spawnChild, untilReady } from '../child-process.ts';
import { tailOfLog } from '../log-file.ts';
import { engineEnvironment } from './engine-environment.ts';
import { freePort } from './free-port.ts';
import { ensureNamespace } from './temporal-namespace.ts';

export interface TemporalOptions {
  readonly binary: string;
  /** Holds `temporal.db`; created when missing. */
  readonly directory: string;
  readonly namespace: string;
  /** Port of the gRPC front end; default: a free one. */
  readonly port?: number | undefined;
  /** Default: `temporal.log` in the directory. */
  readonly log?: string | undefined;
  readonly onSpawn?: ((pid: number) => void) | undefined;
}

export interface Temporal {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  readonly log: string;
  readonly exited: Promise<string>;
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, as a crash would. The directory can be started again. */
  kill(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const PORT_TRIES = 3;
const PORT_TROUBLE = /address already in use|cannot assign requested address|assigning ephemeral port/;
/** The reason stands above the trace of whatever it has stopped. */
const LOG_LINES = 200;

/** Bulk work outruns the limits that the server sets for a shared installation. */
const DYNAMIC_CONFIG: Readonly<Record<string, unknown>> = {
  'frontend.namespaceRPS': 20_000,
  'frontend.rps': 20_000,
  'matching.persistenceMaxQPS': 20_000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Of what waits with equal priority, the organizations get equal shares (`fairnessKey`).
  'matching.enableFairness': true,
  'history.workflowIdReuseMinimalInterval': '0s',
};

/**
 * Starts the server and resolves once it answers and the namespace exists, with histories kept for 30 days.
 * On an existing directory everything that was there goes on.
 * @throws ChildFailedError with the log's tail.
 */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { binary, directory, namespace } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const log = options.log ?? join(directory, 'temporal.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const address = `127.0.0.1:${port}`;
    const args = argumentsFor(join(directory, 'temporal.db'), port, namespace);
    const env = engineEnvironment(process.env);
    const child = await spawnChild({ name: 'temporal', file: binary, args, env, log, onSpawn: options.onSpawn });
    try {
      await untilReady(child, READY_WITHIN_MS, () => ensureNamespace(address, namespace));
      return { address, port, pid: child.pid, log, exited: child.exited, stop: child.stop, kill: child.kill };
    } catch (error) {
      // The server picks its inner ports itself; with several servers starting at once two may pick the same, and a
      // machine on which very many connections have just ended may have none to give for a moment.
      const lacksPort = error instanceof ChildFailedError && PORT_TROUBLE.test(tailOfLog(log, LOG_LINES));
      if (!lacksPort || attempt === PORT_TRIES) throw error;
    }
  }
}

function argumentsFor(database: string, port: number, namespace: string): string[] {
  const settings = Object.entries(DYNAMIC_CONFIG).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--db-filename', database, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full'],
    ...['--namespace', namespace, '--log-level', 'warn'],
    ...settings.flatMap((setting) => ['--dynamic-config-value', setting]),
  ];
}
