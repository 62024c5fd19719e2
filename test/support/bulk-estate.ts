/** Plans and jobs by them, put into the store the short way, for tests of what happens behind the API. */

import { randomBytes } from 'node:crypto';
import { startPriorityOf } from '../../api/dispatch/start-priority.ts';
import { resumed } from '../../api/handlers/jobs/resume-job.ts';
import { type BulkOptions, RETRYABLE_STATUSES } from '../../domain/bulk.ts';
import type { BulkOperation, CredentialOperation } from '../../domain/job.ts';
import { Secret } from '../../domain/secret.ts';
import type { JobDocument, JobItemDocument } from '../../store/models/job.ts';
import { fingerprintOf } from '../../store/plans/fingerprint.ts';
import { loadManagedBatch } from '../../store/plans/load-managed-batch.ts';
import { digestOfStored } from '../../store/plans/plan-digest.ts';
import { PolicyBooks } from '../../store/policy/policy-book.ts';
import { JOB_CHANGED, TASK_QUEUE, WORKFLOW_OF, workflowIdOf } from '../../workflows/contract.ts';
import { ASKING_ADMIN, admitAskingAdmin } from './asking-admin.ts';
import type { Estate } from './estate.ts';
import type { PostgresTarget } from './postgres-target.ts';
import { until } from './until.ts';

const ORGANIZATION = 1;
const CHUNK = 500;
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });

const OPTIONS: BulkOptions = {
  canary: 0,
  wave_size: 500,
  max_parallel_per_device: null,
  failure_budget: { count: null, percent: null, wave_percent: null, per_device: null },
  start_at: null,
};

export interface ManagedRole {
  readonly resource: number;
  readonly username: string;
}

export class BulkEstate {
  readonly #estate: Estate;

  private constructor(estate: Estate) {
    this.#estate = estate;
  }

  static async over(estate: Estate): Promise<BulkEstate> {
    const organization = { name: 'default', status: 'active', ...tracked() };
    const database = estate.store.connection.getClient().db();
    const organizations = database.collection<{ _id: number }>('organizations');
    await organizations.updateOne({ _id: ORGANIZATION }, { $setOnInsert: organization }, { upsert: true });
    await admitAskingAdmin(estate.store);
    return new BulkEstate(estate);
  }

  /** Makes roles that may log in, many in one statement, and registers each with its password. */
  async addRoles(
    target: PostgresTarget,
    count: number,
    at: { readonly device: number; readonly platform: number },
  ): Promise<ManagedRole[]> {
    const roles: ManagedRole[] = [];
    for (let from = 0; from < count; from += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, count - from) }, () => ({
        username: `bulk_${randomBytes(6).toString('hex')}`,
        password: new Secret(randomBytes(12).toString('hex')),
      }));
      await target.sql(
        chunk
          .map(({ username, password }) => `CREATE ROLE ${username} LOGIN PASSWORD '${password.reveal()}'`)
          .join('; '),
      );
      const added = chunk.map(async ({ username, password }) => {
        const fields = { device_id: at.device, platform_id: at.platform, type: 'postgres_role', username } as const;
        return { resource: await this.#estate.addResource(fields, { kind: 'password', secret: password }), username };
      });
      roles.push(...(await Promise.all(added)));
    }
    return roles;
  }

  /** A plan as a preflight would leave it that has found nothing to say. */
  async plan(operation: CredentialOperation, resources: readonly number[]): Promise<number> {
    const { store } = this.#estate;
    const _id = await store.nextId('plan');
    const books = new PolicyBooks(store);
    for (let from = 0; from < resources.length; from += CHUNK) {
      const ids = resources.slice(from, from + CHUNK);
      const facts = await loadManagedBatch(store, books, ORGANIZATION, ids);
      const items = ids.flatMap((id, at) => {
        const known = facts.get(id);
        if (!known) throw new Error(`there is no resource ${id} to plan for`);
        return {
          _id: `${_id}:${id}`,
          organization_id: ORGANIZATION,
          plan_id: _id,
          resource_id: id,
          scope_id: known.resource.scope_id,
          device_id: known.device._id,
          position: from + at + 1,
          verdict: 'ready',
          findings: [],
          fingerprint: fingerprintOf(known),
        } as const;
      });
      await store.models.planItems.insertMany(items);
    }
    const plan = { _id, organization_id: ORGANIZATION, scope_id: 1, operation };
    await store.models.plans.create({
      ...plan,
      selector: {},
      status: 'ready',
      actor: ASKING_ADMIN,
      job_id: -_id,
      resource_count: resources.length,
      counts: { pending: 0, ready: resources.length, warned: 0, blocked: 0 },
      digest: await digestOfStored(store, plan),
      expires_at: new Date(Date.now() + 3_600_000),
      runs_by_itself: false,
      ...tracked(),
    });
    return _id;
  }

  /** Asks for a job as the API would: the document first, then its workflow. */
  async request(
    operation: CredentialOperation,
    plan: number,
    options: Partial<BulkOptions> = {},
    retryOf: number | null = null,
    /** As whose it takes its turn in Temporal. */
    organization = ORGANIZATION,
  ): Promise<number> {
    const { store } = this.#estate;
    const _id = await store.nextId('job');
    await store.models.jobs.create({
      _id,
      organization_id: ORGANIZATION,
      scope_id: 1,
      resource_id: null,
      operation: `bulk_${operation}`,
      status: 'queued',
      actor: ASKING_ADMIN,
      correlation_id: `evt_test_${_id}`,
      cancel_requested: false,
      dispatch: 'started',
      dispatch_due_at: new Date(),
      dispatch_attempts: 1,
      resource_count: 0,
      bulk: {
        plan_id: plan,
        retry_of: retryOf,
        ...(retryOf === null ? {} : { retry_statuses: RETRYABLE_STATUSES }),
        options: { ...OPTIONS, ...options },
        counts: { queued: 0, succeeded: 0, failed: 0, unknown: 0, canceled: 0 },
        wave: 0,
        wave_size: 0,
        pause_requested: false,
        paused: null,
        resumed_at: null,
        waiting_until: null,
      },
      ...tracked(),
    });
    await this.start(`bulk_${operation}`, _id, organization);
    return _id;
  }

  async start(operation: BulkOperation, jobId: number, organization = ORGANIZATION): Promise<void> {
    await this.#estate.client.workflow.start(WORKFLOW_OF[operation], {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf(jobId),
      priority: startPriorityOf({ operation, organization_id: organization }),
      args: [{ organizationId: ORGANIZATION, jobId, operation, correlationId: `evt_test_${jobId}` }],
    });
  }

  async change(jobId: number, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#estate.store.models.jobs.updateOne({ _id: jobId }, { $set: fields, $inc: { revision: 1 } });
    await this.wake(jobId);
  }

  /** Only tells its workflow to look. */
  async wake(jobId: number): Promise<void> {
    await this.#estate.client.workflow.getHandle(workflowIdOf(jobId)).signal(JOB_CHANGED);
  }

  /** As an operator who has seen why it stands still; only of one that is `paused`. */
  async resume(jobId: number): Promise<void> {
    const { bulk } = await this.job(jobId);
    if (!bulk) throw new Error(`job ${jobId} is by no plan`);
    await this.change(jobId, { status: 'running', bulk: resumed(bulk, new Date()) });
  }

  async job(jobId: number): Promise<JobDocument> {
    const job = await this.#estate.store.models.jobs.findById(jobId).lean<JobDocument>();
    if (!job) throw new Error(`there is no job ${jobId}`);
    return job;
  }

  items(jobId: number): Promise<JobItemDocument[]> {
    return this.#estate.store.models.jobItems.find({ job_id: jobId }).lean<JobItemDocument[]>();
  }

  until(what: string, jobId: number, holds: (job: JobDocument) => boolean, limitMs = 120_000): Promise<JobDocument> {
    return until(
      `job ${jobId} ${what}`,
      async () => {
        const job = await this.job(jobId);
        return holds(job) ? job : undefined;
      },
      limitMs,
    );
  }

  ended(jobId: number, limitMs?: number): Promise<JobDocument> {
    return this.until('to end', jobId, ({ ended_at }) => ended_at !== null, limitMs);
  }

  paused(jobId: number, limitMs?: number): Promise<JobDocument> {
    return this.until('to pause', jobId, ({ status }) => status === 'paused', limitMs);
  }
}
