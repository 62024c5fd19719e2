/** What lies out of reach, in a scope beside or in another organization, is not there: read, written, listed, filtered, paged or watched. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { OperationId } from '../../../api/operation.ts';
import { changeAccess } from '../../../store/access/change-access.ts';
import {
  type ApiHarness,
  authorizationOf,
  type CallAnswer,
  type Caller,
  grant,
  startApi,
} from '../../support/api-harness.ts';
import { writeEvents } from '../../support/write-events.ts';
import { closedOperations, type DescribedOperation } from '../contract/described-operation.ts';
import { missingLike, queryOf, type RightCall, ROWS } from '../contract/operation-rows.ts';
import { ThriftyWorld } from '../contract/thrifty-world.ts';
import { publishInboxKey, type World } from '../contract/world.ts';
import { ACCESS } from './access-table.ts';

const MISSING_ID = 9_999_999;
const operations = closedOperations(await loadContract());
const onObjects = operations.filter(
  ({ id, path }) => path.includes('{id}') && ACCESS[id as OperationId]?.lies === 'in a scope',
);

interface Page {
  readonly rows: readonly {
    readonly id?: number;
    readonly public_id?: string;
    readonly job_id?: number;
    readonly event_id?: string;
  }[];
  readonly next: string | null;
}

let api: ApiHarness;
let root: World;
/** Where the objects are. */
let world: World;
/** Where the caller may do everything. */
let own: World;
let beside: Caller;
let foreigner: Caller;
let foreignOrganizationId: number;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  // What becomes of jobs is not asked here, and there is no Temporal for which to try again and again.
  await api.application.relay.stop();
  root = await ThriftyWorld.enter(api, api.admin);
  world = await root.below();
  own = await root.below();
  beside = await api.createUser('beside', 'admin', { scopeId: own.rootScopeId });
  const foreign = await api.createOrganization('foreigners');
  [foreigner, foreignOrganizationId] = [foreign.admin, foreign.organizationId];
});
after(() => api.close());

function send(operation: DescribedOperation, call: RightCall, as: Caller, id = call.id): Promise<CallAnswer> {
  const values: Readonly<Record<string, string | number | undefined>> = { ...call.params, id };
  const address = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) =>
    String(values[name] ?? missingLike(id)),
  );
  return api.call(operation.method.toUpperCase(), `${address}${queryOf(call)}`, { as, body: call.body });
}

function withoutCorrelation({ status, body }: CallAnswer): string {
  const { correlation_id: _own, ...rest } = body;
  return JSON.stringify([status, rest]);
}

/** What the store holds of everything that these operations could change. */
async function stateOf(): Promise<string> {
  const { scopes, devices, resources, credentials, credentialVersions, jobs, applications, grants, policyBindings } =
    api.store.models;
  const {
    approvals,
    connectSessions,
    protectedInformation,
    informationVersions,
    informationContents,
    retrievals,
    sessionTokens,
  } = api.store.models;
  const all = [scopes, devices, resources, credentials, credentialVersions, applications, grants, policyBindings];
  const information = [protectedInformation, informationVersions, informationContents, retrievals];
  const connecting = [connectSessions, sessionTokens];
  const found = await Promise.all(
    [...all, ...information, ...connecting].map((model) => model.collection.find().sort({ _id: 1 }).toArray()),
  );
  // When a job is tried to be dispatched is no business of callers.
  const fields = { status: 1, cancel_requested: 1, revision: 1 };
  const decided = await approvals.find({}, { status: 1, decisions: 1, revision: 1 }).sort({ _id: 1 }).lean();
  return JSON.stringify([...found, decided, await jobs.find({}, fields).sort({ _id: 1 }).lean()]);
}

describe('an object in a scope beside, or in another organization', () => {
  for (const operation of onObjects) {
    it(`answers ${operation.id} as a missing one does, and stays as it is`, async () => {
      const row = ROWS[operation.id as OperationId];
      assert.ok(row);
      const call = await row.prepare(world);
      const before = await stateOf();
      for (const as of [beside, foreigner]) {
        const missing = await send(operation, call, as, missingLike(call.id));
        assert.equal(missing.status, 404, JSON.stringify(missing.body));
        assert.equal(withoutCorrelation(await send(operation, call, as)), withoutCorrelation(missing));
      }
      assert.equal(await stateOf(), before);
    });
  }

  it('costs the database the same questions as a missing one', async () => {
    const [device, resource] = [await world.device(), await world.resource()];
    const credential = await world.credential(resource);
    await questionsOf(`/v1/devices/${MISSING_ID}`);
    for (const [noun, id] of [
      ['devices', device],
      ['resources', resource],
      ['credentials', credential],
    ] as const) {
      const missing = await questionsOf(`/v1/${noun}/${MISSING_ID}`);
      assert.ok(
        missing.some((question) => question.includes(noun)),
        missing.join(', '),
      );
      assert.deepEqual(await questionsOf(`/v1/${noun}/${id}`), missing);
    }
  });
});

describe('an organization in which the caller holds nothing', () => {
  it('costs the database the same questions as a missing one, also after its rights have changed', async () => {
    const naming = (name: string) => questionsOf('/v1/me', { 'X-Capstan-Organization': name });
    const missing = await naming('no-such-organization');
    assert.deepEqual(await naming('foreigners'), missing);
    await api.store.transaction((session) => changeAccess(api.store, session, foreignOrganizationId));
    assert.deepEqual(await naming('foreigners'), missing);
  });
});

/** What the database is asked for a request that finds nothing, without order. */
async function questionsOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const db = api.store.connection.getClient().db();
  await db.command({ profile: 2 });
  const { status } = await api.call('GET', path, { as: beside, headers });
  await db.command({ profile: 0 });
  assert.equal(status, 404);
  const profile = db.collection('system.profile');
  // Whoever keeps the ledger asks for its own sake.
  const own = /^(?!.*\.(?:system\.profile|ledger_\w+)$)/;
  const seen = await profile.find({ ns: own, op: { $ne: 'command' } }).toArray();
  await profile.drop();
  return seen.map(({ ns, op }) => `${op} ${ns}`).sort();
}

async function pageOf(path: string, as: Caller): Promise<Page> {
  const { status, body, headers } = await api.call('GET', path, { as });
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  if (Array.isArray(body)) {
    const [, next] = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
    return { rows: body, next: next ? new URLSearchParams(next.split('?')[1]).get('cursor') : null };
  }
  const [rows] = Object.values(body).filter(Array.isArray);
  return { rows: rows ?? [], next: body.next_cursor };
}

/** Every row of a list, page by page. */
async function everyRow(path: string, as: Caller): Promise<Page['rows']> {
  const rows: Page['rows'][number][] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await pageOf(`${path}?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, as);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

let jobs = 900_000;

/** Answers with the id of the job, which no other event names. */
async function eventOfSomeJob(place: World): Promise<number> {
  jobs += 1;
  const event = { organization_id: 1, scope_id: place.rootScopeId, job_id: jobs, message: 'a step' } as const;
  await writeEvents(place.api.store, [{ ...event, level: 'info', kind: 'job.step' }]);
  return jobs;
}

describe('lists', () => {
  const LISTS = [
    ['/v1/scopes', (place: World) => place.scope()],
    ['/v1/devices', (place: World) => place.device()],
    ['/v1/resources', (place: World) => place.resource()],
    ['/v1/credentials', (place: World) => place.credential()],
    ['/v1/check-outs', (place: World) => place.checkOut()],
    ['/v1/connect/sessions', (place: World) => place.connectSession()],
    ['/v1/ssh-certificate-authorities', (place: World) => place.sshAuthority()],
    ['/v1/ssh-keys', (place: World) => place.sshKey()],
    ['/v1/protected-information', (place: World) => place.protectedInformation()],
    ['/v1/retrievals', (place: World) => place.retrieval()],
    ['/v1/jobs', (place: World) => place.job()],
    ['/v1/approvals', (place: World) => place.approval()],
    ['/v1/bulk/plans', async (place: World) => (await place.plan()).id],
    ['/v1/applications', (place: World) => place.application()],
    ['/v1/evidence-bundles', (place: World) => place.evidenceBundle()],
    ['/v1/compliance/findings', (place: World) => place.finding()],
    ['/v1/policy-bindings', (place: World) => place.policyBinding()],
    ['/v1/notification-channels', (place: World) => place.notificationChannel()],
    ['/v1/access-reviews', (place: World) => place.accessReview()],
    ['/v1/logs/events', eventOfSomeJob],
  ] as const;
  const idOf = ({ id, public_id, job_id }: Page['rows'][number]) => id ?? public_id ?? job_id;

  it('are all here', () => {
    const listed = operations
      .filter(({ id }) => ACCESS[id as OperationId]?.lies === 'in scopes')
      .map(({ path }) => path);
    const tested = [...LISTS.map(([path]) => path), '/v1/logs/audit', '/v1/grants'];
    assert.deepEqual(listed.toSorted(), tested.toSorted());
  });

  for (const [path, make] of LISTS) {
    it(`${path} holds what is in reach, all of it, and nothing else`, async () => {
      const hidden = [await make(world), await make(world)];
      const visible = [await make(own), await make(own)];
      const ids = (await everyRow(path, beside)).map(idOf);
      for (const id of visible) assert.ok(ids.includes(id), `${id} is missing`);
      for (const id of hidden) assert.ok(!ids.includes(id), `${id} is shown`);
      assert.equal(new Set(ids).size, ids.length);
    });

    it(`${path} gives no more to a cursor that somebody else was given`, async () => {
      for (const place of [world, own]) await make(place);
      const { next } = await pageOf(`${path}?limit=1`, api.admin);
      assert.ok(next);
      const { rows } = await pageOf(`${path}?limit=1000&cursor=${next}`, beside);
      const inReach = (await everyRow(path, beside)).map(idOf);
      for (const row of rows) assert.ok(inReach.includes(idOf(row)));
    });
  }

  it('/v1/logs/audit holds what happened in the reach of the reader alone', async () => {
    const [hidden, visible] = [await world.device(), await own.device()];
    const events = await everyRow('/v1/logs/audit', beside);
    const targets = events.map((event) => `${Reflect.get(event, 'target_type')} ${Reflect.get(event, 'target_id')}`);
    assert.ok(targets.includes(`device ${visible}`));
    assert.ok(!targets.includes(`device ${hidden}`));
    assert.ok(events.every((event) => Reflect.get(event, 'scope_id') !== null));
  });

  it('/v1/grants holds the grants on what is in reach alone', async () => {
    const scopes = (await everyRow('/v1/grants', beside)).map((grant) => Reflect.get(grant, 'scope_id'));
    assert.deepEqual([...new Set(scopes)], [own.rootScopeId]);
  });

  it('answer filters that name what is out of reach as those that name nothing', async () => {
    const resource = await world.readyResource();
    const job = await world.job(resource);
    const information = await world.protectedInformation();
    await world.create('/v1/retrievals', { information_id: information });
    const [device, scope] = [await world.device(), world.rootScopeId];
    const filters = [
      ['/v1/scopes?under=', scope],
      ['/v1/devices?scope_id=', scope],
      ['/v1/resources?scope_id=', scope],
      ['/v1/resources?device_id=', device],
      ['/v1/credentials?resource_id=', resource],
      ['/v1/protected-information?scope_id=', scope],
      ['/v1/retrievals?information_id=', information],
      ['/v1/jobs?resource_id=', resource],
      ['/v1/logs/audit?job_id=', job],
      ['/v1/logs/audit?target_type=device&target_id=', device],
      // Above what is in reach, and so in its lineage.
      ['/v1/scopes?under=', root.rootScopeId],
      ['/v1/devices?scope_id=', root.rootScopeId],
    ] as const;
    for (const [path, id] of filters) {
      const named = await api.call('GET', `${path}${id}`, { as: beside });
      const missing = await api.call('GET', `${path}${MISSING_ID}`, { as: beside });
      assert.equal(named.status, 200);
      assert.deepEqual(named.body, missing.body, path);
    }
  });

  it('tell nothing of the scopes above', async () => {
    const { body } = await api.call('GET', `/v1/scopes/${own.rootScopeId}`, { as: beside });
    assert.deepEqual([body.parent_id, body.ancestors], [null, []]);
  });
});

describe('links and places', () => {
  it('are refused in the same words where they lead out of reach and where they lead nowhere', async () => {
    const device_id = await own.device();
    const [hiddenDevice, hiddenResource] = [await world.device(), await world.readyResource()];
    const bodies = (id: number): [string, object][] => [
      ['/v1/scopes', { name: 'x', parent_id: id === MISSING_ID ? id : world.rootScopeId }],
      ['/v1/devices', own.newDevice({ scope_id: id === MISSING_ID ? id : world.rootScopeId })],
    ];
    for (const [path, body] of bodies(MISSING_ID)) {
      const [, named] = bodies(0).find(([other]) => other === path) ?? [];
      const missing = await api.call('POST', path, { as: beside, body });
      assert.equal(missing.status, 422, JSON.stringify(missing.body));
      assert.equal(
        withoutCorrelation(await api.call('POST', path, { as: beside, body: named })),
        withoutCorrelation(missing),
      );
    }
    const platform_id = await own.platform();
    const resource = (links: object) => own.newResource({ device_id, platform_id, ...links });
    for (const links of [{ device_id: hiddenDevice }, { reconcile_resource_id: hiddenResource }]) {
      const [field = ''] = Object.keys(links);
      const named = await api.call('POST', '/v1/resources', { as: beside, body: await resource(links) });
      const body = await resource({ [field]: MISSING_ID });
      const missing = await api.call('POST', '/v1/resources', { as: beside, body });
      assert.equal(missing.status, 422, JSON.stringify(missing.body));
      assert.equal(withoutCorrelation(named), withoutCorrelation(missing));
    }
  });

  it('put no account on a device that the caller may only see', async () => {
    const [device_id, platform_id] = [await world.device(), await world.platform()];
    const looksOn = await api.createUser('looks-on', 'admin', { scopeId: own.rootScopeId });
    await grant(api.store, { type: 'user', id: looksOn.id, organizationId: 1 }, 'viewer', {
      scopeId: world.rootScopeId,
    });
    assert.equal((await api.call('GET', `/v1/devices/${device_id}`, { as: looksOn })).status, 200);
    const body = await own.newResource({ device_id, platform_id });
    assert.equal((await api.call('POST', '/v1/resources', { as: looksOn, body })).status, 422);
  });

  it('do not tell by a name that is taken there', async () => {
    const name = 'the name of a secret project';
    await world.device({ name });
    assert.equal((await api.call('POST', '/v1/devices', { as: beside, body: own.newDevice({ name }) })).status, 201);
  });
});

describe('a credential', () => {
  it('lies where its resource lies, also when it is made while that moves', async () => {
    const places = [world.rootScopeId, own.rootScopeId];
    for (let round = 0; round < 8; round += 1) {
      const id = await world.resource();
      const [made, moved] = await Promise.all([
        root.call('POST', '/v1/credentials', { body: { resource_id: id, secret: 'made in a hurry' } }),
        root.call('PATCH', `/v1/resources/${id}`, { body: { scope_id: places[1] } }),
      ]);
      assert.equal(made.status, 201, JSON.stringify(made.body));
      // A change that comes first asks the other to read again.
      if (moved.status === 412) await root.call('PATCH', `/v1/resources/${id}`, { body: { scope_id: places[1] } });
      const credential = await api.store.models.credentials.findById(made.body.id).lean();
      const resource = await api.store.models.resources.findById(id).lean();
      assert.deepEqual([credential?.scope_id, resource?.scope_id], [places[1], places[1]]);
    }
  });
});

describe('a stream of events', () => {
  it('ends when the right to it is revoked', async () => {
    const watcher = await api.createUser('watcher', 'viewer', { scopeId: world.rootScopeId });
    const job = await world.job();
    const headers = { Authorization: authorizationOf(watcher) };
    const response = await fetch(`${api.baseUrl}/v1/jobs/${job}/events`, { headers });
    assert.equal(response.status, 200);
    await api.store.transaction(async (session) => {
      await changeAccess(api.store, session, 1);
      const revoked = { $set: { status: 'revoked' as const, revoked_at: new Date() } };
      await api.store.models.grants.updateMany({ subject_type: 'user', subject_id: watcher.id }, revoked, { session });
    });
    // It is asked again while the stream lives; the text ends when the connection does.
    assert.doesNotMatch(await response.text(), /^event: end$/m);
    assert.equal((await api.call('GET', `/v1/jobs/${job}`, { as: watcher })).status, 403);
  });
});
