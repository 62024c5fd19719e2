/** One organization as its administrator sees it, with the means to fill it through the API. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ApiHarness, CallAnswer, Caller, CallOptions } from '../../support/api-harness.ts';

const LOOPBACK_POSTGRES = {
  kind: 'postgres',
  address: '127.0.0.1',
  port: 5432,
  trust: { kind: 'loopback_plaintext' },
} as const;

let made = 0;

/** A name that nothing else has. */
export function freshName(noun: string): string {
  made += 1;
  return `${noun} ${made}`;
}

export class World {
  readonly api: ApiHarness;
  readonly admin: Caller;
  /** Root of the scope tree. */
  readonly rootScopeId: number;

  private constructor(api: ApiHarness, admin: Caller, rootScopeId: number) {
    this.api = api;
    this.admin = admin;
    this.rootScopeId = rootScopeId;
  }

  static async enter(api: ApiHarness, admin: Caller): Promise<World> {
    const { body } = await api.call('GET', '/v1/scopes', { as: admin });
    return new World(api, admin, body.scopes[0].id);
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<CallAnswer> {
    return this.api.call(method, path, { as: this.admin, ...options });
  }

  /** Answers with the body of what was made. */
  async create(path: string, body: object) {
    const answer = await this.call('POST', path, { body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  async scope(parentId = this.rootScopeId): Promise<number> {
    return (await this.create('/v1/scopes', { name: freshName('scope'), parent_id: parentId })).id;
  }

  newDevice(fields: object = {}) {
    return { name: freshName('device'), scope_id: this.rootScopeId, ...LOOPBACK_POSTGRES, ...fields };
  }

  async device(fields: object = {}): Promise<number> {
    return (await this.create('/v1/devices', this.newDevice(fields))).id;
  }

  newPlatform(fields: object = {}) {
    return { name: freshName('platform'), connector: 'postgres', settings: {}, ...fields };
  }

  async platform(fields: object = {}): Promise<number> {
    return (await this.create('/v1/platforms', this.newPlatform(fields))).id;
  }

  async newResource(fields: object = {}) {
    return {
      name: freshName('resource'),
      type: 'postgres_role',
      device_id: 'device_id' in fields ? undefined : await this.device(),
      platform_id: 'platform_id' in fields ? undefined : await this.platform(),
      scope_id: this.rootScopeId,
      username: 'app_owner',
      ...fields,
    };
  }

  async resource(fields: object = {}): Promise<number> {
    return (await this.create('/v1/resources', await this.newResource(fields))).id;
  }

  async credential(resourceId?: number): Promise<number> {
    const resource_id = resourceId ?? (await this.resource());
    return (await this.create('/v1/credentials', { resource_id, secret: 'a password for tests' })).id;
  }

  /** A resource that verify and rotate take. */
  async readyResource(fields: object = {}): Promise<number> {
    const id = await this.resource(fields);
    await this.credential(id);
    return id;
  }

  /** A resource that reconcile takes, too. */
  async reconcilableResource(): Promise<number> {
    const device_id = await this.device();
    return this.readyResource({ device_id, reconcile_resource_id: await this.readyResource({ device_id }) });
  }

  /** A job that nobody dispatches. */
  async job(resourceId?: number): Promise<number> {
    const id = resourceId ?? (await this.readyResource());
    const answer = await this.call('POST', `/v1/resources/${id}/verify`);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.job_id;
  }

  async endedJob(): Promise<number> {
    const id = await this.job();
    assert.equal((await this.call('POST', `/v1/jobs/${id}/cancel`)).status, 200);
    return id;
  }

  async application(role = 'viewer'): Promise<number> {
    return (await this.create('/v1/applications', { name: freshName('application'), role })).id;
  }
}

/** Does what a worker does when it first starts: publishes the key that secrets are sealed to. */
export async function publishInboxKey(api: ApiHarness): Promise<void> {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  await api.store.models.vaultInboxKeys.create({
    _id: 'inbox-00000001',
    jwk: { ...jwk, kid: 'inbox-00000001' },
    created_at: new Date(),
    active: true,
  });
}
