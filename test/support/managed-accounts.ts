/** Accounts under management at the real targets, and the oracle: does some stored version log in? */

import assert from 'node:assert/strict';
import type { Secret } from '../../domain/secret.ts';
import type { Estate } from './estate.ts';
import type { PostgresTarget } from './postgres-target.ts';
import type { SshRegistration, SshTarget } from './ssh-target.ts';

export interface ManagedAccount {
  readonly kind: 'postgres' | 'ssh';
  readonly resource: number;
  readonly device: number;
  readonly platform: number;
  readonly username: string;
  /** What it began with. */
  readonly password: Secret;
  /** Whether a plain client gets in. */
  accepts(secret: Secret): Promise<boolean>;
  /** Changes the password behind Capstan's back. */
  setPassword(secret: Secret): Promise<void>;
}

export class ManagedAccounts {
  readonly #estate: Estate;
  readonly #postgres: PostgresTarget;
  readonly #ssh: SshTarget;

  constructor(estate: Estate, postgres: PostgresTarget, ssh: SshTarget) {
    this.#estate = estate;
    this.#postgres = postgres;
    this.#ssh = ssh;
  }

  /** A PostgreSQL role, on a device and a platform of its own. */
  async role(how: Parameters<PostgresTarget['register']>[1] = {}): Promise<ManagedAccount> {
    const { device, platform } = await this.#postgres.register(this.#estate, how);
    const { username, password } = await this.#postgres.addRole();
    const resource = await this.#estate.addResource(
      { device_id: device, platform_id: platform, type: 'postgres_role', username },
      { kind: 'password', secret: password },
    );
    return {
      kind: 'postgres',
      resource,
      device,
      platform,
      username,
      password,
      accepts: (secret) => this.#postgres.accepts(username, secret),
      setPassword: (secret) => this.#postgres.setPassword(username, secret),
    };
  }

  /** A Linux account with a password, on a device and a platform of its own. */
  async login(how: SshRegistration = {}): Promise<ManagedAccount> {
    const { device, platform } = await this.#ssh.register(this.#estate, how);
    const { username, password } = await this.#ssh.addAccount();
    const resource = await this.#estate.addResource(
      { device_id: device, platform_id: platform, type: 'linux_account', username },
      { kind: 'password', secret: password },
    );
    return {
      kind: 'ssh',
      resource,
      device,
      platform,
      username,
      password,
      accepts: (secret) => this.#ssh.accepts(username, secret),
      setPassword: (secret) => this.#ssh.server.setPassword(username, secret),
    };
  }

  /** Makes `reconciler` the account that sets the credential of `account`, which moves to its device: it must be the same. */
  async reconcileBy(account: ManagedAccount, reconciler: Pick<ManagedAccount, 'resource' | 'device'>): Promise<void> {
    await this.#estate.store.models.resources.updateOne(
      { _id: account.resource },
      { $set: { reconcile_resource_id: reconciler.resource, device_id: reconciler.device } },
    );
  }

  async reconcileByRoot(account: ManagedAccount): Promise<void> {
    const platform = await this.#estate.addPlatform({ connector: 'ssh_key' });
    const { privateKey, publicKey } = this.#ssh.root;
    const resource = await this.#estate.addResource(
      { device_id: account.device, platform_id: platform, type: 'linux_account', username: 'root' },
      { kind: 'ssh_key', secret: privateKey, publicKey },
    );
    await this.reconcileBy(account, { resource, device: account.device });
  }

  async statusOf({ resource }: ManagedAccount): Promise<string | undefined> {
    return (await this.#estate.store.models.resources.findById(resource).lean())?.status;
  }

  /** The states of all stored versions, oldest first. */
  async statesOf({ resource }: ManagedAccount): Promise<string[]> {
    return (await this.#estate.secrets(resource)).map(({ state }) => state);
  }

  async currentOf({ resource }: ManagedAccount): Promise<Secret> {
    const current = (await this.#estate.secrets(resource)).filter(({ state }) => state === 'current');
    assert.ok(current[0] && current.length === 1, 'there is one current version');
    return current[0].secret;
  }

  /** The states of the stored versions that a plain client gets in with. */
  async workingStatesOf(account: ManagedAccount): Promise<string[]> {
    const stored = await this.#estate.secrets(account.resource);
    const answers = await Promise.all(stored.map(({ secret }) => account.accepts(secret)));
    return stored.filter((_, index) => answers[index]).map(({ state }) => state);
  }

  /** The oracle of every fault: whatever happened, a version that Capstan would still try logs in. */
  async mustHoldWorkingSecret(account: ManagedAccount): Promise<void> {
    const working = await this.workingStatesOf(account);
    const tried = working.filter((state) => state !== 'retired');
    assert.ok(tried.length > 0, `${account.username}: no stored version logs in (retired ones: ${working.length})`);
  }
}
