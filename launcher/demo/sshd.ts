/** A real OpenSSH server on loopback with real Linux accounts of its own, for the demo and the tests. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { encrypt } from 'unixcrypt';
import type { Secret } from '../../domain/secret.ts';
import { type ChildServer, startChildServer } from './child-server.ts';
import { settledPort } from './free-port.ts';
import { type DemoAccount, prepareAccounts } from './sshd-accounts.ts';
import { ENTER_AND_RUN, NAMESPACES, sshdConfiguration } from './sshd-namespace.ts';
import { type SshdProgram, sshdProgram } from './sshd-program.ts';

export type { DemoAccount } from './sshd-accounts.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DemoSshd {
  readonly available: true;
  readonly port: number;
  /** `SHA256:base64`, as ssh-keygen -l prints it. */
  readonly hostKeyFingerprint: string;
  readonly pid: number;
  /** Resolves with a sentence when the server is gone, for whatever reason. */
  readonly exited: Promise<string>;
  /** Changes a password behind Capstan's back, as an administrator at the machine would. */
  setPassword(username: string, password: Secret): Promise<void>;
  /** Runs a program as root where the demo accounts live: to damage them, or to look. */
  run(program: string, args: readonly string[], stdin?: string): Promise<CommandResult>;
  stop(): Promise<void>;
}

export type DemoSshdAnswer = DemoSshd | { readonly available: false; readonly reason: string };

export interface DemoSshdOptions {
  /** Made where missing; reused with accounts, passwords and keys as they are where it exists. One server per directory. */
  readonly directory: string;
  readonly port?: number;
  /** Accounts that are not there yet are added; those that are there are left alone. */
  readonly accounts: readonly DemoAccount[];
  /** Where a fetched openssh-server is kept; the directory itself where it is not given. */
  readonly cacheDirectory?: string;
  /** Whether clients may have it connect to somewhere (`ssh -L`); default: no. */
  readonly forwards?: boolean;
  readonly log?: (line: string) => void;
}

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 5_000;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', LC_ALL: 'C' };

/**
 * Starts the server of `directory` and resolves once it answers; `available: false`, with what would help,
 * where this machine does not let us. Everything ends with this process, sessions included.
 */
export async function startDemoSshd(options: DemoSshdOptions): Promise<DemoSshdAnswer> {
  const log = options.log ?? (() => {});
  const obstacle = await obstacleHere();
  if (obstacle) return { available: false, reason: obstacle };
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const home = realpathSync(options.directory);
  const cache = options.cacheDirectory ?? home;
  mkdirSync(cache, { recursive: true });
  const program = await sshdProgram(realpathSync(cache), log);
  if ('missing' in program) return { available: false, reason: program.missing };

  prepareAccounts(home, options.accounts);
  const port = await settledPort(join(home, 'port'), options.port);
  writeFileSync(join(home, 'etc/ssh/sshd_config'), sshdConfiguration(port, program, options.forwards));
  const server = await startInNamespace(home, program);
  await untilAnswering(server, port);
  log(`sshd takes connections on 127.0.0.1:${port}`);
  const runInside = (name: string, args: readonly string[], stdin = '') => enterAndRun(server.pid, name, args, stdin);
  return {
    available: true,
    port,
    hostKeyFingerprint: fingerprint(join(home, 'etc/ssh/ssh_host_ed25519_key')),
    pid: server.pid,
    exited: server.exited,
    run: runInside,
    async setPassword(username, password) {
      const { code } = await runInside('chpasswd', ['-e'], `${username}:${encrypt(password.reveal())}\n`);
      if (code !== 0) throw new Error(`chpasswd ended with code ${code}; is ${username} an account of the demo?`);
    },
    stop: () => server.stop('SIGKILL', STOP_LIMIT_MS),
  };
}

async function obstacleHere(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the demo sshd needs Linux: it keeps its accounts in a mount namespace';
  if (process.getuid?.() !== 0) {
    return 'the demo sshd needs root: it keeps real accounts in a mount namespace of its own; run as root, or in a container';
  }
  const probe = await execute('unshare', [...NAMESPACES, 'mount', '-t', 'tmpfs', 'tmpfs', '/run']);
  if (probe.code === 0) return undefined;
  const why = probe.stderr.trim().split('\n', 1)[0] ?? '';
  return `this machine refuses private namespaces (${why}); give the container the capability SYS_ADMIN`;
}

function startInNamespace(home: string, program: SshdProgram): Promise<ChildServer> {
  // Both directories are reached through /run inside: the places where they are may be covered by then.
  const inside = program.root === '/' ? '' : '/run/program';
  const libraries = program.libraryDirectories.map((path) => join(inside, relative(program.root, path))).join(':');
  const sshd = [`${inside}/usr/sbin/sshd`, '-D', '-f', '/etc/ssh/sshd_config', '-E', '/run/demo/sshd.log'];
  const shown = program.root === '/' ? '/usr/sbin' : program.root;
  return startChildServer(
    'unshare',
    [...NAMESPACES, 'sh', '-c', ENTER_AND_RUN, 'sh', home, shown, libraries, ...sshd],
    {
      logFile: join(home, 'start.log'),
      env: ENVIRONMENT,
      signalOnOurDeath: 'KILL',
    },
  );
}

async function untilAnswering(server: ChildServer, port: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!server.ended()) {
    if (await greets(port)) return;
    if (Date.now() > deadline) {
      await server.stop('SIGKILL', STOP_LIMIT_MS);
      break;
    }
    await delay(25);
  }
  throw new Error(`the demo sshd did not come up: ${await server.exited}`);
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once('data', (greeting) => {
      resolve(greeting.toString('latin1').startsWith('SSH-'));
      socket.destroy();
    });
    // 'close' follows, and says that nobody greeted.
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

function fingerprint(privateKeyFile: string): string {
  const key = ssh2.utils.parseKey(readFileSync(privateKeyFile));
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

function enterAndRun(pid: number, program: string, args: readonly string[], stdin: string): Promise<CommandResult> {
  return execute('nsenter', ['--mount', `--target=${pid}`, '--', program, ...args], stdin);
}

function execute(program: string, args: readonly string[], stdin = ''): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: ENVIRONMENT });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
    // A program that does not read its input is no failure of ours; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
