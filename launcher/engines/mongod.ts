/** Starts a real mongod as a journaled replica set that only its own user may enter. */

import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createPrivateText } from '../../runtime/private-file.ts';
import { ChildFailedError, spawnChild, untilReady } from '../child-process.ts';
import { tailOfLog } from '../log-file.ts';
import { engineEnvironment } from './engine-environment.ts';
import { freePort } from './free-port.ts';
import { ensureReplicaSet, REPLICA_SET, stepDownPrimary, USER } from './replica-set-setup.ts';

export interface MongodOptions {
  readonly binary: string;
  /** Holds `db/`, the replica set's key file and the user's password; created when missing. */
  readonly directory: string;
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** Default: `mongod.log` in the directory. */
  readonly log?: string | undefined;
  readonly onSpawn?: ((pid: number) => void) | undefined;
}

export interface Mongod {
  /** Holds the password: hand it on through an environment, never through a log or an argument. */
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly log: string;
  readonly exited: Promise<string>;
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, as a crash would. The directory can be started again. */
  kill(): Promise<void>;
}

export interface ReplicaSet {
  readonly uri: string;
  readonly members: readonly Mongod[];
  /** Makes the primary stand aside for `seconds`; resolves when it has. */
  stepDown(seconds: number): Promise<void>;
  /** Starts a stopped or killed member again on its old port and data. */
  restart(member: number): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const PORT_TRIES = 3;

/**
 * Starts one mongod as a replica set of one and resolves once it accepts writes. On an existing directory the
 * data stays; a changed port is written into the replica set's configuration.
 * @throws ChildFailedError with the log's tail.
 */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const secrets = await readSecrets(options.directory);
  const member = await startMember(options, secrets);
  const hosts = [`127.0.0.1:${member.port}`];
  await untilReady(member.child, READY_WITHIN_MS, () => ensureReplicaSet({ hosts, ...secrets }));
  return handleOf(member, uriOf(hosts, secrets.password));
}

/**
 * Starts a replica set of `members` nodes (default 3) in a fresh directory, with elections within about two
 * seconds, and resolves once it has a primary.
 * @throws ChildFailedError with the log's tail.
 */
export async function startReplicaSet(options: {
  readonly binary: string;
  readonly directory: string;
  readonly members?: number;
}): Promise<ReplicaSet> {
  const { binary, directory } = options;
  const secrets = await readSecrets(directory);
  const start = (index: number, port?: number) =>
    startMember({ binary, directory: join(directory, `member-${index}`), port }, secrets);
  const started = await Promise.all(Array.from({ length: options.members ?? 3 }, (_, index) => start(index)));
  const hosts = started.map(({ port }) => `127.0.0.1:${port}`);
  const [first] = started;
  if (!first) throw new Error('a replica set needs one member or more');
  await untilReady(first.child, READY_WITHIN_MS, () => ensureReplicaSet({ hosts, ...secrets, electionMs: 2_000 }));
  const uri = uriOf(hosts, secrets.password);
  const members = started.map((member) => handleOf(member, uri));
  return {
    uri,
    members,
    stepDown: (seconds) => stepDownPrimary({ hosts, key: secrets.key }, seconds),
    async restart(index) {
      const old = members[index];
      if (!old) throw new RangeError(`there is no member ${index}`);
      await old.kill();
      members[index] = handleOf(await start(index, old.port), uri);
    },
    stop: async () => void (await Promise.all(members.map((member) => member.stop()))),
    kill: async () => void (await Promise.all(members.map((member) => member.kill()))),
  };
}

interface Secrets {
  readonly keyFile: string;
  readonly key: string;
  readonly password: string;
}

/** Any user of the machine can reach a loopback port, so that the embedded server asks for a password too. */
async function readSecrets(directory: string): Promise<Secrets> {
  const keyFile = join(directory, 'replica-set.key');
  const passwordFile = join(directory, 'password');
  createPrivateText(keyFile, randomBytes(48).toString('base64'));
  createPrivateText(passwordFile, randomBytes(32).toString('base64url'));
  return { keyFile, key: await readFile(keyFile, 'utf8'), password: await readFile(passwordFile, 'utf8') };
}

async function startMember(options: MongodOptions, secrets: Secrets) {
  const dbPath = join(options.directory, 'db');
  await mkdir(dbPath, { recursive: true, mode: 0o700 });
  const log = options.log ?? join(options.directory, 'mongod.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const child = await spawnChild({
      name: 'mongod',
      file: options.binary,
      args: argumentsFor(dbPath, port, secrets.keyFile),
      env: engineEnvironment(process.env),
      log,
      onSpawn: options.onSpawn,
    });
    try {
      await untilReady(child, READY_WITHIN_MS, () => ensureListening(port));
      if (!child.hasExited()) return { child, port };
    } catch (error) {
      // Somebody else took the port in the instant between finding and using it.
      const portTaken = error instanceof ChildFailedError && tailOfLog(log, 40).includes('Address already in use');
      if (options.port !== undefined || !portTaken || attempt === PORT_TRIES) throw error;
    }
  }
}

function argumentsFor(dbPath: string, port: number, keyFile: string): string[] {
  const parameters = [
    'shutdownTimeoutMillisForSignaledShutdown=100',
    // What a killed process held in a transaction waits for this: a minute where nothing is said, and none takes long.
    'transactionLifetimeLimitSeconds=20',
  ];
  return [
    ...['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', REPLICA_SET, '--keyFile', keyFile, '--oplogSize', '1024', '--wiredTigerCacheSizeGB', '0.5'],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
  ];
}

async function ensureListening(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

function uriOf(hosts: readonly string[], password: string): string {
  return `mongodb://${USER}:${password}@${hosts.join(',')}/capstan?replicaSet=${REPLICA_SET}&authSource=admin`;
}

function handleOf({ child, port }: Awaited<ReturnType<typeof startMember>>, uri: string): Mongod {
  return { uri, port, pid: child.pid, log: child.log, exited: child.exited, stop: child.stop, kill: child.kill };
}
