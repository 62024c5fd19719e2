/** The audit log over HTTP: the published shape, the filters, and nobody else's records. */

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { AuditEntry } from '../../../domain/audit.ts';
import { AuditWriter } from '../../../store/audit-log.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
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

async function events(search: string, as = world) {
  const answer = await as.call('GET', `/v1/logs/audit?${search}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.events;
}

it('records have the fields of the published example, with their types', async () => {
  const id = await world.readyResource();
  await world.call('POST', `/v1/resources/${id}/verify`);
  const [event] = await events('limit=50&operation=verify');
  const { timestamp, actor, target_type, target_id, operation, status, correlation_id } = event;
  assert.deepEqual(
    { actor, target_type, target_id, operation, status },
    { actor: 'admin', target_type: 'resource', target_id: id, operation: 'verify', status: 'intended' },
  );
  assert.equal(new Date(timestamp).toISOString(), timestamp);
  assert.match(correlation_id, /^evt_/);
});

it('fifty records make a page where no limit is given', async () => {
  for (let n = 0; n < 52; n += 1) await world.call('GET', '/v1/me');
  assert.equal((await events('')).length, 50);
});

it('filters find by target, actor, correlation, status and time, and combine', async () => {
  const user = await api.createUser('somebody', 'viewer');
  const id = await world.device();
  const before = new Date();
  const denied = await api.call('POST', `/v1/devices/${id}/deactivate`, { as: user });
  const correlation = denied.headers.get('x-correlation-id');
  const found = [
    `correlation_id=${correlation}`,
    `actor=somebody&status=denied&target_type=device&operation=device.deactivate`,
    `actor=somebody&from=${before.toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`,
  ];
  for (const search of found) {
    const [event, ...others] = await events(search);
    assert.deepEqual([event?.correlation_id, event?.code, others.length], [correlation, 'forbidden', 0], search);
  }
  assert.deepEqual(await events(`actor=somebody&to=${before.toISOString()}`), []);
  assert.deepEqual(await events(`actor=somebody&from=${new Date(Date.now() + 60_000).toISOString()}`), []);
});

/** A record as no operation of today writes it: of a session, resting on an approval and a policy. */
function entryOf(fields: Partial<AuditEntry>): AuditEntry {
  return {
    organization_id: 1,
    scope_id: null,
    resource_id: null,
    actor: { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null },
    target_type: 'account',
    target_id: null,
    operation: 'session.end',
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change: null,
    ticket_id: null,
    job_id: null,
    correlation_id: 'evt_written_here',
    trace_id: null,
    ...fields,
  };
}

it('filters find by actor, resource, session and approval; where a record has none of these it says null', async () => {
  const actor = { name: 'x', organization_id: 1, authentication: 'none', address: null };
  const policy = { policy_id: 3, version: 2, decision: 'allowed', reasons: ['hours: 08:00 to 18:00'] } as const;
  const writer = new AuditWriter(api.store);
  const user = await writer.write(
    entryOf({ actor: { ...actor, type: 'user', id: 8_001 }, session_id: 'acs_one', policy, resource_id: 8_100 }),
  );
  const application = await writer.write(
    entryOf({ actor: { ...actor, type: 'application', id: 8_001 }, approval_id: 8_200, session_id: 'acs_two' }),
  );
  const system = await writer.write(entryOf({ actor: { ...actor, type: 'system', id: null }, resource_id: 8_100 }));
  const found: Record<string, string[]> = {
    'actor_id=8001': [application, user],
    'actor_id=8001&actor_type=user': [user],
    'actor_id=8001&actor_type=application': [application],
    'actor_id=8001&actor_type=system': [],
    'actor_type=system&correlation_id=evt_written_here': [system],
    'actor_type=application&correlation_id=evt_written_here': [application],
    'resource_id=8100': [system, user],
    'session_id=acs_one': [user],
    'session_id=acs_two&actor_id=8001': [application],
    'session_id=acs_three': [],
    'approval_id=8200': [application],
    'approval_id=8200&session_id=acs_one': [],
  };
  for (const [search, expected] of Object.entries(found)) {
    const ids = (await events(search)).map(({ event_id }: { event_id: string }) => event_id);
    assert.deepEqual(ids, expected, search);
  }
  const parts = async (id: string) => {
    const event = (await events('correlation_id=evt_written_here')).find(
      (one: { event_id: string }) => one.event_id === id,
    );
    return [event.session_id, event.approval_id, event.resource_id, event.policy];
  };
  assert.deepEqual(await parts(user), ['acs_one', null, 8_100, policy]);
  assert.deepEqual(await parts(application), ['acs_two', 8_200, null, null]);
});

it('a thousand records make a full page, and the pages together are the whole list', async () => {
  const writer = new AuditWriter(api.store);
  const written = await Promise.all(
    Array.from({ length: 2_300 }, (_, index) => writer.write(entryOf({ job_id: 8_500, target_id: index }))),
  );
  for (const filter of ['job_id=8500', 'job_id=8500&actor_id=1&status=succeeded']) {
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await world.call(
        'GET',
        `/v1/logs/audit?${filter}&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      assert.equal(page.status, 200, JSON.stringify(page.body));
      seen.push(...page.body.events.map(({ event_id }: { event_id: string }) => event_id));
      sizes.push(page.body.events.length);
      cursor = page.body.next_cursor;
    }
    assert.deepEqual(sizes, [1_000, 1_000, 300]);
    assert.deepEqual(seen, [...written].sort().reverse());
  }
  assert.equal((await world.call('GET', '/v1/logs/audit?limit=1001')).status, 400);
});

it('a time that is none is refused with a pointer', async () => {
  for (const [field, time] of [
    ['from', 'yesterday'],
    ['from', '2016-12-31T23:59:60Z'],
    ['to', '9999-12-31T23:59:60Z'],
    ['to', '2026-01-01%2000:00:00Z'],
    ['to', '2026-02-30T00:00:00Z'],
  ]) {
    const { status, body } = await world.call('GET', `/v1/logs/audit?${field}=${time}`);
    assert.deepEqual([status, body.errors?.[0].pointer], [400, `/query/${field}`], time);
  }
  for (const time of ['0000-01-01T00:00:00%2B23:59', '9999-12-31T23:59:59-23:59', '2026-01-01T00:00:00.123456789Z']) {
    for (const field of ['from', 'to']) await events(`${field}=${time}`);
  }
});

it('shows nothing of other organizations', async () => {
  const id = await strangers.application();
  const [event] = await events('operation=application.create', strangers);
  assert.equal(event.target_id, id);
  assert.deepEqual(await events(`correlation_id=${event.correlation_id}`), []);
  assert.deepEqual(await events('actor=strangers-admin'), []);
});

it('a change without its record does not exist: both show the same event', async () => {
  const id = await world.device();
  const { body } = await world.call('PATCH', `/v1/devices/${id}`, { body: { port: 5433 } });
  const [event] = await events(`target_type=device&target_id=${id}&operation=device.update`);
  assert.equal(event.event_id, body.last_event_id);
});
