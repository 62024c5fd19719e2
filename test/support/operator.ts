/** An operator at the public API: plain HTTP, as an integration would use it. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CredentialOperation } from '../../domain/job.ts';
import type { Secret } from '../../domain/secret.ts';
import type { PostgresTarget } from './postgres-target.ts';
import { until } from './until.ts';

const FINAL = ['succeeded', 'completed_with_errors', 'failed', 'canceled', 'timed_out'];

export interface AuditEvent {
  readonly operation: string;
  readonly status: string;
  readonly job_id: number | null;
}

interface PostgresEstate {
  readonly scopeId: number;
  readonly deviceId: number;
  readonly platformId: number;
}

export class Operator {
  readonly #baseUrl: string;
  readonly #authorization: string;

  constructor(baseUrl: string, name: string, password: string) {
    this.#baseUrl = baseUrl;
    this.#authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  }

  /** @throws AssertionError with the problem document where the answer has another status. */
  async call<Body>(
    expected: number,
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<Body> {
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        Authorization: this.#authorization,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'POST' ? { 'Idempotency-Key': key } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    assert.equal(response.status, expected, `${method} ${path}: ${text}`);
    return JSON.parse(text) as Body;
  }

  /** Registers the server as a device of the root scope. */
  async registerPostgres(target: PostgresTarget): Promise<PostgresEstate> {
    const { scopes } = await this.call<{ scopes: { id: number }[] }>(200, 'GET', '/v1/scopes');
    const { platforms } = await this.call<{ platforms: { id: number; connector: string }[] }>(
      200,
      'GET',
      '/v1/platforms',
    );
    const scopeId = scopes[0]?.id ?? 0;
    const device = await this.call<{ id: number }>(201, 'POST', '/v1/devices', {
      name: `postgres ${randomUUID()}`,
      scope_id: scopeId,
      kind: 'postgres',
      address: '127.0.0.1',
      port: target.server.port,
      trust: { kind: 'tls', ca_pem: target.server.caPem },
    });
    const platform = platforms.find(({ connector }) => connector === 'postgres');
    return { scopeId, deviceId: device.id, platformId: platform?.id ?? 0 };
  }

  /** Puts a role under management. @returns the resource's id. */
  async addRole(
    { scopeId, deviceId, platformId }: PostgresEstate,
    { username, password }: { readonly username: string; readonly password: Secret },
  ): Promise<number> {
    const resource = await this.call<{ id: number }>(201, 'POST', '/v1/resources', {
      name: username,
      type: 'postgres_role',
      scope_id: scopeId,
      device_id: deviceId,
      platform_id: platformId,
      username,
    });
    await this.call(201, 'POST', '/v1/credentials', { resource_id: resource.id, secret: password.reveal() });
    return resource.id;
  }

  async request(operation: CredentialOperation, resource: number, key?: string): Promise<number> {
    const accepted = await this.call<{ job_id: number }>(
      202,
      'POST',
      `/v1/resources/${resource}/${operation}`,
      undefined,
      key,
    );
    return accepted.job_id;
  }

  /** Repeats the request with the same key while Capstan says that it is not ready, as the contract tells clients to. */
  requestUntilAccepted(operation: CredentialOperation, resource: number): Promise<number> {
    const key = randomUUID();
    return until(`${operation} of resource ${resource} to be accepted`, async () => {
      try {
        return await this.request(operation, resource, key);
      } catch (error) {
        if (error instanceof assert.AssertionError && error.actual === 503) return undefined;
        throw error;
      }
    });
  }

  job(id: number): Promise<{ readonly status: string }> {
    return this.call(200, 'GET', `/v1/jobs/${id}`);
  }

  async ended(id: number, limitMs: number): Promise<{ readonly status: string }> {
    return until(
      `job ${id} to end`,
      async () => {
        const job = await this.job(id);
        return FINAL.includes(job.status) ? job : undefined;
      },
      limitMs,
    );
  }

  /** The audit records of these jobs. */
  async auditOf(jobs: readonly number[]): Promise<AuditEvent[]> {
    const pages = await Promise.all(
      jobs.map((job) => this.call<{ events: AuditEvent[] }>(200, 'GET', `/v1/logs/audit?limit=1000&job_id=${job}`)),
    );
    return pages.flatMap(({ events }) => events);
  }
}
