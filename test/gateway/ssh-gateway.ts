/** An SSH gateway before a real sshd, with a door that knows tokens, and OpenSSH's own clients. */

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { Login } from '../../connectors/contract.ts';
import type { Secret } from '../../domain/secret.ts';
import type { EndpointTrust } from '../../domain/target.ts';
import type {
  Admission,
  Allowances,
  ChannelRecorder,
  ChannelStart,
  Door,
  Exit,
  Refusal,
  SessionControl,
  SessionEnd,
  Visitor,
} from '../../gateway/ssh/door.ts';
import type { FileAction, FileOutcome } from '../../gateway/ssh/file-action.ts';
import { type SshGateway, startSshGateway } from '../../gateway/ssh/server.ts';
import { connectUpstream, type Upstream } from '../../gateway/ssh/upstream.ts';
import { type StrangerLimits, Strangers } from '../../gateway/strangers.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import type { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';

export const ALL: Allowances = { shell: true, exec: true, upload: true, download: true, forwards: [] };

/** Crockford's alphabet, as ULIDs have it. */
const ULID_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface SessionOptions {
  readonly allows?: Partial<Allowances>;
  readonly idleLimitMs?: number;
  readonly login?: Login;
  readonly port?: number;
  readonly trust?: EndpointTrust;
  readonly channelTimeoutMs?: number;
  /** Instead of the real target. */
  readonly openUpstream?: Admission['openUpstream'];
  readonly recorder?: Partial<ChannelRecorder>;
  readonly hooks?: Partial<Admission['hooks']>;
}

/** A session that was prepared, and all that its log has heard. */
export class PreparedSession implements Admission {
  readonly id = `acs_${[...randomBytes(26)].map((byte) => ULID_CHARACTERS[byte % 32]).join('')}`;
  readonly token = randomBytes(32).toString('base64url');
  readonly allows: Allowances;
  readonly idleLimitMs: number;
  readonly starts: ChannelStart[] = [];
  readonly exits: Exit[] = [];
  readonly refusals: Refusal[] = [];
  readonly actions: FileAction[] = [];
  readonly outcomes: (FileAction & FileOutcome)[] = [];
  readonly output: Buffer[] = [];
  readonly input: Buffer[] = [];
  readonly sizes: string[] = [];
  visitor: Visitor | undefined;
  failure: string | undefined;
  end: SessionEnd | undefined;
  uses = 0;
  #control: SessionControl | undefined;
  readonly #options: SessionOptions;
  readonly #connect: (signal: AbortSignal) => Promise<Upstream>;

  constructor(options: SessionOptions, connect: (signal: AbortSignal) => Promise<Upstream>) {
    this.#options = options;
    this.#connect = connect;
    this.allows = { ...ALL, ...options.allows };
    this.idleLimitMs = options.idleLimitMs ?? 60_000;
  }

  openUpstream(signal: AbortSignal, say: (line: string) => void): Promise<Upstream> {
    return this.#options.openUpstream?.(signal, say) ?? this.#connect(signal);
  }

  attached(control: SessionControl): void {
    this.#control = control;
  }

  get control(): SessionControl {
    assert.ok(this.#control, 'nobody has used the token yet');
    return this.#control;
  }

  readonly recorder = {
    open: (_channel: number, _start: ChannelStart): ChannelRecorder => ({
      output: (data) => {
        this.output.push(data);
        return true;
      },
      input: (data) => {
        this.input.push(data);
        return true;
      },
      resize: (cols, rows) => this.sizes.push(`${cols}x${rows}`),
      drained: () => Promise.resolve(),
      close: () => undefined,
      ...this.#options.recorder,
    }),
  };

  get hooks(): Admission['hooks'] {
    return {
      channelStarts: (_channel, start) => {
        this.starts.push(start);
        return undefined;
      },
      channelEnds: (_channel, exit) => this.exits.push(exit),
      refused: (what) => this.refusals.push(what),
      fileActionStarts: (action) => {
        this.actions.push(action);
        return undefined;
      },
      fileActionEnds: (action, outcome) => this.outcomes.push({ ...action, ...outcome }),
      upstreamFailed: (failure) => {
        this.failure = failure.code;
      },
      ended: (end) => {
        this.end = end;
      },
      ...this.#options.hooks,
    };
  }

  get text(): string {
    return Buffer.concat(this.output).toString();
  }

  ended(): Promise<SessionEnd> {
    return until('the end of the session', async () => this.end);
  }

  attachedTo(): Promise<SessionControl> {
    return until('a client that uses the token', async () => this.#control);
  }
}

/** A client of OpenSSH that runs. */
export interface RunningClient {
  readonly child: ChildProcessWithoutNullStreams;
  stdout(): Buffer;
  stderr(): string;
  readonly exited: Promise<{ readonly code: number | null; readonly stdout: Buffer; readonly stderr: string }>;
}

export interface GatewayOptions extends Partial<StrangerLimits> {
  readonly loginWithinMs?: number;
  readonly refusalMs?: number;
}

export class GatewayUnderTest implements Door {
  readonly directory: string;
  readonly faults: unknown[] = [];
  readonly #target: SshTarget;
  readonly #sessions = new Map<string, PreparedSession>();
  readonly #asked = new Map<string, number>();
  readonly #clients = new Set<ChildProcessWithoutNullStreams>();
  #gateway: SshGateway | undefined;

  private constructor(target: SshTarget, directory: string) {
    this.#target = target;
    this.directory = directory;
  }

  static async start(target: SshTarget, options: GatewayOptions = {}): Promise<GatewayUnderTest> {
    const { loginWithinMs = 10_000, refusalMs = 50, ...limits } = options;
    const under = new GatewayUnderTest(target, await mkdtemp(join(tmpdir(), 'capstan-gateway-')));
    const { privateKey, publicKey } = makeEd25519KeyPair('');
    under.#gateway = await startSshGateway({
      door: under,
      hostKey: privateKey,
      host: '127.0.0.1',
      port: 0,
      strangers: new Strangers({ waiting: 100, waitingOfOne: 100, refusedOfOne: 1_000, ...limits }),
      loginWithinMs,
      refusalMs,
      onFault: (error) => under.faults.push(error),
    });
    const askpass = join(under.directory, 'askpass');
    await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$LAUNCH_TOKEN"\n');
    await chmod(askpass, 0o700);
    await writeFile(join(under.directory, 'known_hosts'), `[127.0.0.1]:${under.gateway.port} ${publicKey}\n`);
    return under;
  }

  get gateway(): SshGateway {
    assert.ok(this.#gateway);
    return this.#gateway;
  }

  async stop(): Promise<void> {
    await this.gateway.close('the tests are over');
    for (const client of this.#clients) client.kill('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }

  async admit(sessionId: string, token: Secret, visitor: Visitor): Promise<Admission | null> {
    this.#asked.set(sessionId, (this.#asked.get(sessionId) ?? 0) + 1);
    const session = this.#sessions.get(sessionId);
    if (!session || token.reveal() !== session.token || session.uses > 0) return null;
    session.uses += 1;
    session.visitor = visitor;
    return session;
  }

  /** How often somebody showed a token for it. */
  asked({ id }: PreparedSession): number {
    return this.#asked.get(id) ?? 0;
  }

  /** As `login` of the options, or as a new account. */
  async session(options: SessionOptions = {}): Promise<PreparedSession> {
    const login = options.login ?? (await this.login());
    const prepared = new PreparedSession(options, (signal) =>
      connectUpstream({
        endpoint: {
          address: '127.0.0.1',
          port: options.port ?? this.#target.server.port,
          trust: options.trust ?? {
            kind: 'ssh_host_key',
            fingerprints: [this.#target.server.hostKeyFingerprint],
          },
        },
        login,
        connectTimeoutMs: 5_000,
        channelTimeoutMs: options.channelTimeoutMs ?? 5_000,
        signal,
      }),
    );
    this.#sessions.set(prepared.id, prepared);
    return prepared;
  }

  async login(): Promise<Login> {
    const { username, password } = await this.#target.addAccount();
    return { username, material: { kind: 'password', secret: password } };
  }

  /** `ssh`, `scp` and `sftp` share these. */
  options(): string[] {
    const options = {
      UserKnownHostsFile: join(this.directory, 'known_hosts'),
      GlobalKnownHostsFile: '/dev/null',
      StrictHostKeyChecking: 'yes',
      PubkeyAuthentication: 'no',
      NumberOfPasswordPrompts: '1',
      LogLevel: 'ERROR',
    };
    return ['-F', '/dev/null', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  }

  run(program: string, args: readonly string[], token: string, env: Record<string, string> = {}): RunningClient {
    const child = spawn(program, args, {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.directory,
        SSH_ASKPASS: join(this.directory, 'askpass'),
        SSH_ASKPASS_REQUIRE: 'force',
        LAUNCH_TOKEN: token,
        ...env,
      },
    });
    this.#clients.add(child);
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.stdin.on('error', () => undefined);
    const text = () => Buffer.concat(stderr).toString();
    return {
      child,
      stdout: () => Buffer.concat(stdout),
      stderr: text,
      exited: new Promise((resolve) => {
        child.once('close', (code) => {
          this.#clients.delete(child);
          resolve({ code, stdout: Buffer.concat(stdout), stderr: text() });
        });
      }),
    };
  }

  ssh(session: PreparedSession, args: readonly string[], env: Record<string, string> = {}): RunningClient {
    const port = String(this.gateway.port);
    const [options, command] = splitAtDashes(args);
    const all = [...this.options(), '-p', port, ...options, `${session.id}@127.0.0.1`, ...command];
    return this.run('ssh', all, session.token, env);
  }

  /** A client that can do what OpenSSH's does not. */
  async client(session: PreparedSession, password = session.token): Promise<ssh2.Client> {
    const client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', reject);
      client.connect({
        host: '127.0.0.1',
        port: this.gateway.port,
        username: session.id,
        password,
        hostVerifier: () => true,
        strictVendor: false,
      });
    });
    client.on('error', () => undefined);
    return client;
  }

  /** Runs `ssh` without input to its end. */
  async exec(session: PreparedSession, command: string): ReturnType<() => RunningClient['exited']> {
    const client = this.ssh(session, ['--', command]);
    client.child.stdin.end();
    return client.exited;
  }
}

/** Options before `--`, the command after it. */
function splitAtDashes(args: readonly string[]): [string[], string[]] {
  const at = args.indexOf('--');
  return at === -1 ? [[...args], []] : [args.slice(0, at), args.slice(at + 1)];
}
