/** A job always reaches Temporal, once, and always ends. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dispatchJob } from '../../../api/dispatch/dispatch-job.ts';
import { Relay, retryDelayMs } from '../../../api/dispatch/relay.ts';
import { settleStaleJobs } from '../../../api/dispatch/stale-jobs.ts';
import { startPriorityOf } from '../../../api/dispatch/start-priority.ts';
import type { JobOperation } from '../../../domain/job.ts';
import { resolveBinary } from '../../../launcher/engines/resolve-binary.ts';
import { startTemporal, type Temporal } from '../../../launcher/engines/temporal.ts';
import { createLogger } from '../../../runtime/logger.ts';
import type { TemporalClient } from '../../../runtime/temporal-client.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { BulkState, JobDocument, JobItemDocument } from '../../../store/models/job.ts';
import type { Store } from '../../../store/store.ts';
import { workflowIdOf } from '../../../workflows/contract.ts';
import { type ApiHarness, absentTemporal, startApi } from '../../support/api-harness.ts';
import { ledgerJob } from '../../support/ledger-work.ts';
import { until } from '../../support/until.ts';

const logger = createLogger({ service: 'api', level: 'error' });
const LONG_AGO = new Date(Date.now() - 600_000);

test('retries double from half a second and never wait longer than half a minute', () => {
  assert.deepEqual([1, 2, 3, 6, 7, 8, 50].map(retryDelayMs), [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
});

describe('dispatch', () => {
  let api: ApiHarness;
  let temporal: Temporal;
  let directory: string;
  let client: TemporalClient;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-dispatch-test-'));
    const { path: binary } = await resolveBinary('temporal');
    temporal = await startTemporal({ binary, directory, namespace: 'capstan' });
    api = await startApi({ temporalAddress: temporal.address });
    client = api.temporal;
  });
  after(async () => {
    await api.close();
    await temporal.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const describeWorkflow = (jobId: number) => client.client.workflow.getHandle(workflowIdOf(jobId)).describe();

  test('a job is started once, however often and wherever it is dispatched', async () => {
    const job = await createJob(api.store);
    await Promise.all([1, 2, 3].map(() => dispatchJob(api.store, client, job)));
    await dispatchJob(api.store, client, job);
    const { type, runId } = await describeWorkflow(job._id);
    assert.equal(type, 'verifyCredential');
    assert.equal((await jobOf(api.store, job._id)).dispatch, 'started');
    const runs = [];
    for await (const run of client.client.workflow.list({ query: `WorkflowId = '${workflowIdOf(job._id)}'` }))
      runs.push(run);
    assert.deepEqual(
      runs.map((run) => run.runId),
      [runId],
    );
  });

  test('a job says how urgent it is and whose', async () => {
    for (const [fields, priorityKey] of [
      [{ operation: 'rotate', organization_id: 7 }, 2],
      [{ operation: 'bulk_rotate', organization_id: 7 }, 4],
    ] as const) {
      const job = await createJob(api.store, fields);
      await dispatchJob(api.store, client, job);
      const { priority } = await describeWorkflow(job._id);
      assert.deepEqual([priority?.priorityKey, priority?.fairnessKey], [priorityKey, 'org-7']);
    }
  });

  test('what somebody waits for goes before work on many resources, of which the organizations take turns', async () => {
    const taskQueue = 'turns';
    const { workflow, workflowService } = client.client;
    const wait = async (operation: JobOperation, organization_id: number, name: string) => {
      const priority = startPriorityOf({ operation, organization_id });
      await workflow.start('waits', { taskQueue, workflowId: `${operation}:${organization_id}:${name}`, priority });
    };
    for (let number = 0; number < 12; number += 1) await wait('bulk_rotate', 1, `${number}`);
    for (let number = 0; number < 3; number += 1) await wait('bulk_rotate', 2, `${number}`);
    await wait('rotate', 1, 'urgent');
    const order: string[] = [];
    for (let number = 0; number < 16; number += 1) {
      const task = { namespace: 'capstan', taskQueue: { name: taskQueue }, identity: 'test' };
      const { workflowExecution } = await client.within(20_000, () => workflowService.pollWorkflowTaskQueue(task));
      order.push(workflowExecution?.workflowId ?? '');
    }
    const placeOf = (prefix: string) => order.findLastIndex((id) => id.startsWith(prefix));
    // What the server has already taken from its database for the next one who asks keeps its place.
    assert.ok(placeOf('rotate:') <= 2, order.join(' '));
    assert.ok(placeOf('bulk_rotate:2:') <= 9, order.join(' '));
  });

  test('two relays share the jobs that wait, and start each of them', async () => {
    const jobs = await Promise.all(Array.from({ length: 12 }, () => createJob(api.store)));
    const relays = [1, 2].map(() => new Relay({ store: api.store, temporal: client, logger }));
    for (const relay of relays) relay.dispatchSoon();
    await becomesSo(async () => (await api.store.models.jobs.countDocuments({ dispatch: 'accepted' })) === 0);
    await Promise.all(relays.map((relay) => relay.stop()));
    for (const { _id } of jobs) {
      assert.equal((await describeWorkflow(_id)).status.name, 'RUNNING');
      assert.equal((await jobOf(api.store, _id)).dispatch_attempts, 1);
    }
  });

  test('while Temporal is down a job stays accepted and is tried later and later; then it starts', async () => {
    const job = await createJob(api.store);
    const absent = absentTemporal();
    const relay = new Relay({ store: api.store, temporal: absent, logger });
    relay.dispatchSoon();
    await becomesSo(async () => {
      const { dispatch_attempts, dispatch_due_at } = await jobOf(api.store, job._id);
      return dispatch_attempts === 1 && dispatch_due_at.getTime() < Date.now() + 1_000;
    });
    const waiting = await jobOf(api.store, job._id);
    assert.equal(waiting.dispatch, 'accepted');
    assert.equal(waiting.status, 'queued');
    await relay.stop();
    await absent.close();

    const back = new Relay({ store: api.store, temporal: client, logger });
    back.start();
    await becomesSo(async () => (await jobOf(api.store, job._id)).dispatch === 'started');
    await back.stop();
    assert.equal((await describeWorkflow(job._id)).status.name, 'RUNNING');
  });

  test('a started job whose workflow nobody knows, and that never began, is started again', async () => {
    const job = await createJob(api.store, { dispatch: 'started', dispatch_due_at: LONG_AGO, updated_at: LONG_AGO });
    await settleStaleJobs({ store: api.store, temporal: client, logger });
    assert.equal((await jobOf(api.store, job._id)).dispatch, 'accepted');
  });

  test('a job that runs for long is left alone', async () => {
    const job = await createJob(api.store);
    await dispatchJob(api.store, client, job);
    await api.store.models.jobs.updateOne(
      { _id: job._id },
      { $set: { dispatch_due_at: LONG_AGO, updated_at: LONG_AGO } },
    );
    await settleStaleJobs({ store: api.store, temporal: client, logger });
    assert.equal((await jobOf(api.store, job._id)).status, 'queued');
  });

  test('a job whose workflow was terminated ends, its begun item and its resource as unknown, with a record', async () => {
    const job = await createJob(api.store, { status: 'running', started_at: LONG_AGO });
    await dispatchJob(api.store, client, job);
    await api.store.models.jobItems.updateOne({ job_id: job._id }, { $set: { status: 'running' } });
    await addSteps(api.store, job._id);
    await client.client.workflow.getHandle(workflowIdOf(job._id)).terminate('for the test');
    await api.store.models.jobs.updateOne(
      { _id: job._id },
      { $set: { dispatch_due_at: LONG_AGO, updated_at: LONG_AGO } },
    );
    await settleStaleJobs({ store: api.store, temporal: client, logger });

    const ended = await jobOf(api.store, job._id);
    assert.equal(ended.status, 'completed_with_errors');
    assert.ok(ended.ended_at);
    const item = await api.store.models.jobItems.findOne({ job_id: job._id }).lean();
    assert.deepEqual([item?.status, item?.code, item?.effect], ['unknown', 'internal', 'unknown']);
    assert.match(item?.message ?? '', /terminated/);
    const record = await api.store.auditCollection().findOne({ operation: 'job.settle', job_id: job._id });
    assert.equal(record?._id, ended.last_event_id);
    assert.equal(record?.actor.type, 'system');
    const [whole, cut] = await api.store.models.jobSteps.find({ job_id: job._id }).sort({ _id: 1 }).lean();
    assert.deepEqual([whole?.outcome, whole?.duration_ms], ['succeeded', 5]);
    assert.deepEqual([cut?.outcome, cut?.ended_at], ['failed', ended.ended_at]);
    assert.match(cut?.detail ?? '', /^interrupted: its workflow is closed \(terminated\)$/);
    assert.equal(cut?.duration_ms, ended.ended_at.getTime() - LONG_AGO.getTime());
  });

  test('a job by a plan is started again many times; then it ends, its items by the thousand, with records of what was begun', async () => {
    const { models } = api.store;
    const counts = { queued: 2_600, succeeded: 0, failed: 0, unknown: 0, canceled: 0 };
    const bulk = { plan_id: 1, retry_of: null, options: {}, counts, wave: 1, wave_size: 500, waiting_until: null };
    const job = await createJob(api.store, {
      status: 'running',
      operation: 'bulk_rotate',
      resource_id: null,
      resource_count: 2_600,
      started_at: LONG_AGO,
      bulk: bulk as unknown as BulkState,
    });
    await models.jobItems.deleteMany({ job_id: job._id });
    const item = (at: number) => ({
      _id: `${job._id}:${100_000 + at}`,
      organization_id: 1,
      job_id: job._id,
      resource_id: 100_000 + at,
      status: at < 3 ? 'running' : at < 5 ? 'succeeded' : 'queued',
      ended_at: at < 3 || at >= 5 ? null : LONG_AGO,
      bulk: { position: at + 1 },
    });
    // A hundred were never written.
    const items = Array.from({ length: 2_500 }, (_, at) => item(at));
    await models.jobItems.insertMany(items as unknown as JobItemDocument[]);
    const resources = api.store.connection.getClient().db().collection<{ _id: number }>('resources');
    const fields = { status: 'verified', revision: 1, scope_id: 1 };
    await resources.insertMany([100_000, 100_006].map((_id) => ({ _id, name: `${_id}`, ...fields })));
    const stale = { dispatch: 'started', dispatch_due_at: LONG_AGO, updated_at: LONG_AGO };
    await models.jobs.updateOne({ _id: job._id }, { $set: { ...stale, restarts: 19 } });
    await settleStaleJobs({ store: api.store, temporal: client, logger });
    assert.deepEqual(
      [(await jobOf(api.store, job._id)).dispatch, (await jobOf(api.store, job._id)).restarts],
      ['accepted', 20],
    );
    await models.jobs.updateOne({ _id: job._id }, { $set: stale });
    await settleStaleJobs({ store: api.store, temporal: client, logger });

    const ended = await jobOf(api.store, job._id);
    assert.equal(ended.status, 'completed_with_errors');
    assert.deepEqual(ended.bulk?.counts, { queued: 0, succeeded: 2, failed: 2_595, unknown: 3, canceled: 0 });
    assert.equal(ended.result?.['code'], 'internal');
    const open = await models.jobItems.countDocuments({ job_id: job._id, ended_at: null });
    const times = await models.jobItems.distinct('ended_at', { job_id: job._id, code: 'internal' });
    assert.deepEqual([open, times.length], [0, 3], 'a thousand in one transaction');
    const touched = await resources
      .find({ _id: { $in: [100_000, 100_006] } })
      .sort({ _id: 1 })
      .toArray();
    assert.deepEqual(
      touched.map((one) => Reflect.get(one, 'status')),
      ['unknown', 'verified'],
    );
    const records = await api.store.auditCollection().find({ job_id: job._id }).toArray();
    assert.deepEqual(
      records.map(({ operation, status, resource_id }) => `${operation} ${status} ${resource_id}`).toSorted(),
      [
        'bulk.rotate failed null',
        'job.settle unknown null',
        'rotate unknown 100000',
        'rotate unknown 100001',
        'rotate unknown 100002',
      ],
    );
  });

  test('a job that cannot be settled does not keep those behind it waiting', async () => {
    const dead = async () => {
      const job = await createJob(api.store, { status: 'running', started_at: LONG_AGO });
      await dispatchJob(api.store, client, job);
      await client.client.workflow.getHandle(workflowIdOf(job._id)).terminate('for the test');
      await api.store.models.jobs.updateOne(
        { _id: job._id },
        { $set: { dispatch_due_at: LONG_AGO, updated_at: LONG_AGO } },
      );
      return job._id;
    };
    const [busy, next] = [await dead(), await dead()];
    // Somebody changes the first one between the look at its workflow and its end.
    const interfering: TemporalClient = {
      ...client,
      within: async (timeoutMs, ask) => {
        const answer = await client.within(timeoutMs, ask);
        await api.store.models.jobs.updateOne({ _id: busy }, { $inc: { revision: 1 } });
        return answer;
      },
    };
    await settleStaleJobs({ store: api.store, temporal: interfering, logger });
    assert.equal((await jobOf(api.store, busy)).ended_at, null);
    assert.ok((await jobOf(api.store, next)).ended_at);
    assert.equal(await api.store.auditCollection().countDocuments({ operation: 'job.settle', job_id: busy }), 0);
  });

  test('a job on the ledger is started without a resource', async () => {
    const job = await ledgerJob(api.store, 'ledger_verify', { mode: 'head' });
    await dispatchJob(api.store, client, job);
    const { type, status } = await describeWorkflow(job._id);
    assert.deepEqual([type, status.name], ['runLedgerJob', 'RUNNING']);
    assert.equal((await jobOf(api.store, job._id)).dispatch, 'started');
  });

  test('a job on the ledger whose workflow was terminated ends as failed, with a record of its outcome', async () => {
    const job = await ledgerJob(api.store, 'ledger_prune', { dry_run: false, record_days: 30, event_days: 30 });
    await dispatchJob(api.store, client, job);
    await client.client.workflow.getHandle(workflowIdOf(job._id)).terminate('for the test');
    await api.store.models.jobs.updateOne(
      { _id: job._id },
      { $set: { status: 'running', started_at: LONG_AGO, dispatch_due_at: LONG_AGO, updated_at: LONG_AGO } },
    );
    await settleStaleJobs({ store: api.store, temporal: client, logger });
    const ended = await jobOf(api.store, job._id);
    assert.equal(ended.status, 'failed');
    assert.deepEqual(ended.result, {
      code: 'internal',
      message: 'The job was ended: its workflow is closed (terminated).',
    });
    const records = await api.store.auditCollection().find({ job_id: job._id }).sort({ _id: 1 }).toArray();
    assert.deepEqual(
      records.map(({ operation, status, code, actor }) => [operation, status, code, actor.name]).sort(),
      [
        ['job.settle', 'unknown', 'internal', 'relay'],
        ['ledger.prune', 'failed', 'internal', 'admin'],
      ],
    );
  });

  test('two processes that settle the same job do it once', async () => {
    const job = await createJob(api.store, { status: 'running', started_at: LONG_AGO });
    await dispatchJob(api.store, client, job);
    await client.client.workflow.getHandle(workflowIdOf(job._id)).terminate('for the test');
    await api.store.models.jobs.updateOne(
      { _id: job._id },
      { $set: { dispatch_due_at: LONG_AGO, updated_at: LONG_AGO } },
    );
    await Promise.all([1, 2, 3].map(() => settleStaleJobs({ store: api.store, temporal: client, logger })));
    assert.equal(await api.store.auditCollection().countDocuments({ operation: 'job.settle', job_id: job._id }), 1);
  });
});

async function createJob(store: Store, fields: Partial<JobDocument> = {}): Promise<JobDocument> {
  const id = await store.nextId('job');
  const now = new Date();
  const created = await store.models.jobs.create({
    _id: id,
    organization_id: 1,
    scope_id: 1,
    resource_id: 7,
    operation: 'verify',
    status: 'queued',
    actor: { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null },
    reason: null,
    correlation_id: newEventId(),
    trace_id: null,
    cancel_requested: false,
    dispatch: 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    resource_count: 1,
    started_at: null,
    ended_at: null,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: newEventId(),
    ...fields,
  });
  await store.models.jobItems.create({
    _id: `${id}:7`,
    organization_id: 1,
    job_id: id,
    resource_id: 7,
    status: 'queued',
    code: null,
    effect: null,
    message: null,
    started_at: null,
    ended_at: null,
  });
  return created.toObject();
}

/** One step that has ended, and one that was cut off. */
async function addSteps(store: Store, jobId: number): Promise<void> {
  const step = { organization_id: 1, job_id: jobId, resource_id: 7, attempt: 1, code: null, started_at: LONG_AGO };
  await store.models.jobSteps.create([
    {
      ...step,
      _id: `${jobId}:7:begin:0:1`,
      step: 'begin',
      round: 0,
      outcome: 'succeeded',
      ended_at: LONG_AGO,
      duration_ms: 5,
    },
    { ...step, _id: `${jobId}:7:login:0:1`, step: 'login', round: 0, outcome: 'running' },
  ]);
}

async function jobOf(store: Store, id: number): Promise<JobDocument> {
  const job = await store.models.jobs.findById(id).lean<JobDocument>();
  assert.ok(job);
  return job;
}

/** Asks until the answer is yes. */
async function becomesSo(check: () => Promise<boolean>): Promise<void> {
  await until('it to be so', async () => (await check()) || undefined);
}
