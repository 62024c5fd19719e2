/** The live stream of a job: stored steps first, then every change, then the end. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { newEventId } from '../../../store/event-ids.ts';
import { type ApiHarness, authorizationOf, type Caller, startApi } from '../../support/api-harness.ts';
import { type ReceivedEvent, readEventStream } from '../../support/read-event-stream.ts';

describe('job events', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const createJob = async (organizationId = 1): Promise<number> => {
    const id = await api.store.nextId('job');
    const now = new Date();
    const actor = {
      type: 'user',
      id: 1,
      name: 'admin',
      organization_id: 1,
      authentication: 'basic',
      address: null,
    } as const;
    await api.store.models.jobs.create({
      _id: id,
      organization_id: organizationId,
      scope_id: 1,
      resource_id: 7,
      operation: 'verify',
      status: 'running',
      actor,
      reason: null,
      correlation_id: newEventId(),
      trace_id: null,
      cancel_requested: false,
      dispatch: 'started',
      dispatch_due_at: now,
      dispatch_attempts: 1,
      resource_count: 1,
      started_at: now,
      ended_at: null,
      created_at: now,
      updated_at: now,
      revision: 1,
      last_event_id: newEventId(),
    });
    await api.store.models.jobItems.create({
      _id: `${id}:7`,
      organization_id: organizationId,
      job_id: id,
      resource_id: 7,
      status: 'running',
      code: null,
      effect: null,
      message: null,
      started_at: now,
      ended_at: null,
    });
    return id;
  };
  const addStep = async (jobId: number, round: number, startedAt = new Date()) =>
    api.store.models.jobSteps.create({
      _id: `${jobId}:7:login:${round}:1`,
      organization_id: 1,
      job_id: jobId,
      resource_id: 7,
      step: 'login',
      round,
      attempt: 1,
      outcome: 'succeeded',
      code: null,
      detail: null,
      started_at: startedAt,
      ended_at: startedAt,
      duration_ms: 0,
    });
  const endJob = (id: number) =>
    api.store.models.jobs.updateOne(
      { _id: id },
      { $set: { status: 'succeeded', ended_at: new Date() }, $inc: { revision: 1 } },
    );
  const open = async (jobId: number, as: Caller, lastEventId?: string) => {
    const leave = new AbortController();
    const response = await fetch(`${api.baseUrl}/v1/jobs/${jobId}/events`, {
      headers: { Authorization: authorizationOf(as), ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
      signal: leave.signal,
    });
    return { response, events: readEventStream(response), leave: () => leave.abort() };
  };

  test('stored steps come first, then each change as it happens, then the end, and the connection closes', {
    timeout: 20_000,
  }, async () => {
    const job = await createJob();
    await addStep(job, 0);
    const { response, events } = await open(job, api.admin);
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.deepEqual(await names(events, 2), ['step:0', 'job:running']);
    await addStep(job, 1);
    assert.deepEqual(await names(events, 1), ['step:1']);
    await endJob(job);
    assert.deepEqual(await names(events, 2), ['job:succeeded', 'end:succeeded']);
    assert.equal((await events.next()).done, true);
  });

  test('a client that comes back with its last id gets what it missed, not the whole story', {
    timeout: 20_000,
  }, async () => {
    const job = await createJob();
    const longAgo = new Date(Date.now() - 60_000);
    await addStep(job, 0, longAgo);
    const first = await open(job, api.admin);
    const { value } = await first.events.next();
    first.leave();
    assert.equal(value?.id, String(longAgo.getTime()));
    await addStep(job, 1);
    await addStep(job, 2);
    await endJob(job);
    const { events } = await open(job, api.admin, String(longAgo.getTime() + 10_000));
    assert.deepEqual(await names(events, 4), ['step:1', 'step:2', 'job:succeeded', 'end:succeeded']);
  });

  test('many watchers share one stream, and each is told everything', { timeout: 20_000 }, async () => {
    const job = await createJob();
    const watchers = await Promise.all(Array.from({ length: 20 }, () => open(job, api.admin)));
    for (const { events } of watchers) assert.deepEqual(await names(events, 1), ['job:running']);
    await addStep(job, 5);
    for (const { events } of watchers) assert.deepEqual(await names(events, 1), ['step:5']);
    await endJob(job);
    for (const { events } of watchers) assert.deepEqual(await names(events, 2), ['job:succeeded', 'end:succeeded']);
  });

  test('readers that come while others leave are each let go after the end', { timeout: 60_000 }, async () => {
    const job = await createJob();
    await endJob(job);
    const lane = async () => {
      for (let round = 0; round < 40; round += 1) {
        const { response } = await open(job, api.admin);
        const text = await Promise.race([response.text(), expired(10_000)]);
        assert.match(text, /event: end\n/);
      }
    };
    await Promise.all([lane(), lane(), lane()]);
  });

  test('who was deactivated has lost their streams, also when they are active again', { timeout: 30_000 }, async () => {
    const job = await createJob();
    const user = await api.createUser('watcher', 'viewer');
    const { body } = await api.call('POST', '/v1/me/tokens', { as: user });
    const watching = await Promise.all([user, { token: body.token }].map((as) => open(job, as)));
    for (const { events } of watching) assert.deepEqual(await names(events, 1), ['job:running']);
    for (const verb of ['deactivate', 'activate']) {
      assert.equal((await api.call('POST', `/v1/users/${user.id}/${verb}`, { as: api.admin })).status, 200);
    }
    for (const { events } of watching) assert.equal((await events.next()).done, true);
    await endJob(job);
  });

  test("another organization's job looks like none", async () => {
    const job = await createJob();
    const other = await api.createOrganization('stranger');
    const answer = await api.call('GET', `/v1/jobs/${job}/events`, { as: other.admin });
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.body, {
      ...(await api.call('GET', '/v1/jobs/999999/events', { as: other.admin })).body,
      correlation_id: answer.body.correlation_id,
      detail: answer.body.detail,
    });
  });

  test('a stream that is opened leaves its record', { timeout: 20_000 }, async () => {
    const job = await createJob();
    await endJob(job);
    const { events } = await open(job, api.admin);
    await names(events, 2);
    const records = await api.store.auditCollection().find({ operation: 'job.events', target_id: job }).toArray();
    assert.deepEqual(
      records.map(({ status }) => status),
      ['succeeded'],
    );
  });
});

async function expired(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error(`an event stream was not closed within ${ms} ms`);
}

async function names(events: AsyncGenerator<ReceivedEvent>, count: number): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    found.push(`${value.event}:${value.data['round'] ?? value.data['status']}`);
  }
  return found;
}
