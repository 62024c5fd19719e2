/** People who ask and people who consent, at a real API with a worker, and resources whose policies want them to. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { changePolicies } from '../../store/policy/policy-book.ts';
import { JOB_CHANGED, workflowIdOf } from '../../workflows/contract.ts';
import { type ApiAndWorker, startApiAndWorker } from './api-and-worker.ts';
import { type Engines, startEngines } from './engines.ts';
import { Estate } from './estate.ts';
import { PostgresTarget } from './postgres-target.ts';
import { until } from './until.ts';

export interface Person {
  readonly id: number;
  readonly publicId: string;
  readonly authorization: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on fields of many shapes.
  readonly body: any;
}

export interface Governed {
  readonly resource: number;
  readonly device: number;
  readonly policy: number;
}

/** A word on a request: who says it, and with which key. */
export interface Saying {
  readonly as: Person;
  readonly key?: string;
  readonly body?: object;
}

type Approvals = { readonly [operation in 'verify' | 'rotate' | 'checkout']?: object };

const ORGANIZATION = 1;
const ADMIN_PASSWORD = 'a password of an administrator in tests';

export class ConsentEstate {
  readonly engines: Engines;
  readonly target: PostgresTarget;
  readonly estate: Estate;
  readonly admin: Person;
  readonly baseUrl: string;
  readonly #processes: ApiAndWorker;
  #platform = 0;

  private constructor(parts: {
    readonly engines: Engines;
    readonly target: PostgresTarget;
    readonly estate: Estate;
    readonly processes: ApiAndWorker;
  }) {
    this.engines = parts.engines;
    this.target = parts.target;
    this.estate = parts.estate;
    this.baseUrl = parts.processes.baseUrl;
    this.#processes = parts.processes;
    this.admin = { id: 1, publicId: '', authorization: basic('admin', ADMIN_PASSWORD) };
  }

  static async start(): Promise<ConsentEstate> {
    const [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    const processes = await startApiAndWorker(engines, ADMIN_PASSWORD);
    const estate = await Estate.open(engines);
    return new ConsentEstate({ engines, target, estate, processes });
  }

  async stop(): Promise<void> {
    await this.#processes.stop();
    await this.estate.close();
    await Promise.all([this.engines.stop(), this.target.stop()]);
  }

  /** As if its machine had lost power. */
  killWorker(): Promise<void> {
    return this.#processes.worker.kill();
  }

  /** In the place of the one that was killed. */
  startWorker(): Promise<void> {
    return this.#processes.startWorker();
  }

  /** What API and worker have printed. */
  get output(): string {
    const { api, worker } = this.#processes;
    return worker.output() + api.output();
  }

  async call(method: string, path: string, { as, key, body }: Partial<Saying> = {}): Promise<Answer> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        Authorization: (as ?? this.admin).authorization,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** The body of a good answer that is not JSON. */
  async text(path: string, { authorization }: Person): Promise<string> {
    const response = await fetch(`${this.baseUrl}${path}`, { headers: { Authorization: authorization } });
    assert.equal(response.status, 200, path);
    return response.text();
  }

  /** The body of an answer with that status. */
  async expect(status: number, method: string, path: string, saying: Partial<Saying> = {}): Promise<Answer['body']> {
    const answer = await this.call(method, path, saying);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A user with that role on everything, in those groups. */
  async person(role: string, ...groups: number[]): Promise<Person> {
    const body = { name: `person-${randomUUID()}` };
    const made = await this.expect(201, 'POST', '/v1/users', { body });
    const grant = { subject_type: 'user', subject_id: made.id, role, scope_id: 1 };
    await this.expect(201, 'POST', '/v1/grants', { body: grant });
    for (const group of groups) await this.expect(200, 'PUT', `/v1/groups/${group}/members/${made.id}`);
    return { id: made.id, publicId: made.public_id, authorization: basic(body.name, made.password) };
  }

  async group(): Promise<number> {
    return (await this.expect(201, 'POST', '/v1/groups', { body: { name: `group-${randomUUID()}` } })).id;
  }

  /** A role of the target under management, with a policy of its own. */
  async governed(approvals: Approvals, rules: PolicyRules = {}): Promise<Governed> {
    const { device, platform } = await this.target.register(this.estate);
    this.#platform = platform;
    const { username, password } = await this.target.addRole();
    const resource = await this.estate.addResource(
      { device_id: device, platform_id: this.#platform, type: 'postgres_role', username },
      { kind: 'password', secret: password },
    );
    const asked = Object.keys(approvals).length > 0 ? { approvals } : {};
    const body = { name: `policy-${randomUUID()}`, rules: { ...rules, ...asked } };
    const { id: policy } = await this.expect(201, 'POST', '/v1/policies', { body });
    const binding = { policy_id: policy, target_type: 'resource', target_id: resource };
    await this.expect(201, 'POST', '/v1/policy-bindings', { body: binding });
    return { resource, device, policy };
  }

  /** Minutes of the rule for verifications that no policy could say through the API: a second is long enough for a test. */
  async hurry(policy: number, minutes: { readonly expires?: number; readonly escalates?: number }): Promise<void> {
    const rule = 'rules.approvals.verify';
    const { store } = this.estate;
    await store.transaction(async (session) => {
      await store.models.policies.updateOne(
        { _id: policy },
        {
          $set: {
            ...(minutes.expires === undefined ? {} : { [`${rule}.expires_after_minutes`]: minutes.expires }),
            ...(minutes.escalates === undefined ? {} : { [`${rule}.escalation.after_minutes`]: minutes.escalates }),
          },
        },
        { session },
      );
      await changePolicies(store, session, ORGANIZATION);
    });
  }

  /** Asks for what needs consent. */
  async ask(
    as: Person,
    operation: 'verify' | 'rotate',
    resource: number,
    body: object = {},
  ): Promise<{ readonly job: number; readonly approval: number; readonly status: string }> {
    const made = await this.expect(202, 'POST', `/v1/resources/${resource}/${operation}`, { as, body });
    return { job: made.job_id, approval: made.approval_id, status: made.status };
  }

  say(move: 'approve' | 'deny' | 'withdraw' | 'revoke', approval: number, saying: Saying): Promise<Answer> {
    return this.call('POST', `/v1/approvals/${approval}/${move}`, saying);
  }

  approval(id: number): Promise<Answer['body']> {
    return this.expect(200, 'GET', `/v1/approvals/${id}`);
  }

  job(id: number): Promise<Answer['body']> {
    return this.expect(200, 'GET', `/v1/jobs/${id}`);
  }

  /** The job once it has ended, with its only item. */
  async ended(id: number): Promise<{ readonly job: Answer['body']; readonly item: Answer['body'] }> {
    const job = await this.jobWhere(id, `job ${id} to end`, ({ ended_at }) => ended_at !== null);
    const { items } = await this.expect(200, 'GET', `/v1/jobs/${id}/items`);
    return { job, item: items[0] };
  }

  async jobWhere(id: number, what: string, holds: (job: Answer['body']) => boolean): Promise<Answer['body']> {
    return until(what, async () => {
      const job = await this.job(id);
      return holds(job) ? job : undefined;
    });
  }

  /** Has the workflow of a job look at once, and not when it would by itself; one that has ended has looked. */
  async wake(job: number): Promise<void> {
    const handle = this.estate.client.workflow.getHandle(workflowIdOf(job));
    await until('the workflow of the job to start', async () => handle.describe().catch(() => undefined));
    await handle.signal(JOB_CHANGED).catch((error) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
  }

  /** What the audit log has of a request, oldest first: operation and status. */
  async recordsOf(approval: number): Promise<string[]> {
    const { events } = await this.expect(200, 'GET', `/v1/logs/audit?approval_id=${approval}&limit=1000`);
    return events.map(({ operation, status }: Answer['body']) => `${operation} ${status}`).reverse();
  }
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}
