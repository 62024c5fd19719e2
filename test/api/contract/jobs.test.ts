/** Asking for work: what is written, what is refused, what canceling does. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, authorizationOf, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

function ask(operation: string, id: number, body?: object): Promise<CallAnswer> {
  return world.call('POST', `/v1/resources/${id}/${operation}`, { body });
}

function assertConflict(answer: CallAnswer, code: string, detail: RegExp): void {
  assert.deepEqual([answer.status, answer.body.code], [409, code], JSON.stringify(answer.body));
  assert.match(answer.body.detail, detail);
}

describe('asking for a job', () => {
  for (const operation of ['verify', 'rotate', 'reconcile'] as const) {
    it(`answers ${operation} in exactly the shape of the published example`, async () => {
      const id = await world.reconcilableResource();
      const answer = await ask(operation, id);
      assert.equal(answer.status, 202);
      const { job_id, ...rest } = answer.body;
      assert.equal(typeof job_id, 'number');
      assert.deepEqual(rest, { operation, resource_id: id, status: 'queued' });
      assert.equal(answer.headers.get('location'), `/v1/jobs/${job_id}`);
    });
  }

  it('writes job, item and record together, with the reason and the ids that tie them', async () => {
    const id = await world.readyResource();
    const headers = {
      'X-Correlation-Id': 'change-request-1042',
      traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    };
    const body = { reason: 'Production support window', ticket_id: 'CHG-1042' };
    const answer = await world.call('POST', `/v1/resources/${id}/rotate`, { body, headers });
    const job = await api.store.models.jobs.findById(answer.body.job_id).lean();
    assert.equal(job?.dispatch, 'accepted');
    assert.equal(job?.reason, 'Production support window');
    assert.equal(job?.ticket_id, 'CHG-1042');
    assert.equal(job?.correlation_id, 'change-request-1042');
    assert.equal(job?.trace_id, 'ab'.repeat(16));
    const { items } = (await world.call('GET', `/v1/jobs/${answer.body.job_id}/items`)).body;
    assert.deepEqual([items.length, items[0].resource_id, items[0].status], [1, id, 'queued']);
    const { events } = (await world.call('GET', `/v1/logs/audit?job_id=${answer.body.job_id}&operation=rotate`)).body;
    assert.equal(events.length, 1);
    assert.deepEqual(
      [events[0].status, events[0].reason, events[0].event_id, events[0].target_id],
      ['intended', job?.reason, job?.last_event_id, id],
    );
  });

  it('makes one job of requests that come at the same moment with one Idempotency-Key', async () => {
    const id = await world.readyResource();
    const headers = { 'Idempotency-Key': 'all-at-once' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => world.call('POST', `/v1/resources/${id}/verify`, { headers })),
    );
    assert.deepEqual(new Set(answers.map(({ status, body }) => `${status} ${body.job_id}`)).size, 1);
    assert.equal(await api.store.models.jobItems.countDocuments({ resource_id: id }), 1);
  });

  it('is refused for resources and devices that are inactive', async () => {
    const device_id = await world.device();
    const id = await world.readyResource({ device_id });
    await world.call('POST', `/v1/devices/${device_id}/deactivate`);
    assertConflict(await ask('verify', id), 'resource_inactive', /device/);
    await world.call('POST', `/v1/resources/${id}/deactivate`);
    assertConflict(await ask('verify', id), 'resource_inactive', /resource is inactive/);
  });

  it('is refused without an active credential', async () => {
    const id = await world.resource();
    assertConflict(await ask('verify', id), 'resource_not_ready', /credential/);
    const credential = await world.credential(id);
    assert.equal((await ask('verify', id)).status, 202);
    await world.call('POST', `/v1/credentials/${credential}/deactivate`);
    assertConflict(await ask('rotate', id), 'resource_not_ready', /credential/);
  });

  it('is refused for a reconciliation without a reconcile account that can be used', async () => {
    const device_id = await world.device();
    const id = await world.readyResource({ device_id });
    assertConflict(await ask('reconcile', id), 'resource_not_ready', /reconcile_resource_id/);
    const account = await world.resource({ device_id });
    await world.call('PATCH', `/v1/resources/${id}`, { body: { reconcile_resource_id: account } });
    assertConflict(await ask('reconcile', id), 'resource_not_ready', /no active credential/);
    await world.credential(account);
    assert.equal((await ask('reconcile', id)).status, 202);
  });

  it('is refused where an older link names a reconcile account of another device', async () => {
    const [id, account] = [await world.readyResource(), await world.readyResource()];
    await api.store.models.resources.updateOne({ _id: id }, { $set: { reconcile_resource_id: account } });
    assertConflict(await ask('reconcile', id), 'resource_not_ready', /another device/);
  });

  it('finds the reconcile account of the device, which cannot reconcile itself', async () => {
    const device_id = await world.device();
    const [account, id] = [await world.readyResource({ device_id }), await world.readyResource({ device_id })];
    await world.call('PATCH', `/v1/devices/${device_id}`, { body: { reconcile_resource_id: account } });
    assert.equal((await ask('reconcile', id)).status, 202);
    assertConflict(await ask('reconcile', account), 'resource_not_ready', /reconcile account/);
  });

  it('needs the reconcile account for a rotation where the platform says that it changes', async () => {
    const id = await world.readyResource({ platform_id: await world.platform({ change_by: 'reconcile_account' }) });
    assert.equal((await ask('verify', id)).status, 202);
    assertConflict(await ask('rotate', id), 'resource_not_ready', /reconcile account/);
  });

  it('is bounded: a resource does not gather jobs without end', async () => {
    const id = await world.readyResource();
    for (let n = 0; n <= 20; n += 1) assert.equal((await ask('verify', id)).status, 202);
    assertConflict(await ask('verify', id), 'conflict', /20 unfinished/);
  });
});

describe('lists of jobs', () => {
  it('have the newest first, and filter by resource, operation and status together', async () => {
    const id = await world.reconcilableResource();
    const asked = [];
    for (const operation of ['verify', 'rotate', 'verify']) asked.push((await ask(operation, id)).body.job_id);
    await world.call('POST', `/v1/jobs/${asked[0]}/cancel`);
    const listed = async (filter: string) =>
      (await world.call('GET', `/v1/jobs?${filter}`)).body.jobs.map((job: { job_id: number }) => job.job_id);
    assert.deepEqual(await listed(`resource_id=${id}`), [...asked].reverse());
    assert.deepEqual(await listed(`resource_id=${id}&operation=verify&status=queued`), [asked[2]]);
    assert.deepEqual((await listed('operation=rotate&limit=1')).length, 1);
    assert.deepEqual((await strangers.call('GET', `/v1/jobs?resource_id=${id}`)).body.jobs, []);
  });
});

describe('canceling a job', () => {
  it('ends one that nobody has begun at once, with its item, and takes it out of the outbox', async () => {
    const id = await world.job();
    const { status, body } = await world.call('POST', `/v1/jobs/${id}/cancel`);
    assert.deepEqual([status, body.status], [200, 'canceled']);
    assert.ok(body.ended_at);
    const { items } = (await world.call('GET', `/v1/jobs/${id}/items`)).body;
    assert.deepEqual([items[0].status, items[0].effect], ['canceled', 'none']);
    assert.equal(await api.store.models.jobs.countDocuments({ _id: id, dispatch: 'accepted' }), 0);
    assertConflict(await world.call('POST', `/v1/jobs/${id}/cancel`), 'conflict', /ended already/);
  });

  it('records how the operation ended, in the name of whoever asked for it', async () => {
    const id = await world.readyResource();
    const body = { reason: 'Production support window', ticket_id: 'CHG-1043' };
    const asked = await world.call('POST', `/v1/resources/${id}/rotate`, { body });
    const operator = await api.createUser('cancels', 'operator');
    const canceled = await world.call('POST', `/v1/jobs/${asked.body.job_id}/cancel`, { as: operator });
    assert.equal(canceled.status, 200);
    const records = await api.store.auditCollection().find({ job_id: asked.body.job_id }).sort({ _id: 1 }).toArray();
    const rotations = records.filter(({ operation }) => operation === 'rotate');
    assert.deepEqual(
      rotations.map(({ status, code, actor }) => [status, code, actor.name]),
      [
        ['intended', null, 'admin'],
        ['failed', 'canceled', 'admin'],
      ],
    );
    const [intent, outcome] = rotations;
    assert.ok(intent && outcome);
    assert.deepEqual([outcome.target_type, outcome.target_id], ['resource', id]);
    const shared = ['organization_id', 'permission', 'reason', 'ticket_id', 'correlation_id', 'trace_id'] as const;
    for (const field of shared) assert.deepEqual(outcome[field], intent[field], field);
    const [order] = records.filter(({ operation }) => operation === 'job.cancel');
    assert.deepEqual([order?.status, order?.actor.name], ['succeeded', 'cancels']);
  });

  it('asks one that runs to stop, and says so', async () => {
    const id = await world.job();
    await api.store.models.jobs.updateOne({ _id: id }, { $set: { status: 'running' } });
    for (let n = 0; n < 2; n += 1) {
      const { status, body, headers } = await world.call('POST', `/v1/jobs/${id}/cancel`);
      assert.deepEqual([status, body.status, body.cancel_requested], [202, 'running', true]);
      assert.equal(headers.get('location'), `/v1/jobs/${id}`);
    }
  });
});

describe('watching a job', () => {
  it('shows it as it is, then what changes, and ends with it', async () => {
    const id = await world.job();
    const leave = new AbortController();
    const response = await fetch(new URL(`/v1/jobs/${id}/events`, api.baseUrl), {
      headers: { Authorization: authorizationOf(world.admin) },
      signal: leave.signal,
    });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const text = response.text();
    await world.call('POST', `/v1/jobs/${id}/cancel`);
    const events = (await text).split('\n\n').filter((event) => event.includes('event: '));
    const last = events.at(-2) ?? '';
    const shown = JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? '');
    assert.deepEqual(shown, (await world.call('GET', `/v1/jobs/${id}`)).body);
    assert.match(events.at(-1) ?? '', /event: end\ndata: \{"status":"canceled"\}/);
  });
});
