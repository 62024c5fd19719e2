/** The live stream of events: from now on or from where one was, without a gap, and to each as they may see it. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MAX_STREAMS } from '../../../api/stream-places.ts';
import type { OperationalEvent } from '../../../domain/operational-event.ts';
import { changeAccess } from '../../../store/access/change-access.ts';
import { type ApiHarness, authorizationOf, type Caller, startApi, type TestUser } from '../../support/api-harness.ts';
import { type ReceivedEvent, readEventStream } from '../../support/read-event-stream.ts';
import { until } from '../../support/until.ts';
import { writeEvents } from '../../support/write-events.ts';
import { World } from '../contract/world.ts';

const LIMIT = { timeout: 120_000 } as const;

describe('the stream of events', () => {
  let api: ApiHarness;
  let world: World;
  /** One scope of its own, and another beside it. */
  let here: number;
  let beside: number;
  let viewer: TestUser;
  let auditor: TestUser;

  before(async () => {
    api = await startApi();
    world = await World.enter(api, api.admin);
    [here, beside] = [await world.scope(), await world.scope()];
    viewer = await api.createUser('viewer', 'viewer', { scopeId: here });
    auditor = await api.createUser('auditor', 'auditor', { scopeId: here });
  });
  after(() => api.close());

  const write = (message: string, scope_id: number | null, fields: Partial<OperationalEvent> = {}) =>
    writeEvents(api.store, [{ organization_id: 1, level: 'warn', kind: 'access', message, scope_id, ...fields }]);

  async function open(
    as: Caller,
    { id, query = '' }: { readonly id?: string | undefined; readonly query?: string } = {},
  ) {
    const leave = new AbortController();
    const response = await fetch(`${api.baseUrl}/v1/events/stream?${query}`, {
      headers: { Authorization: authorizationOf(as), ...(id === undefined ? {} : { 'Last-Event-ID': id }) },
      signal: leave.signal,
    });
    assert.equal(response.status, 200);
    return { events: readEventStream(response), leave: () => leave.abort() };
  }

  async function next(events: AsyncGenerator<ReceivedEvent>): Promise<ReceivedEvent> {
    const { value } = await events.next();
    assert.ok(value, 'the stream has ended');
    return value;
  }

  /** Where somebody is who has read everything. */
  async function now(): Promise<string> {
    await world.settledCheckpoint();
    const { events, leave } = await open(api.admin);
    const { event, id } = await next(events);
    leave();
    assert.equal(event, 'position');
    return id ?? '';
  }

  /** What there is since then, in words. */
  async function since(as: Caller, id: string, query = ''): Promise<string[]> {
    await world.settledCheckpoint();
    const { events } = await open(as, { id, query: `follow=false&${query}` });
    const said: string[] = [];
    for await (const { event, data } of events) if (event === 'event') said.push(`${Object(data['data'])['summary']}`);
    return said;
  }

  test('tells what happens as it happens, and who comes back what they have missed, in its order', LIMIT, async () => {
    const first = await open(api.admin, { query: 'type=capstan.event.*' });
    assert.equal((await next(first.events)).event, 'position');
    await write('one', here);
    const { id, data } = await next(first.events);
    assert.deepEqual([data['specversion'], data['type'], data['scopeid']], ['1.0', 'capstan.event.access', here]);
    assert.equal(Object(data['data'])['message'], 'one');
    await write('two', beside);
    assert.equal(Object((await next(first.events)).data['data'])['message'], 'two');
    first.leave();

    for (const message of ['three', 'four', 'five']) await write(message, here);
    const again = await open(api.admin, { id, query: 'type=capstan.event.*' });
    assert.equal((await next(again.events)).event, 'position');
    const missed = [await next(again.events), await next(again.events), await next(again.events)];
    again.leave();
    // The second one was read and not acknowledged: `Last-Event-ID` is that of the first.
    assert.deepEqual(
      missed.map((event) => Object(event.data['data'])['message']),
      ['two', 'three', 'four'],
    );
  });

  test('shows each caller what they may see, and nothing of others’', LIMIT, async () => {
    const from = await now();
    await write('here', here);
    await write('beside', beside);
    await write('the organization', null);
    await world.create('/v1/devices', world.newDevice({ name: 'a device here', scope_id: here }));
    await world.create('/v1/devices', world.newDevice({ name: 'a device beside', scope_id: beside }));
    const types = 'min_severity=low';
    assert.deepEqual(await since(viewer, from, types), ['here']);
    const [record, ...events] = await since(auditor, from, types);
    assert.match(record ?? '', /^admin: device\.create of device \d+ succeeded$/);
    assert.deepEqual(events, ['here']);
    const all = await since(api.admin, from, types);
    assert.equal(all.filter((summary) => summary.includes('device.create')).length, 2);
    for (const message of ['here', 'beside', 'the organization']) assert.ok(all.includes(message), message);
    const strangers = await api.createOrganization('strangers');
    assert.ok(!(await since(strangers.admin, '0.0', types)).some((summary) => all.includes(summary)));
  });

  test('holds back what its parameters leave out', LIMIT, async () => {
    const from = await now();
    await write('a warning here', here);
    await write('an error here', here, { level: 'error' });
    await write('an error beside', beside, { level: 'error', kind: 'discovery', code: 'keys_changed' });
    assert.deepEqual(await since(api.admin, from, 'min_severity=high'), ['an error here', 'an error beside']);
    assert.deepEqual(await since(api.admin, from, `scope_id=${here}&type=capstan.event.*`), [
      'a warning here',
      'an error here',
    ]);
    assert.deepEqual(await since(api.admin, from, 'type=capstan.event.discovery.*'), ['an error beside']);
    const answer = await api.call('GET', '/v1/events/stream?min_severity=purple', { as: api.admin });
    assert.equal(answer.status, 400);
    const bad = await fetch(`${api.baseUrl}/v1/events/stream`, {
      headers: { Authorization: authorizationOf(api.admin), 'Last-Event-ID': 'yesterday' },
    });
    assert.equal(bad.status, 400);
    await bad.body?.cancel();
  });

  test('is one of ten that a caller may hold open', LIMIT, async () => {
    const listener = await api.createUser('listener', 'viewer', { scopeId: here });
    const streams = [];
    for (let at = 0; at < MAX_STREAMS.ofCaller; at += 1) streams.push(await open(listener));
    const status = async () => {
      const leave = new AbortController();
      const headers = { Authorization: authorizationOf(listener) };
      const response = await fetch(`${api.baseUrl}/v1/events/stream`, { headers, signal: leave.signal });
      leave.abort();
      return response.status;
    };
    assert.equal(await status(), 429);
    streams[0]?.leave();
    await until('there is room again', async () => ((await status()) === 200 ? true : undefined));
    for (const { leave } of streams) leave();
  });

  test('tells nothing any more to somebody whose rights are gone, and ends', LIMIT, async () => {
    const watcher = await api.createUser('watcher', 'viewer', { scopeId: here });
    const { events } = await open(watcher);
    assert.equal((await next(events)).event, 'position');
    await write('still', here);
    assert.equal(Object((await next(events)).data['data'])['message'], 'still');
    await api.store.transaction(async (session) => {
      await changeAccess(api.store, session, 1);
      const revoked = { $set: { status: 'revoked' as const, revoked_at: new Date() } };
      await api.store.models.grants.updateMany({ subject_type: 'user', subject_id: watcher.id }, revoked, { session });
    });
    await write('not for them any more', here);
    for await (const { event } of events) assert.notEqual(event, 'event');
  });
});
