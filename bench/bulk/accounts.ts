/** Puts very many accounts under management: straight into the store, thousands at a time, since that is not what is measured. */

import { DEFAULT_LOGIN_GUARD } from '../../domain/login-guard.ts';
import { DEFAULT_PASSWORD_RULES } from '../../domain/password-rules.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import type { Secret } from '../../domain/secret.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../../store/models/inventory.ts';
import type { Counted, Store } from '../../store/store.ts';
import type { Vault } from '../../store/vault/vault.ts';

export interface NewAccount {
  readonly username: string;
  readonly password: Secret;
}

export interface ManagedAccount extends NewAccount {
  readonly resource: number;
}

export interface AccountPlace {
  readonly deviceId: number;
  readonly platformId: number;
}

const CHUNK = 1_000;

export class Accounts {
  readonly #store: Store;
  readonly #vault: Vault;

  constructor(store: Store, vault: Vault) {
    this.#store = store;
    this.#vault = vault;
  }

  /** A PostgreSQL, with the account that sets the passwords of others. */
  async addDevice(fields: Pick<DeviceDocument, 'port' | 'trust'>, reconcile: NewAccount): Promise<number> {
    const _id = await this.#store.nextId('device');
    const device: DeviceDocument = {
      _id,
      public_id: `dev_many_${_id}`,
      scope_id: await this.#rootScope(),
      name: `many accounts ${_id}`,
      kind: 'postgres',
      address: '127.0.0.1',
      reconcile_resource_id: null,
      status: 'active',
      ...fields,
      ...owned(),
    };
    await this.#store.models.devices.create([device]);
    const platformId = await this.addPlatform({ change_by: 'self', max_parallel_per_device: 4 });
    const [account] = await this.addAccounts([reconcile], [{ deviceId: _id, platformId }]);
    const reconcile_resource_id = account?.resource ?? null;
    await this.#store.models.devices.updateOne({ _id }, { $set: { reconcile_resource_id } });
    return _id;
  }

  async addPlatform(fields: Pick<PlatformDocument, 'change_by' | 'max_parallel_per_device'>): Promise<number> {
    const _id = await this.#store.nextId('platform');
    const platform: PlatformDocument = {
      _id,
      name: `many accounts ${_id}`,
      connector: 'postgres',
      settings: { database: 'postgres' },
      password_rules: DEFAULT_PASSWORD_RULES,
      timeouts: { connect_ms: 10_000, operation_ms: 15_000, settle_ms: 20_000 },
      login_guard: DEFAULT_LOGIN_GUARD,
      ...fields,
      ...owned(),
    };
    await this.#store.models.platforms.create([platform]);
    return _id;
  }

  /** In turns to each of `places`. */
  async addAccounts(accounts: readonly NewAccount[], places: readonly AccountPlace[]): Promise<ManagedAccount[]> {
    const added: ManagedAccount[] = [];
    for (let from = 0; from < accounts.length; from += CHUNK) {
      added.push(...(await this.#addChunk(accounts.slice(from, from + CHUNK), places)));
    }
    return added;
  }

  async #addChunk(accounts: readonly NewAccount[], places: readonly AccountPlace[]): Promise<ManagedAccount[]> {
    const scope_id = await this.#rootScope();
    const [resourceId, credentialId] = [
      await this.#reserve('resource', accounts.length),
      await this.#reserve('credential', accounts.length),
    ];
    const resources = accounts.map(({ username }, at): ResourceDocument => {
      const { deviceId: device_id, platformId: platform_id } = places[at % places.length] ?? nowhere();
      const _id = resourceId + at;
      const name = `${username} ${_id}`;
      const where = { scope_id, device_id, platform_id, reconcile_resource_id: null };
      const state = { status: 'unverified', status_detail: null, verified_at: null, rotated_at: null } as const;
      return {
        _id,
        public_id: `res_many_${_id}`,
        name,
        type: 'postgres_role',
        username,
        ...where,
        ...state,
        ...owned(),
      };
    });
    const credentials = accounts.map((_, at): CredentialDocument => {
      const guard = { failed_logins: [], open_logins: [] };
      const about = { resource_id: resourceId + at, kind: 'password', status: 'active', latest_version: 1 } as const;
      return { _id: credentialId + at, scope_id, ...about, ...guard, ...owned() };
    });
    const versions = await Promise.all(
      accounts.map(({ password }, at) => this.#firstVersion(credentialId + at, password)),
    );
    const db = this.#store.connection.getClient().db();
    await db.collection<ResourceDocument>('resources').insertMany(resources);
    await db.collection<CredentialDocument>('credentials').insertMany(credentials);
    await db.collection<CredentialVersionDocument>('credential_versions').insertMany(versions);
    return accounts.map((account, at) => ({ ...account, resource: resourceId + at }));
  }

  async #firstVersion(credential_id: number, password: Secret): Promise<CredentialVersionDocument> {
    const context = { organizationId: FIRST_ORGANIZATION_ID, credentialId: credential_id, version: 1 };
    return {
      _id: `${credential_id}:1`,
      organization_id: FIRST_ORGANIZATION_ID,
      credential_id,
      version: 1,
      state: 'current',
      rotation_id: null,
      sealed: await this.#vault.seal(password, context),
      public_key: null,
      removal_due: false,
      created_at: new Date(),
      promoted_at: null,
      retired_at: null,
    };
  }

  /** @returns the first of `count` ids that nobody else gets. */
  async #reserve(noun: Counted, count: number): Promise<number> {
    const counter = await this.#store.models.counters
      .findOneAndUpdate({ _id: noun }, { $inc: { value: count } }, { upsert: true, returnDocument: 'after' })
      .lean();
    if (!counter) throw new Error(`the counter of ${noun} gave no ids`);
    return counter.value - count + 1;
  }

  async #rootScope(): Promise<number> {
    const root = await this.#store.models.scopes
      .findOne({ organization_id: FIRST_ORGANIZATION_ID, parent_id: null })
      .lean();
    if (!root) throw new Error('there is no scope to put accounts into');
    return root._id;
  }
}

function owned() {
  const now = new Date();
  const tracked = { created_at: now, updated_at: now, revision: 1, last_event_id: 'evt_of_many' };
  return { organization_id: FIRST_ORGANIZATION_ID, ...tracked };
}

function nowhere(): never {
  throw new RangeError('accounts need a place');
}
