/** All that a rotation by a plan needs, each in a process of its own that can be killed: engines, API, workers, a target. */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Accounts } from '../../../bench/bulk/accounts.ts';
import { Secret } from '../../../domain/secret.ts';
import { freePort } from '../../../launcher/engines/free-port.ts';
import type { ManagedRole } from '../bulk-estate.ts';
import { type Engines, environmentOf, startEngines } from '../engines.ts';
import { Estate } from '../estate.ts';
import { Operator } from '../operator.ts';
import { PostgresTarget } from '../postgres-target.ts';
import { SupervisedRole } from './supervised-role.ts';

const ADMIN_PASSWORD = 'a password for this soak alone';

export interface StageOptions {
  readonly roles: number;
  readonly changeBy: 'self' | 'reconcile_account';
  /** Whether there is an account that sets what an account cannot set by itself. */
  readonly reconcile: boolean;
  readonly parallel: number;
}

export class Stage {
  readonly engines: Engines;
  readonly target: PostgresTarget;
  readonly estate: Estate;
  readonly baseUrl: string;
  readonly api: SupervisedRole;
  readonly workers: readonly SupervisedRole[];
  /** Who asks. */
  readonly admin: Operator;
  readonly roles: readonly ManagedRole[];
  /** Of the roles, and of nothing else. */
  readonly platformId: number;

  private constructor(parts: Omit<Stage, 'stop' | 'supervised'>) {
    this.engines = parts.engines;
    this.target = parts.target;
    this.estate = parts.estate;
    this.baseUrl = parts.baseUrl;
    this.api = parts.api;
    this.workers = parts.workers;
    this.admin = parts.admin;
    this.roles = parts.roles;
    this.platformId = parts.platformId;
  }

  static async start(options: StageOptions): Promise<Stage> {
    const [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    const environment = environmentOf(engines);
    const port = await freePort();
    const apiEnvironment = { ...environment, CAPSTAN_PORT: String(port), CAPSTAN_ADMIN_PASSWORD: ADMIN_PASSWORD };
    const api = new SupervisedRole('api/main.ts', apiEnvironment, 'The API listens');
    await api.ready();
    const workers = [1, 2].map(() => new SupervisedRole('worker/main.ts', environment, 'Worker is ready'));
    const estate = await Estate.open(engines);
    const { roles, platformId } = await manageRoles({ estate, target }, options);
    await Promise.all(workers.map((worker) => worker.ready()));
    const baseUrl = `http://127.0.0.1:${port}`;
    const admin = new Operator(baseUrl, 'admin', ADMIN_PASSWORD);
    return new Stage({ engines, target, estate, baseUrl, api, workers, admin, roles, platformId });
  }

  get supervised(): ReadonlyMap<string, SupervisedRole> {
    const workers = this.workers.map((worker, at) => [`worker ${at + 1}`, worker] as const);
    return new Map([['API', this.api], ...workers]);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.supervised.values()].map((role) => role.stop()));
    await this.estate.close();
    await Promise.all([this.engines.stop(), this.target.stop()]);
  }
}

/** They are on a platform of their own, by which a selector finds them without the account that reconciles them. */
async function manageRoles(
  { estate, target }: Pick<Stage, 'estate' | 'target'>,
  { roles: count, changeBy, reconcile, parallel }: StageOptions,
): Promise<Pick<Stage, 'roles' | 'platformId'>> {
  const { device } = await target.register(estate, { reconcile });
  const platform = await estate.addPlatform({
    connector: 'postgres',
    settings: { database: 'postgres' },
    change_by: changeBy,
    max_parallel_per_device: parallel,
    login_guard: { max_failed_logins: MOST_FAILED_LOGINS, window_seconds: GUARD_SECONDS },
  });
  const accounts = Array.from({ length: count }, () => ({
    username: `bulk_${randomBytes(6).toString('hex')}`,
    password: new Secret(randomBytes(12).toString('hex')),
  }));
  for (let from = 0; from < count; from += STATEMENTS_AT_ONCE) {
    const statements = accounts
      .slice(from, from + STATEMENTS_AT_ONCE)
      .map(({ username, password }) => `CREATE ROLE ${username} LOGIN PASSWORD '${password.reveal()}'`);
    await target.sql(statements.join('; '));
  }
  const place = { deviceId: device, platformId: platform };
  const roles = await new Accounts(estate.store, estate.vault).addAccounts(accounts, [place]);
  return { roles: roles.map(({ resource, username }) => ({ resource, username })), platformId: platform };
}

const STATEMENTS_AT_ONCE = 500;

/** As few as an operator would allow whose accounts are locked after the next one. */
export const MOST_FAILED_LOGINS = 4;
/** Short, since whoever repairs an account waits until it is over. */
export const GUARD_SECONDS = 60;

/** Repeats what a killed server could not answer, until it does. For reads, and for requests with a key of their own. */
export async function persistently<Answer>(ask: () => Promise<Answer>, limitMs = 120_000): Promise<Answer> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(250);
    }
  }
}
