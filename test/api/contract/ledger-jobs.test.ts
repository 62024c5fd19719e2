/** Jobs on the ledger: what is written, what is refused, how they are watched and canceled; and the retention policy. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type ApiHarness, authorizationOf, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const DAY_MS = 86_400_000;

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
});
after(() => api.close());
beforeEach(() => world.endLedgerJobs());

function post(path: string, body?: object): Promise<CallAnswer> {
  return world.call('POST', `/v1/ledger/${path}`, { body });
}

async function accepted(answer: CallAnswer) {
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  const job = await api.store.models.jobs.findById(answer.body.job_id).lean();
  assert.ok(job);
  return job;
}

function recordsOf(jobId: number) {
  return api.store.auditCollection().find({ job_id: jobId }).sort({ _id: 1 }).toArray();
}

describe('asking for a job on the ledger', () => {
  it('writes a job of the organization as a whole, with the record of its intent', async () => {
    const asked = await post('verify', { mode: 'deep', reason: 'before the audit', ticket_id: 'AUD-1' });
    assert.deepEqual(asked.body, { job_id: asked.body.job_id, operation: 'ledger_verify', status: 'queued' });
    assert.equal(asked.headers.get('location'), `/v1/jobs/${asked.body.job_id}`);
    const job = await accepted(asked);
    assert.deepEqual(
      [job.scope_id, job.resource_id, job.resource_count, job.input, job.dispatch, job.reason, job.ticket_id],
      [world.rootScopeId, null, 0, { mode: 'deep' }, 'accepted', 'before the audit', 'AUD-1'],
    );
    assert.equal(await api.store.models.jobItems.countDocuments({ job_id: job._id }), 0);
    const [intent, ...others] = await recordsOf(job._id);
    assert.ok(intent && others.length === 0);
    assert.deepEqual(
      [intent._id, intent.operation, intent.status, intent.permission, intent.target_type, intent.target_id],
      [job.last_event_id, 'ledger.verify', 'intended', 'ledger:verify', 'ledger', 1],
    );
    const shown = (await world.call('GET', `/v1/jobs/${job._id}`)).body;
    assert.deepEqual([shown.resource_id, shown.progress, shown.result], [null, null, null]);
    assert.deepEqual((await world.call('GET', `/v1/jobs/${job._id}/items`)).body.items, []);
  });

  it('is for those who see the whole organization: who holds a scope in it sees no such job', async () => {
    const job = await accepted(await post('verify', { mode: 'head' }));
    const scopeId = await world.scope();
    const narrow = await api.createUser(freshName('narrow'), 'admin', { scopeId });
    assert.equal((await api.call('GET', `/v1/jobs/${job._id}`, { as: narrow })).status, 404);
    const { jobs } = (await api.call('GET', '/v1/jobs?operation=ledger_verify', { as: narrow })).body;
    assert.deepEqual(jobs, []);
    const refused = await api.call('POST', '/v1/ledger/verify', { as: narrow, body: { mode: 'head' } });
    assertRefused(refused, 403, 'forbidden');
  });

  it('is bounded: few of a kind are under way', async () => {
    await accepted(await post('prune'));
    assertRefused(await post('prune', { dry_run: true }), 409, 'conflict');
    for (let n = 0; n < 5; n += 1) await accepted(await post('verify', { mode: 'full' }));
    assertRefused(await post('verify', { mode: 'full' }), 409, 'conflict');
  });
});

describe('a verification', () => {
  it('takes a range that the log has', async () => {
    const { size } = await world.settledCheckpoint();
    const job = await accepted(await post('verify', { mode: 'range', from_index: 0, to_index: size }));
    assert.deepEqual(job.input, { mode: 'range', from_index: 0, to_index: size });
  });

  for (const { what, body, pointer } of [
    { what: 'without its begin', body: { mode: 'range', to_index: 3 }, pointer: '/body/from_index' },
    { what: 'without its end', body: { mode: 'range', from_index: 3 }, pointer: '/body/to_index' },
    { what: 'that holds nothing', body: { mode: 'range', from_index: 3, to_index: 3 }, pointer: '/body/to_index' },
    { what: 'beyond the log', body: { mode: 'range', from_index: 0, to_index: 900_000 }, pointer: '/body/to_index' },
    { what: 'with another mode', body: { mode: 'full', from_index: 0 }, pointer: '/body/from_index' },
  ]) {
    it(`refuses a range ${what}`, async () => {
      assertRefused(await post('verify', body), 422, 'unprocessable', pointer);
    });
  }
});

describe('the life of such a job', () => {
  it('ends at once where nobody has begun it, with a record in the name of whoever asked', async () => {
    const job = await accepted(await post('prune', { reason: 'to see' }));
    const operator = await api.createUser(freshName('cancels'), 'operator');
    const canceled = await api.call('POST', `/v1/jobs/${job._id}/cancel`, { as: operator });
    assert.deepEqual([canceled.status, canceled.body.status], [200, 'canceled']);
    const outcomes = (await recordsOf(job._id)).filter(({ operation }) => operation === 'ledger.prune');
    assert.deepEqual(
      outcomes.map(({ status, code, actor, permission, target_id }) => [
        status,
        code,
        actor.name,
        permission,
        target_id,
      ]),
      [
        ['intended', null, 'admin', 'ledger:manage', 1],
        ['failed', 'canceled', 'admin', 'ledger:manage', 1],
      ],
    );
  });

  it('is shown while it runs: progress, steps without a resource, and the result with the end', async () => {
    const { _id } = await accepted(await post('verify', { mode: 'full' }));
    const { jobs, jobSteps } = api.store.models;
    const response = await fetch(new URL(`/v1/jobs/${_id}/events`, api.baseUrl), {
      headers: { Authorization: authorizationOf(world.admin) },
    });
    const text = response.text();
    const started_at = new Date();
    await jobSteps.create({
      _id: `${_id}:-:work:1:1`,
      organization_id: 1,
      job_id: _id,
      resource_id: null,
      step: 'work',
      round: 1,
      attempt: 1,
      outcome: 'succeeded',
      detail: '10 of 20 done',
      started_at,
      ended_at: started_at,
      duration_ms: 0,
    });
    const next = (fields: object) => jobs.updateOne({ _id }, { $set: fields, $inc: { revision: 1 } });
    await next({ status: 'running', progress: { done: 10, total: 20 } });
    await next({ status: 'succeeded', result: { first_failure: null }, ended_at: new Date() });
    const events = (await text).split('\n\n').filter((event) => event.includes('event: '));
    const step = events.find((event) => event.includes('event: step')) ?? '';
    assert.match(step, /"resource_id":null,"step":"work"/);
    assert.match(events.at(-2) ?? '', /"progress":\{"done":10,"total":20\},"result":\{"first_failure":null\}/);
    assert.match(events.at(-1) ?? '', /event: end\ndata: \{"status":"succeeded"\}/);
    const { steps } = (await world.call('GET', `/v1/jobs/${_id}/timeline`)).body;
    assert.deepEqual([steps.length, steps[0].resource_id, steps[0].detail], [1, null, '10 of 20 done']);
  });
});

describe('the retention policy', () => {
  it('keeps records for ever where nobody has written one, and says since when there is one', async () => {
    const strangers = await World.enter(api, (await api.createOrganization(`org-${Date.now()}`)).admin);
    const before = await strangers.call('GET', '/v1/ledger/retention');
    assert.equal(before.headers.get('etag'), '"0"');
    assert.deepEqual(before.body, {
      record_days: null,
      event_days: 30,
      reason: null,
      next_prune_at: null,
      updated_at: null,
      last_event_id: null,
    });
    const body = { record_days: 400, reason: 'a year and a bit' };
    const written = await strangers.call('PUT', '/v1/ledger/retention', { body, headers: { 'If-Match': '"0"' } });
    assert.deepEqual([written.status, written.headers.get('etag')], [200, '"1"']);
    assert.deepEqual([written.body.record_days, written.body.event_days], [400, 30]);
    const record = await api.store.auditCollection().findOne({ _id: written.body.last_event_id });
    assert.deepEqual(
      [record?.change, record?.reason],
      ['keep records for 400 days, events for 30 days', 'a year and a bit'],
    );
    assert.deepEqual((await strangers.call('GET', '/v1/ledger/retention')).body, written.body);
    const late = await strangers.call('PUT', '/v1/ledger/retention', { body, headers: { 'If-Match': '"0"' } });
    assertRefused(late, 412, 'precondition_failed');
  });

  it('waits a day before anything is deleted, after every change anew', async () => {
    const set = async (record_days: number | null) =>
      (await world.call('PUT', '/v1/ledger/retention', { body: { record_days, reason: 'the law' } })).body;
    const until = (policy: { next_prune_at: string }) => new Date(policy.next_prune_at).getTime() - Date.now();
    const first = await set(100);
    assert.ok(until(first) > DAY_MS - 60_000 && until(first) <= DAY_MS);
    await api.store.models.retentionPolicies.updateOne({ _id: 1 }, { $set: { next_prune_at: new Date() } });
    assert.ok(until(await set(100)) <= 0, 'nothing was changed');
    assert.ok(until(await set(99)) > DAY_MS - 60_000);
  });

  it('is what a pruning goes by, as it is when it is asked for', async () => {
    const body = { record_days: 90, event_days: 7, reason: 'the law' };
    await world.call('PUT', '/v1/ledger/retention', { body });
    const job = await accepted(await post('prune', { dry_run: true }));
    assert.deepEqual(job.input, { dry_run: true, record_days: 90, event_days: 7 });
  });

  it('does not go below thirty days', async () => {
    const answer = await world.call('PUT', '/v1/ledger/retention', { body: { record_days: 29, reason: 'x' } });
    assertRefused(answer, 400, 'validation_failed');
  });

  it('is set by persons who have proved lately who they are, not by keys', async () => {
    const person = await world.person();
    await world.grant({ subject_id: person.id, role: 'admin' });
    const { key } = await world.apiKey(person);
    const body = { record_days: 90, reason: 'the law' };
    assertRefused(
      await api.call('PUT', '/v1/ledger/retention', { as: { token: key }, body }),
      403,
      'password_required',
    );
  });
});

describe('an erasure', () => {
  const erase = (user_id: number) => post('erasures', { user_id, reason: 'request of the person' });

  it('names the person by number alone', async () => {
    const user = await world.formerUser();
    const job = await accepted(await erase(user));
    assert.deepEqual(job.input, { user_id: user });
    const [intent] = await recordsOf(job._id);
    assert.deepEqual(
      [intent?.operation, intent?.permission, intent?.target_type, intent?.target_id],
      ['ledger.erase', 'ledger:erase', 'user', user],
    );
  });

  it('is refused while the user can act, and so to whoever would erase themselves', async () => {
    assertRefused(await erase(await world.user()), 409, 'user_active');
    assertRefused(await erase((await world.me()).id), 409, 'user_active');
  });

  it('is refused while a job of the user is under way', async () => {
    const person = await world.person();
    await world.grant({ subject_id: person.id, role: 'operator' });
    const asked = await api.call('POST', '/v1/ledger/verify', { as: person, body: { mode: 'head' } });
    await world.call('POST', `/v1/users/${person.id}/deactivate`);
    const refused = await erase(person.id);
    assertRefused(refused, 409, 'user_active');
    assert.match(refused.body.detail, new RegExp(`Job ${asked.body.job_id} `));
    await world.call('POST', `/v1/jobs/${asked.body.job_id}/cancel`);
    await accepted(await erase(person.id));
  });

  it('reaches guests whose grants have ended, and nobody else of other organizations', async () => {
    const strangers = await World.enter(api, (await api.createOrganization(`guests-${Date.now()}`)).admin);
    const guest = await strangers.person();
    const missing = await erase(9_999_999);
    assertRefused(missing, 422, 'unprocessable');
    const unknown = await erase(guest.id);
    assert.deepEqual(withoutIds(unknown.body), withoutIds(missing.body));
    const grant = await world.grant({ subject_id: undefined, subject_public_id: guest.publicId });
    assertRefused(await erase(guest.id), 409, 'user_active');
    await world.call('POST', `/v1/grants/${grant}/revoke`, { body: { reason: 'the work is done' } });
    await accepted(await erase(guest.id));
  });

  it('is not for API keys', async () => {
    const person = await world.person();
    await world.grant({ subject_id: person.id, role: 'admin' });
    const { key } = await world.apiKey(person);
    const body = { user_id: await world.formerUser(), reason: 'request of the person' };
    assertRefused(
      await api.call('POST', '/v1/ledger/erasures', { as: { token: key }, body }),
      403,
      'password_required',
    );
  });
});

function withoutIds({ correlation_id: _id, ...problem }: { readonly correlation_id: string }): object {
  return problem;
}
