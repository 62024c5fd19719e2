/** A real PostgreSQL on loopback, for the demo and the tests: scram only, TLS on, kept between starts. */

import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../../domain/secret.ts';
import { type ChildServer, startChildServer } from './child-server.ts';
import { settledPort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { certificateFiles, superuserPassword } from './postgres-files.ts';
import { type UnprivilegedUser, unprivilegedUser } from './unprivileged-user.ts';

export interface DemoPostgres {
  readonly port: number;
  readonly superuser: { readonly username: string; readonly password: Secret };
  /** The authority that signed the server's certificate, for 127.0.0.1 and localhost. */
  readonly caPem: string;
  readonly pid: number;
  /** Resolves with a sentence when the server is gone, for whatever reason. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export interface DemoPostgresOptions {
  /** Made where missing; reused with everything in it where it exists. One server per directory. */
  readonly directory: string;
  readonly port?: number;
  readonly log?: (line: string) => void;
}

const SUPERUSER = 'postgres';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C' };

/**
 * Starts the server of `directory` and resolves once it takes connections. A server that a killed
 * process left behind in the same directory is ended first.
 * @throws Error that names the log file where it does not come up.
 */
export async function startDemoPostgres(options: DemoPostgresOptions): Promise<DemoPostgres> {
  const log = options.log ?? (() => {});
  mkdirSync(options.directory, { recursive: true });
  const home = realpathSync(options.directory);
  const programs = postgresBinaries();
  const user = unprivilegedUser([home, programs.postgres]);
  const data = join(home, 'data');
  const logFile = join(home, 'postgres.log');

  await endLeftover(data, log);
  const password = superuserPassword(home);
  const tls = certificateFiles(home, user);
  if (!existsSync(data)) {
    log(`making a PostgreSQL cluster in ${home}`);
    await makeCluster(programs.initdb, { home, data, logFile, user, password });
  }
  const port = await settledPort(join(home, 'port'), options.port);
  const server = await startChildServer(
    programs.postgres,
    ['-D', data, '-p', String(port), ...serverSettings(tls).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { logFile, env: ENVIRONMENT, signalOnOurDeath: 'INT', ...user },
  );
  await untilReady(server, data);
  log(`PostgreSQL takes connections on 127.0.0.1:${port}`);
  return {
    port,
    superuser: { username: SUPERUSER, password },
    caPem: readFileSync(tls.ca, 'utf8'),
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop('SIGINT', STOP_LIMIT_MS),
  };
}

function serverSettings(tls: { certificate: string; key: string }): [name: string, value: string][] {
  return [
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', ''],
    ['password_encryption', 'scram-sha-256'],
    ['ssl', 'on'],
    ['ssl_cert_file', tls.certificate],
    ['ssl_key_file', tls.key],
    ['max_connections', '200'],
    ['shared_buffers', '32MB'],
  ];
}

interface Cluster {
  readonly home: string;
  readonly data: string;
  readonly logFile: string;
  readonly user: UnprivilegedUser | undefined;
  readonly password: Secret;
}

/** Makes the cluster beside its place and moves it there whole, so that a half-made one is never used. */
async function makeCluster(initdb: string, { home, data, logFile, user, password }: Cluster): Promise<void> {
  const unfinished = `${data}.new`;
  const passwordFile = join(home, 'initdb-password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    writeFileSync(passwordFile, password.reveal(), { mode: 0o600 });
    if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
    const run = await startChildServer(
      initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { logFile, env: ENVIRONMENT, signalOnOurDeath: 'KILL', ...user },
    );
    const outcome = await run.exited;
    if (!existsSync(join(unfinished, 'global', 'pg_control'))) throw new Error(outcome);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, data);
}

/** The postmaster writes its state into the eighth line of its lock file, for pg_ctl as for us. */
async function untilReady(server: ChildServer, data: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!server.ended()) {
    const lines = lockFile(data);
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return;
    if (Date.now() > deadline) {
      await server.stop('SIGINT', STOP_LIMIT_MS);
      break;
    }
    await delay(25);
  }
  throw new Error(`the demo PostgreSQL did not come up: ${await server.exited}`);
}

function lockFile(data: string): string[] {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

/**
 * Ends a server that still holds `data` though its parent was killed, and removes the lock file of one that is gone:
 * its number may by now belong to another program, which would keep a new server from starting.
 */
async function endLeftover(data: string, log: (line: string) => void): Promise<void> {
  const pid = Number(lockFile(data)[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (!holds(pid, data)) {
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return;
  }
  log(`ending a PostgreSQL (process ${pid}) that an earlier run left behind in ${data}`);
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (holds(pid, data)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} holds ${data} and does not end; end it and start again`);
    await delay(25);
  }
}

/** Whether the process `pid` is a postmaster of `data`: it makes the data directory its working directory. */
function holds(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    // Gone, or no /proc here (then the server itself refuses to start where another one runs).
    return false;
  }
}
