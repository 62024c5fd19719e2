/** A real API, worker and gateways before real targets, for sessions from the request to the end. */

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import type { Secret } from '../../domain/secret.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { createGatewayKeyFile } from '../../launcher/keys.ts';
import { changePolicies } from '../../store/policy/policy-book.ts';
import { type Answer, ConsentEstate, type Person } from './consent-estate.ts';
import { environmentOf } from './engines.ts';
import { type RoleProcess, startRole } from './role-process.ts';
import { type SshRegistration, SshTarget } from './ssh-target.ts';
import { TerminalPage } from './terminal-page.ts';
import { until } from './until.ts';

const ORGANIZATION = 1;

export const OPEN: PolicyRules = { connect_allowed: true };

/** A gateway that runs. */
export interface RunningGateway {
  readonly role: RoleProcess;
  readonly web: number;
  readonly ssh: number;
  readonly postgres: number;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SessionPlace {
  readonly resource: number;
  readonly policy: number;
  readonly username: string;
  readonly secret: Secret;
}

export class SessionEstate {
  readonly consent: ConsentEstate;
  readonly ssh: SshTarget;
  readonly directory: string;
  readonly gateways: RunningGateway[] = [];
  readonly #clients = new Set<ChildProcessWithoutNullStreams>();
  #sshAt: { device: number; platform: number } | undefined;

  private constructor(consent: ConsentEstate, ssh: SshTarget, directory: string) {
    this.consent = consent;
    this.ssh = ssh;
    this.directory = directory;
  }

  static async start(): Promise<SessionEstate> {
    const directory = await mkdtemp(join(tmpdir(), 'capstan-sessions-'));
    const [consent, ssh] = await Promise.all([ConsentEstate.start(), SshTarget.start({ forwards: true })]);
    const estate = new SessionEstate(consent, ssh, directory);
    createGatewayKeyFile({ hostKeyFile: join(directory, 'gateway-host.json') });
    const askpass = join(directory, 'askpass');
    await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$LAUNCH_TOKEN"\n');
    await chmod(askpass, 0o700);
    await estate.addGateway();
    return estate;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.kill('SIGKILL');
    await Promise.all(this.gateways.map(({ role }) => role.stop()));
    await Promise.all([this.consent.stop(), this.ssh.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  async addGateway(settings: Readonly<Record<string, string>> = {}): Promise<RunningGateway> {
    const [web, ssh, postgres] = [await freePort(), await freePort(), await freePort()];
    const role = startRole('gateway/main.ts', {
      ...environmentOf(this.consent.engines),
      CAPSTAN_GATEWAY_PORT: String(web),
      CAPSTAN_GATEWAY_SSH_PORT: String(ssh),
      CAPSTAN_GATEWAY_POSTGRES_PORT: String(postgres),
      CAPSTAN_GATEWAY_HOST_KEY_FILE: join(this.directory, 'gateway-host.json'),
      CAPSTAN_GATEWAY_LEASE_SECONDS: '5',
      CAPSTAN_GATEWAY_DRAIN_SECONDS: '0',
      ...settings,
    });
    await role.printed('is ready');
    const gateway = { role, web, ssh, postgres };
    this.gateways.push(gateway);
    return gateway;
  }

  get gateway(): RunningGateway {
    const [first] = this.gateways;
    assert.ok(first);
    return first;
  }

  /** A Linux account under management, with a policy of its own; on a device of its own where `how` is given. */
  async linux(rules: PolicyRules = OPEN, how?: SshRegistration): Promise<SessionPlace> {
    const { estate } = this.consent;
    this.#sshAt ??= await this.ssh.register(estate);
    const { device, platform } = how ? await this.ssh.register(estate, how) : this.#sshAt;
    const { username, password: secret } = await this.ssh.addAccount();
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'linux_account', username },
      { kind: 'password', secret },
    );
    return { resource, policy: await this.bind(resource, rules), username, secret };
  }

  /** A Linux account without a secret, on a host that trusts a certificate authority, with a policy of its own. */
  async certified(rules: PolicyRules = OPEN): Promise<Omit<SessionPlace, 'secret'>> {
    const { consent, ssh } = this;
    const make = (path: string, body: object) => consent.expect(201, 'POST', path, { body });
    this.#sshAt ??= await ssh.register(consent.estate);
    const { device: device_id } = this.#sshAt;
    const { username } = await ssh.addKeyAccount();
    const named = { name: `certified ${username}` };
    const authority = await make('/v1/ssh-certificate-authorities', { ...named, scope_id: 1 });
    await ssh.script('cat > /etc/ssh/trusted_user_ca_keys', '', `${authority.trusted_keys[0]}\n`);
    const platform = await make('/v1/platforms', { ...named, connector: 'ssh_certificate', settings: {} });
    const account = { type: 'linux_account', username, scope_id: 1, device_id, platform_id: platform.id };
    const { id: resource } = await make('/v1/resources', { ...named, ...account });
    await consent.expect(200, 'PUT', `/v1/ssh-certificate-authorities/${authority.id}/accounts/${resource}`);
    return { resource, policy: await this.bind(resource, rules), username };
  }

  /** A role of PostgreSQL under management, with a policy of its own. */
  async postgres(rules: PolicyRules = OPEN): Promise<SessionPlace> {
    const { resource, policy } = await this.consent.governed({}, rules);
    const { username } = await this.consent.expect(200, 'GET', `/v1/resources/${resource}`);
    const [current] = await this.consent.estate.secrets(resource);
    assert.ok(current);
    return { resource, policy, username, secret: current.secret };
  }

  async bind(resource: number, rules: PolicyRules): Promise<number> {
    const body = { name: `policy-of-${resource}`, rules };
    const { id } = await this.consent.expect(201, 'POST', '/v1/policies', { body });
    const binding = { policy_id: id, target_type: 'resource', target_id: resource };
    await this.consent.expect(201, 'POST', '/v1/policy-bindings', { body: binding });
    return id;
  }

  /** Minutes that no policy could say through the API: seconds are long enough for a test. */
  async hurry(
    policy: number,
    minutes: number,
    rule: 'session_idle_minutes' | 'session_moderated.wait_minutes' = 'session_idle_minutes',
  ): Promise<void> {
    const { store } = this.consent.estate;
    await store.transaction(async (session) => {
      const { policies } = store.models;
      await policies.updateOne({ _id: policy }, { $set: { [`rules.${rule}`]: minutes } }, { session });
      await changePolicies(store, session, ORGANIZATION);
    });
  }

  request(as: Person, body: object): Promise<Answer> {
    return this.consent.call('POST', '/v1/connect/sessions', { as, body });
  }

  /** A session that may be launched. */
  async pending(as: Person, resource: number, body: object = { mode: 'native_client' }): Promise<string> {
    const { status, body: answer } = await this.request(as, { resource_id: resource, ...body });
    assert.equal(status, 201, JSON.stringify(answer));
    assert.equal(answer.session.status, 'pending_launch');
    return answer.session.public_id;
  }

  async token(as: Person, session: string): Promise<string> {
    const answer = await this.consent.expect(200, 'POST', `/v1/connect/sessions/${session}/launch`, { as });
    return answer.launch_token;
  }

  /** The address that opens it, once, in a browser. */
  async link(as: Person, session: string): Promise<string> {
    const answer = await this.consent.expect(200, 'POST', `/v1/proxy/sessions/${session}/url`, { as, body: {} });
    return answer.url;
  }

  /** The page of a session at a gateway. */
  page(session: string, { web }: RunningGateway = this.gateway): string {
    return `http://127.0.0.1:${web}/connect/${session}`;
  }

  /** A token by which `as` may look at a session, step into it, or look at its recording, and the page that takes it. */
  async view(
    as: Person,
    session: string,
    what: 'watch' | 'moderate' | 'recording/play',
  ): Promise<{ token: string; url: string }> {
    return this.consent.expect(200, 'POST', `/v1/connect/sessions/${session}/${what}`, { as });
  }

  /** The page of `as`, who moderates the session from now on. */
  async moderator(as: Person, session: string): Promise<TerminalPage> {
    const { token, url } = await this.view(as, session, 'moderate');
    return TerminalPage.open(url, token);
  }

  read(session: string): Promise<Answer['body']> {
    return this.consent.expect(200, 'GET', `/v1/connect/sessions/${session}`);
  }

  whenIs(session: string, what: string, holds: (found: Answer['body']) => boolean): Promise<Answer['body']> {
    return until(`session ${session} ${what}`, async () => {
      const found = await this.read(session);
      return holds(found) ? found : undefined;
    });
  }

  ended(session: string): Promise<Answer['body']> {
    return this.whenIs(session, 'to end', ({ ended_at }) => ended_at !== null);
  }

  /** All that the audit log has of a session, oldest first: each look at it is on record as well. */
  async records(session: string): Promise<Answer['body'][]> {
    const found: Answer['body'][] = [];
    for (let after = ''; ; ) {
      const path = `/v1/logs/audit?session_id=${session}&limit=200${after}`;
      const { events, next_cursor } = await this.consent.expect(200, 'GET', path);
      found.push(...events);
      if (next_cursor === null) return found.reverse();
      after = `&cursor=${next_cursor}`;
    }
  }

  /** A client of OpenSSH, by the session's token. */
  openssh(
    program: 'ssh' | 'scp' | 'sftp',
    token: string,
    args: readonly string[],
    { ssh: port }: RunningGateway = this.gateway,
    env: Readonly<Record<string, string>> = {},
  ) {
    const options = {
      UserKnownHostsFile: '/dev/null',
      StrictHostKeyChecking: 'no',
      PubkeyAuthentication: 'no',
      NumberOfPasswordPrompts: '1',
      LogLevel: 'ERROR',
      Port: String(port),
    };
    const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return this.#run(program, ['-F', '/dev/null', ...flags, ...args], {
      SSH_ASKPASS: join(this.directory, 'askpass'),
      SSH_ASKPASS_REQUIRE: 'force',
      LAUNCH_TOKEN: token,
      ...env,
    });
  }

  psql(
    session: string,
    token: string,
    args: readonly string[],
    { postgres: port }: RunningGateway = this.gateway,
    ssl = 'sslmode=disable',
  ) {
    const connection = `host=127.0.0.1 port=${port} user=${session} ${ssl}`;
    return this.#run('psql', ['-X', '-A', '-t', '-d', connection, ...args], { PGPASSWORD: token });
  }

  #run(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', HOME: this.directory, ...env } });
    this.#clients.add(child);
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
    child.stdin.on('error', () => undefined);
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code) => {
        this.#clients.delete(child);
        resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') });
      });
    });
    return { child, ended, stdout: () => stdout.join(''), stderr: () => stderr.join('') };
  }
}
