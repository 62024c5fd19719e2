/** The operational log over HTTP: its shape and filters, full pages, and who sees what of it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OperationalEvent } from '../../../domain/operational-event.ts';
import { operationalEvents } from '../../../store/operational-log.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';
import { until } from '../../support/until.ts';
import { writeEvents } from '../../support/write-events.ts';
import { World } from './world.ts';

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

const STEP = {
  organization_id: 1,
  level: 'info',
  kind: 'job.step',
  message: 'a step',
  correlation_id: 'evt_1',
} as const;

const write = (...events: readonly OperationalEvent[]) => writeEvents(api.store, events);

async function read(search: string, as: Caller = api.admin) {
  const answer = await api.call('GET', `/v1/logs/events?${search}`, { as });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

async function messages(search: string, as?: Caller): Promise<string[]> {
  return (await read(search, as)).events.map(({ message }: { message: string }) => message);
}

it('an event shows all that was written, and null for what was not', async () => {
  const full = {
    organization_id: 1,
    level: 'warn',
    kind: 'connector.outcome',
    message: 'Change by postgres failed',
    scope_id: world.rootScopeId,
    resource_id: 700,
    device_id: 701,
    job_id: 702,
    step: 'apply',
    connector: 'postgres',
    code: 'unreachable',
    duration_ms: 12,
    correlation_id: 'evt_full',
    attributes: { call: 'change', effect: 'unknown', credential_id: 703 },
  } as const;
  await write(full, { organization_id: 1, level: 'info', kind: 'delivery', message: 'bare', job_id: 702 });
  const [bare, told] = (await read('job_id=702')).events;
  const { event_id, timestamp, source, ...rest } = told;
  const { organization_id: _, ...written } = full;
  assert.deepEqual(rest, written);
  assert.match(event_id, /^evt_/);
  assert.equal(source, 'worker');
  assert.equal(new Date(timestamp).toISOString(), timestamp);
  assert.deepEqual(
    [bare.resource_id, bare.code, bare.step, bare.duration_ms, bare.attributes],
    [null, null, null, null, {}],
  );
});

it('every filter leaves the others out, and they combine', async () => {
  const ours = { ...STEP, scope_id: world.rootScopeId, correlation_id: 'evt_filters' };
  const begin = new Date();
  await write(
    { ...ours, message: 'one', job_id: 801, resource_id: 802, device_id: 803 },
    { ...ours, message: 'two', job_id: 801, level: 'warn', code: 'timeout' },
    { ...ours, message: 'three', job_id: 804, level: 'debug' },
    { ...ours, message: 'four', kind: 'ledger', level: 'error', code: 'timeout' },
  );
  const later = new Date(Date.now() + 60_000).toISOString();
  const found: Record<string, string[]> = {
    '': ['four', 'three', 'two', 'one'],
    'job_id=801': ['two', 'one'],
    'resource_id=802': ['one'],
    'device_id=803': ['one'],
    'code=timeout': ['four', 'two'],
    'kind=ledger': ['four'],
    'level=debug': ['four', 'three', 'two', 'one'],
    'level=info': ['four', 'two', 'one'],
    'level=warn': ['four', 'two'],
    'level=error': ['four'],
    'level=warn&job_id=801': ['two'],
    'job_id=804&level=info': [],
    [`from=${begin.toISOString()}`]: ['four', 'three', 'two', 'one'],
    [`from=${later}`]: [],
    [`to=${begin.toISOString()}`]: [],
    [`to=${later}&kind=job.step&level=warn`]: ['two'],
  };
  for (const [search, expected] of Object.entries(found)) {
    assert.deepEqual(await messages(`correlation_id=evt_filters&${search}`), expected, search);
  }
});

it('a level, a kind and a time that are none are refused with a pointer', async () => {
  for (const [field, value] of [
    ['level', 'fatal'],
    ['kind', 'gossip'],
    ['from', 'yesterday'],
    ['job_id', 'one'],
    ['limit', '1001'],
  ]) {
    const { status, body } = await world.call('GET', `/v1/logs/events?${field}=${value}`);
    assert.deepEqual([status, body.errors?.[0].pointer], [400, `/query/${field}`], field);
  }
});

it('fifty events make a page where no limit is given, and a thousand where they are asked for', async () => {
  const many = Array.from({ length: 2_500 }, (_, index) => ({ ...STEP, job_id: 900, message: `event ${index}` }));
  await write(...many);
  assert.equal((await read('job_id=900')).events.length, 50);
  const seen: string[] = [];
  const sizes: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await read(`job_id=900&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.events.map(({ message }: { message: string }) => message));
    sizes.push(page.events.length);
    cursor = page.next_cursor;
  }
  assert.deepEqual(sizes, [1_000, 1_000, 500]);
  assert.deepEqual(seen, many.map(({ message }) => message).reverse());
});

describe('who sees what', () => {
  const of = { correlation_id: 'evt_places' } as const;

  it('nobody sees events of other organizations', async () => {
    await write({ ...STEP, ...of, message: 'ours', scope_id: world.rootScopeId });
    assert.deepEqual(await messages('correlation_id=evt_places'), ['ours']);
    assert.deepEqual(await messages('correlation_id=evt_places', strangers.admin), []);
  });

  it('a viewer of one scope sees what lies there and below, and nothing that lies in no scope', async () => {
    const scope = await world.scope();
    const below = await world.scope(scope);
    const viewer = await api.createUser('viewer of a scope', 'viewer', { scopeId: scope });
    await write(
      { ...STEP, correlation_id: 'evt_scopes', message: 'here', scope_id: scope },
      { ...STEP, correlation_id: 'evt_scopes', message: 'below', scope_id: below },
      { ...STEP, correlation_id: 'evt_scopes', message: 'above', scope_id: world.rootScopeId },
      { ...STEP, correlation_id: 'evt_scopes', message: 'nowhere' },
    );
    assert.deepEqual(await messages('correlation_id=evt_scopes', viewer), ['below', 'here']);
    assert.deepEqual(await messages('correlation_id=evt_scopes'), ['nowhere', 'above', 'below', 'here']);
  });

  it('a viewer of one resource sees what concerns it', async () => {
    const resource = await world.resource();
    const viewer = await api.createUser('viewer of a resource', 'viewer', { resourceId: resource });
    const event = { ...STEP, correlation_id: 'evt_resources', scope_id: world.rootScopeId };
    await write(
      { ...event, message: 'its own', resource_id: resource },
      { ...event, message: 'of another', resource_id: resource + 1 },
    );
    assert.deepEqual(await messages('correlation_id=evt_resources', viewer), ['its own']);
  });
});

it('what the API itself lacks is told to the first organization, and to nobody else', async () => {
  assert.equal((await api.call('GET', '/readyz')).status, 503);
  const event = await until('the event of the API', async () => {
    const { events } = await read('kind=health&level=error');
    return events.find(({ message }: { message: string }) => message.startsWith('Not ready: temporal'));
  });
  assert.deepEqual([event.source, event.scope_id, event.attributes.check], ['api', null, 'temporal']);
  assert.deepEqual(await messages('kind=health', strangers.admin), []);
  const viewer = await api.createUser('viewer below', 'viewer', { scopeId: await world.scope() });
  assert.deepEqual(await messages('kind=health', viewer), []);
});

it('events are no evidence: reading them leaves a record, and writing them none', async () => {
  const before = await api.store.auditCollection().countDocuments();
  await write({ ...STEP, correlation_id: 'evt_no_record' });
  assert.equal(await api.store.auditCollection().countDocuments(), before);
  await read('correlation_id=evt_no_record');
  const [record] = await api.store.auditCollection().find().sort({ _id: -1 }).limit(1).toArray();
  assert.deepEqual([record?.operation, record?.target_type], ['event.list', 'event']);
  assert.ok(await operationalEvents(api.store).findOne({ correlation_id: 'evt_no_record' }));
});
