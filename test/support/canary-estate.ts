/** Accounts registered through the API with secrets that are known, and jobs on them that succeed and fail. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Secret } from '../../domain/secret.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import type { PostgresTarget } from './postgres-target.ts';
import type { RecordingClient } from './recording-client.ts';
import { type Hidden, hiddenKey, hiddenText } from './secret-search.ts';
import type { SshTarget } from './ssh-target.ts';

const PLATFORM = { timeouts: { connect_ms: 3_000, operation_ms: 3_000, settle_ms: 500 } };

interface Created {
  readonly id: number;
}

export class CanaryEstate {
  /** What was handed in. */
  readonly hidden: Hidden[] = [];
  readonly #client: RecordingClient;
  readonly #postgres: PostgresTarget;
  readonly #ssh: SshTarget;
  readonly #proxies: { readonly postgres: CuttingProxy; readonly ssh: CuttingProxy };
  readonly #platforms = new Map<string, number>();
  #scope = 0;
  /** Ids of resources by their use. */
  readonly #resources = new Map<string, { readonly id: number; readonly username: string }>();

  private constructor(
    client: RecordingClient,
    postgres: PostgresTarget,
    ssh: SshTarget,
    proxies: { readonly postgres: CuttingProxy; readonly ssh: CuttingProxy },
  ) {
    this.#client = client;
    this.#postgres = postgres;
    this.#ssh = ssh;
    this.#proxies = proxies;
  }

  static async register(client: RecordingClient, postgres: PostgresTarget, ssh: SshTarget): Promise<CanaryEstate> {
    const proxies = {
      postgres: await startCuttingProxy(postgres.server.port),
      ssh: await startCuttingProxy(ssh.server.port),
    };
    const estate = new CanaryEstate(client, postgres, ssh, proxies);
    const { scopes } = await client.expect<{ scopes: Created[] }>(200, 'GET', '/v1/scopes');
    estate.#scope = scopes[0]?.id ?? 0;
    for (const connector of ['postgres', 'ssh_password', 'ssh_key', 'ssh_certificate']) {
      const body = { name: `canary ${connector}`, connector, settings: {}, ...PLATFORM };
      const { id } = await client.expect<Created>(201, 'POST', '/v1/platforms', { body });
      estate.#platforms.set(connector, id);
    }
    await estate.#registerPostgres();
    await estate.#registerSsh();
    return estate;
  }

  /** A password, or an SSH key, as something to look for. */
  static hide(label: string, secret: Secret): Hidden[] {
    const text = secret.reveal();
    return text.startsWith('-----BEGIN ') ? hiddenKey(label, text) : [hiddenText(label, text)];
  }

  get healthyResource(): number {
    return this.#resource('role').id;
  }

  async close(): Promise<void> {
    await Promise.all([this.#proxies.postgres.close(), this.#proxies.ssh.close()]);
  }

  /** Runs the jobs, the failing ones last. @returns how they ended. */
  async work(): Promise<string[]> {
    const statuses: string[] = [];
    const run = async (operation: string, use: string) =>
      statuses.push((await this.#client.run(operation, this.#resource(use).id)).status);
    const inTurn = async (use: string, operations: readonly string[]) => {
      for (const operation of operations) await run(operation, use);
    };
    // The line goes between the change and its proof, then within the change; then it is whole again.
    const cut = async (proxy: CuttingProxy, bytes: number, uses: readonly string[]) => {
      for (const use of uses) {
        for (const limits of [{ connections: 1 }, { fromServer: bytes }, {}]) {
          proxy.cutAfter(limits);
          await run('rotate', use);
        }
      }
    };
    await Promise.all([
      ...['role', 'login', 'key'].map((use) => inTurn(use, ['verify', 'rotate', 'reconcile'])),
      inTurn('certificate', ['verify']),
      cut(this.#proxies.postgres, 2_800, ['cut role']),
      cut(this.#proxies.ssh, 4_000, ['cut login', 'cut key']),
    ]);
    await this.#ssh.script(
      'cp /etc/pam.d/common-password /tmp/kept; sed -i "s/obscure/minlen=60 &/" /etc/pam.d/common-password',
    );
    await run('rotate', 'login');
    await this.#ssh.script('cp /tmp/kept /etc/pam.d/common-password');
    await this.#damage();
    await Promise.all(
      ['role', 'login', 'key', 'locked role'].map((use) => inTurn(use, ['verify', 'rotate', 'verify'])),
    );
    await run('reconcile', 'role');
    return statuses;
  }

  /** Somebody changes the credentials behind Capstan's back, and locks what remains. */
  async #damage(): Promise<void> {
    await this.#postgres.setPassword(this.#resource('role').username, this.#newPassword('new password of the role'));
    await this.#ssh.server.setPassword(
      this.#resource('login').username,
      this.#newPassword('new password of the login'),
    );
    await this.#ssh.writeKeys(this.#resource('key').username, '');
    await this.#postgres.sql(`ALTER ROLE ${pg.escapeIdentifier(this.#resource('locked role').username)} NOLOGIN`);
  }

  async #registerPostgres(): Promise<void> {
    const { port, caPem, superuser } = this.#postgres.server;
    const trust = { kind: 'tls', ca_pem: caPem, server_name: null };
    const device = await this.#device('postgres', port, trust);
    const cut = await this.#device('postgres', this.#proxies.postgres.port, trust);
    const alone = await this.#device('postgres', port, trust);
    for (const [use, on] of [
      ['role', device],
      ['cut role', cut],
      ['locked role', alone],
    ] as const) {
      const { username } = await this.#postgres.addRole();
      const password = this.#newPassword(`password of the ${use}`);
      await this.#postgres.setPassword(username, password);
      await this.#add(use, on, 'postgres', username, password);
    }
    await this.#add('superuser', device, 'postgres', superuser.username, superuser.password);
    await this.#reconcileBy(device, 'superuser');
  }

  async #registerSsh(): Promise<void> {
    const trust = { kind: 'ssh_host_key', fingerprints: [this.#ssh.server.hostKeyFingerprint] };
    const device = await this.#device('ssh', this.#ssh.server.port, trust);
    const cut = await this.#device('ssh', this.#proxies.ssh.port, trust);
    for (const [prefix, on] of [
      ['', device],
      ['cut ', cut],
    ] as const) {
      const { username } = await this.#ssh.addAccount();
      const password = this.#newPassword(`password of the ${prefix}login`);
      await this.#ssh.server.setPassword(username, password);
      await this.#add(`${prefix}login`, on, 'ssh_password', username, password);
      const { username: keyUser, key } = await this.#ssh.addKeyAccount();
      await this.#add(`${prefix}key`, on, 'ssh_key', keyUser, key.privateKey);
    }
    await this.#addCertified('certificate', device);
    await this.#add('root', device, 'ssh_key', 'root', this.#ssh.root.privateKey);
    await this.#reconcileBy(device, 'root');
  }

  async #device(kind: string, port: number, trust: unknown): Promise<number> {
    const name = `${kind} ${randomBytes(4).toString('hex')}`;
    const body = { name, scope_id: this.#scope, kind, address: '127.0.0.1', port, trust };
    return (await this.#client.expect<Created>(201, 'POST', '/v1/devices', { body })).id;
  }

  async #add(use: string, device: number, connector: string, username: string, secret: Secret): Promise<void> {
    const id = await this.#addBare(use, device, connector, username);
    await this.#client.expect(201, 'POST', '/v1/credentials', { body: { resource_id: id, secret: secret.reveal() } });
    this.hidden.push(...CanaryEstate.hide(`secret of ${use}`, secret));
  }

  /** Its authority's key was made here, and lies in the vault alone. */
  async #addCertified(use: string, device: number): Promise<void> {
    const { username } = await this.#ssh.addKeyAccount();
    const path = '/v1/ssh-certificate-authorities';
    const body = { name: use, scope_id: this.#scope };
    const authority = await this.#client.expect<Created & { trusted_keys: string[] }>(201, 'POST', path, { body });
    await this.#ssh.script('cat > /etc/ssh/trusted_user_ca_keys', '', `${authority.trusted_keys[0]}\n`);
    const id = await this.#addBare(use, device, 'ssh_certificate', username);
    await this.#client.expect(200, 'PUT', `${path}/${authority.id}/accounts/${id}`);
  }

  async #addBare(use: string, device: number, connector: string, username: string): Promise<number> {
    const type = connector === 'postgres' ? 'postgres_role' : 'linux_account';
    const platform_id = this.#platforms.get(connector);
    const body = { name: use, type, device_id: device, platform_id, scope_id: this.#scope, username };
    const { id } = await this.#client.expect<Created>(201, 'POST', '/v1/resources', { body });
    this.#resources.set(use, { id, username });
    return id;
  }

  async #reconcileBy(device: number, use: string): Promise<void> {
    const body = { reconcile_resource_id: this.#resource(use).id };
    await this.#client.expect(200, 'PATCH', `/v1/devices/${device}`, { body });
  }

  #newPassword(label: string): Secret {
    // Characters that every encoding writes in another way.
    const password = new Secret(`p "ü\\&%+/=' ${randomBytes(9).toString('hex')}`);
    this.hidden.push(hiddenText(label, password.reveal()));
    return password;
  }

  #resource(use: string): { readonly id: number; readonly username: string } {
    const found = this.#resources.get(use);
    if (!found) throw new Error(`there is no resource for: ${use}`);
    return found;
  }
}
