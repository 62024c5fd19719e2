/** Jobs on the ledger through the API, Temporal and a worker: they end, also where the worker does not live to see it. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { openStore, type Store } from '../../store/store.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { ledgerJob } from '../support/ledger-work.ts';
import { Operator } from '../support/operator.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';

const ADMIN_PASSWORD = 'a password for this test alone';
const LIMIT_MS = 60_000;

interface ShownJob {
  readonly status: string;
  readonly progress: object;
  readonly result: Readonly<Record<string, unknown>>;
  readonly last_event_id: string;
}

describe('jobs on the ledger', () => {
  let engines: Engines;
  let store: Store;
  let api: RoleProcess;
  let worker: RoleProcess;
  let admin: Operator;

  before(async () => {
    engines = await startEngines();
    const port = await freePort();
    const settings = { CAPSTAN_PORT: String(port), CAPSTAN_ADMIN_PASSWORD: ADMIN_PASSWORD };
    api = startRole('api/main.ts', { ...environmentOf(engines), ...settings });
    await api.printed('The API listens');
    admin = new Operator(`http://127.0.0.1:${port}`, 'admin', ADMIN_PASSWORD);
    store = await openStore(engines.mongod.uri);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await Promise.all([worker.stop(), api.stop()]);
    await store.close();
    await engines.stop();
  });

  async function ended(id: number): Promise<ShownJob> {
    await admin.ended(id, LIMIT_MS);
    return admin.call<ShownJob>(200, 'GET', `/v1/jobs/${id}`);
  }

  async function stepsOf(id: number): Promise<string[]> {
    const { steps } = await admin.call<{ steps: { step: string; round: number; outcome: string }[] }>(
      200,
      'GET',
      `/v1/jobs/${id}/timeline`,
    );
    return steps.map(({ step, round, outcome }) => `${step} ${round} ${outcome}`);
  }

  async function formerUser(name: string): Promise<number> {
    const { id } = await admin.call<{ id: number }>(201, 'POST', '/v1/users', { name });
    await admin.call(200, 'POST', `/v1/users/${id}/deactivate`);
    return id;
  }

  async function erase(user_id: number): Promise<number> {
    const body = { user_id, reason: 'request of the person' };
    return (await admin.call<{ job_id: number }>(202, 'POST', '/v1/ledger/erasures', body)).job_id;
  }

  it('erase a person, and say in the audit log what they have done', async () => {
    const user = await formerUser('ada');
    const id = await erase(user);
    const job = await ended(id);
    assert.equal(job.status, 'succeeded', JSON.stringify(job));
    assert.deepEqual(job.result, { records: 0, records_about: 2, jobs: 0, grants: 0 });
    const steps = await stepsOf(id);
    assert.deepEqual([steps[0], steps[1], steps[2]], ['begin 1 succeeded', 'work 1 succeeded', 'work 2 succeeded']);
    assert.match(steps.at(-1) ?? '', /^finish \d succeeded$/);
    const records = await store.auditCollection().find({ job_id: id }).sort({ _id: 1 }).toArray();
    assert.deepEqual(
      records.map(({ operation, status, actor, target_id, permission }) => [
        operation,
        status,
        actor.name,
        target_id,
        permission,
      ]),
      [
        ['ledger.erase', 'intended', 'admin', user, 'ledger:erase'],
        ['ledger.erase.begin', 'succeeded', 'admin', user, 'ledger:erase'],
        ['ledger.erase', 'succeeded', 'admin', user, 'ledger:erase'],
      ],
    );
    assert.equal(records[2]?._id, job.last_event_id);
    assert.deepEqual(
      records.map(({ reason, change }) => [reason, change]),
      [
        ['request of the person', null],
        ['request of the person', null],
        ['request of the person', 'erased in 0 records of the person, 2 records about them, 0 jobs and 0 grants'],
      ],
    );
  });

  it('say what the retention policy would let go', async () => {
    const policy = { record_days: 30, event_days: 1, reason: 'the law' };
    await admin.call(200, 'PUT', '/v1/ledger/retention', policy);
    const { job_id } = await admin.call<{ job_id: number }>(202, 'POST', '/v1/ledger/prune', { dry_run: true });
    const { status, result } = await ended(job_id);
    assert.equal(status, 'succeeded', JSON.stringify(result));
    assert.deepEqual([result['dry_run'], result['records'], result['operational_events']], [true, 0, 0]);
  });

  it('stop where somebody has asked to, and say how far they came', async () => {
    const job = await ledgerJob(store, 'ledger_erase', { user_id: await formerUser('grace') });
    await store.models.jobs.updateOne({ _id: job._id }, { $set: { cancel_requested: true } });
    assert.equal((await ended(job._id)).status, 'canceled');
    const record = await store.auditCollection().findOne({ job_id: job._id, operation: 'ledger.erase' });
    assert.deepEqual([record?.status, record?.code, record?.change], ['failed', 'canceled', 'canceled after 0']);
  });

  it('end as failed, with the code, where their work cannot be done', async () => {
    const { id } = await admin.call<{ id: number }>(201, 'POST', '/v1/users', { name: 'alan' });
    const job = await ledgerJob(store, 'ledger_erase', { user_id: id });
    const { status, result } = await ended(job._id);
    assert.deepEqual(
      [status, result],
      ['failed', { code: 'user_active', message: 'the user is active again; deactivate them and ask again' }],
    );
    const record = await store.auditCollection().findOne({ job_id: job._id, operation: 'ledger.erase' });
    assert.deepEqual([record?.status, record?.code], ['failed', 'user_active']);
  });

  for (const where of ['after:ledgerBatch', 'after:concludeLedgerJob']) {
    it(`survive a worker that dies (${where})`, async () => {
      await worker.stop();
      const user = await formerUser(`mortal ${where.replace(':', ' ')}`);
      const mark = join(engines.directory, `mark-${where.replace(':', '-')}`);
      const dying = { ...environmentOf(engines), KILL_AT: where, KILL_MARK: mark };
      const victim = startRole('test/support/killing-worker.ts', dying);
      await victim.printed('Worker is ready');
      const id = await erase(user);
      await victim.gone();
      worker = startRole('worker/main.ts', environmentOf(engines));
      await worker.printed('Worker is ready');
      const job = await ended(id);
      assert.equal(job.status, 'succeeded', JSON.stringify(job));
      assert.deepEqual(job.result, { records: 0, records_about: 2, jobs: 0, grants: 0 });
      const outcomes = { job_id: id, operation: 'ledger.erase', status: 'succeeded' } as const;
      assert.equal(await store.auditCollection().countDocuments(outcomes), 1);
      assert.ok((await stepsOf(id)).every((step) => !step.endsWith('running')));
    });
  }
});
