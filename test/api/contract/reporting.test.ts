/** Questions to reports: what they show, to whom, how much, and what of them is on record. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ask as askServer } from '../../../api/reporting/report-server.ts';
import type { Caller } from '../../support/api-harness.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { Random } from '../../support/ledger-race/random.ts';
import { keepReportToTheEnd } from '../../support/report-rows.ts';
import { ReportHistory } from './report-history.ts';
import { type Body, LISTS } from './report-lists.ts';
import { freshKey, freshName, publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let world: World;
let organizationId: number;
let below: number;
let viewer: Caller;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, (await api.createOrganization('reports')).admin);
  organizationId = (await world.me()).organization.id;
  below = await world.scope();
  for (const scope_id of [world.rootScopeId, below]) await world.job(await world.readyResource({ scope_id }));
  await world.approval();
  await world.connectSession();
  await world.finding();
  await world.endedBulkJob();
  viewer = await api.createUser(freshKey('viewer'), 'viewer', { organizationId, scopeId: below });
  await keepReportToTheEnd(api.store, organizationId);
});
after(() => api.close());

const post = (body: unknown, as: Caller = world.admin) => api.call('POST', '/v1/graphql', { as, body });

/** Data of an answer without errors. */
async function ask(query: string, as: Caller = world.admin, variables: object = {}) {
  const { status, body } = await post({ query, variables }, as);
  assert.deepEqual([status, body.errors], [200, undefined], JSON.stringify(body));
  return body.data;
}

/** What is refused before it is run, in words. */
async function refused(query: string, variables: object = {}): Promise<string> {
  const { status, body } = await post({ query, variables });
  assert.deepEqual([status, body.code], [400, 'validation_failed'], JSON.stringify(body));
  return body.errors.map(({ detail }: { detail: string }) => detail).join('; ');
}

describe('reports', () => {
  for (const [field, { path, id, of }] of Object.entries(LISTS)) {
    it(`show of ${field} what their list shows, to an administrator and to a viewer of one scope`, async () => {
      for (const as of [world.admin, viewer]) {
        const listed = await api.call('GET', path, { as });
        const { body } = await post({ query: `{ ${field} { nodes { ${id} } next_cursor } }` }, as);
        if (listed.status === 200) {
          const ids = of(listed.body).map((row: Body) => row[id]);
          assert.deepEqual(
            body.data[field].nodes.map((row: Body) => row[id]),
            ids,
          );
          if (as === world.admin) assert.ok(ids.length > 0, field);
        } else {
          assert.equal(listed.status, 403);
          assert.deepEqual([body.data[field], body.errors[0].extensions.code], [null, 'forbidden']);
        }
      }
    });
  }

  it('tell how old they are, beside the answer and in it', async () => {
    const { body } = await post({ query: '{ age { as_of behind lag_seconds } }' });
    assert.deepEqual(body.data.age, body.extensions.age);
    assert.ok(Date.parse(body.data.age.as_of) <= Date.now());
    // With a part that is refused, and with a question that is not run.
    for (const query of [
      '{ jobs(after: "forged") { nodes { id } } }',
      '{ jobs(first: 0) { nodes { id } } }',
      '{ nothing }',
    ]) {
      const { body: refusal } = await post({ query });
      assert.ok(refusal.errors.length > 0);
      assert.ok(
        Date.parse(refusal.extensions.age.as_of) <= Date.now() && refusal.extensions.age.lag_seconds >= 0,
        query,
      );
    }
    const stranger = await World.enter(api, (await api.createOrganization('unread')).admin);
    const fresh = await post({ query: '{ jobs { nodes { id } } }' }, stranger.admin);
    assert.deepEqual([fresh.body.data.jobs.nodes, fresh.body.extensions.age.as_of], [[], null]);
  });

  it('lead from a row to its resource and back, and count by what rows have in common', async () => {
    const { jobs, job_counts, finding_counts } = await ask(`{
      jobs(operation: [verify]) { nodes { id resource { id name jobs(first: 5) { nodes { id } } } } }
      job_counts(by: [day, operation, status]) { day operation status count resources { queued succeeded } }
      finding_counts(by: [severity], status: [open]) { severity day count }
    }`);
    assert.ok(jobs.nodes.length >= 2);
    for (const { id, resource } of jobs.nodes) {
      assert.ok(resource.jobs.nodes.some((job: Body) => job.id === id));
    }
    const verifies = job_counts.filter(({ operation }: Body) => operation === 'verify');
    assert.equal(
      verifies.reduce((sum: number, { count }: Body) => sum + count, 0),
      jobs.nodes.length,
    );
    // Each of them is of one resource, and nobody has begun with any.
    for (const { count, resources } of verifies) assert.deepEqual(resources, { queued: count, succeeded: 0 });
    assert.match(verifies[0].day, /^\d{4}-\d{2}-\d{2}$/);
    assert.equal(finding_counts[0].day, null);
  });

  it('tell of a resource what was done to it by jobs of its own and by plans, as the list of jobs does', async () => {
    const { models } = api.store;
    const bulk = await models.jobs.findOne({ organization_id: organizationId, operation: 'bulk_rotate' }).lean();
    assert.ok(bulk);
    const ofBulk = await models.jobItems.distinct('resource_id', { job_id: bulk._id });
    const { resources } = await ask('{ resources { nodes { id } } }');
    assert.ok(ofBulk.length > 0 && resources.nodes.length > 0);
    for (const resource_id of [...ofBulk, ...resources.nodes.map(({ id }: Body) => id)]) {
      const query =
        'query ($of: Int) { jobs(resource_id: $of) { nodes { id } } job_counts(resource_id: $of, by: []) { count } }';
      const { jobs, job_counts } = await ask(query, world.admin, { of: resource_id });
      const { body } = await world.call('GET', `/v1/jobs?resource_id=${resource_id}`);
      const ids = jobs.nodes.map(({ id }: Body) => id);
      assert.deepEqual(
        ids,
        body.jobs.map(({ job_id }: Body) => job_id),
      );
      assert.equal(job_counts[0]?.count ?? 0, ids.length);
      assert.equal(ids.includes(bulk._id), ofBulk.includes(resource_id));
    }
    const outcomes = 'resources { queued succeeded failed unknown canceled }';
    const { jobs } = await ask(`{ jobs(operation: [bulk_rotate]) { nodes { ${outcomes} } } }`);
    assert.deepEqual(jobs.nodes[0].resources, { queued: 0, succeeded: 1, failed: 1, unknown: 0, canceled: 1 });
  });

  it('go on from page to page by a cursor that belongs to the question', async () => {
    const query =
      'query ($after: String, $type: [ResourceType!]) { resources(first: 1, after: $after, type: $type) { nodes { id } next_cursor } }';
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const { resources }: Body = await ask(query, world.admin, { after });
      seen.push(...resources.nodes.map(({ id }: Body) => id));
      after = resources.next_cursor;
    } while (after !== null);
    const { body: all } = await world.call('GET', '/v1/resources');
    assert.deepEqual(
      seen,
      all.map(({ id }: Body) => id),
    );
    const { resources } = await ask(query);
    const stolen = await post({ query, variables: { after: resources.next_cursor, type: ['linux_account'] } });
    assert.equal(stolen.body.errors[0].extensions.code, 'cursor_invalid');
  });

  it('take no cursor that was forged, or made for another list or another organization', async () => {
    const cursorOf = async (field: string, as: Caller) =>
      (await ask(`{ ${field}(first: 1) { next_cursor } }`, as))[field].next_cursor;
    const good = await cursorOf('jobs', world.admin);
    const stranger = await World.enter(api, (await api.createOrganization('elsewhere')).admin);
    await stranger.job();
    await stranger.job();
    const { id } = (await stranger.me()).organization;
    await keepReportToTheEnd(api.store, id);
    const [, signature] = good.split('.');
    const far = Buffer.from(JSON.stringify({ id: 1 })).toString('base64url');
    const others = [await cursorOf('resources', world.admin), await cursorOf('jobs', stranger.admin)];
    for (const after of [`${far}.${signature}`, `${good}A`, 'x', `${far}.`, ...others]) {
      const query = 'query ($after: String) { jobs(after: $after) { nodes { id } } }';
      const { status, body } = await post({ query, variables: { after } });
      assert.deepEqual([status, body.data.jobs, body.errors[0].extensions.code], [200, null, 'cursor_invalid'], after);
    }
  });

  it('show to whoever has lost a right between two pages nothing of what it opened', async () => {
    const loser = await api.createUser(freshKey('loser'), 'viewer', { organizationId, scopeId: below });
    const wide = await world.grant({ subject_id: loser.id, role: 'viewer' });
    const query = 'query ($after: String) { resources(first: 1, after: $after) { nodes { scope_id } next_cursor } }';
    const { resources: first } = await ask(query, loser);
    assert.deepEqual(first.nodes, [{ scope_id: world.rootScopeId }]);
    assert.equal((await world.call('POST', `/v1/grants/${wide}/revoke`)).status, 200);
    const { resources: second } = await ask(query, loser, { after: first.next_cursor });
    assert.deepEqual(second, { nodes: [{ scope_id: below }], next_cursor: null });
  });

  it('tell by no filter and no count of what is out of reach', async () => {
    const { rootScopeId } = world;
    for (const narrowed of [`scope_id: ${rootScopeId}`, `scope_id: ${rootScopeId}, from: "2000-01-01T00:00:00Z"`]) {
      const { resources, resource_counts, job_counts } = await ask(
        `{ resources(${narrowed}) { nodes { id } } resource_counts(${narrowed}, by: []) { count } job_counts(${narrowed}, by: [scope_id]) { count } }`,
        viewer,
      );
      assert.deepEqual([resources.nodes, resource_counts, job_counts], [[], [], []]);
    }
    const { body: hidden } = await world.call('GET', `/v1/resources?scope_id=${rootScopeId}`);
    const mine = await ask('{ resources { nodes { id } } resource_counts(by: [scope_id]) { scope_id count } }', viewer);
    assert.ok(hidden.length > mine.resources.nodes.length);
    assert.deepEqual(mine.resource_counts, [{ scope_id: below, count: mine.resources.nodes.length }]);
    for (const { id } of hidden) {
      const { jobs, job_counts } = await ask(
        `{ jobs(resource_id: ${id}) { nodes { scope_id } } job_counts(resource_id: ${id}, by: []) { count } }`,
        viewer,
      );
      assert.ok(jobs.nodes.every(({ scope_id }: Body) => scope_id === below));
      assert.equal(job_counts[0]?.count ?? 0, jobs.nodes.length);
    }
  });

  it('take times as they are: from then on, and before then', async () => {
    const { jobs } = await ask('{ jobs(first: 1) { nodes { id created_at } } }');
    const [{ id, created_at: at }] = jobs.nodes;
    const idsOf = async (narrowed: string) =>
      (await ask(`{ jobs(${narrowed}) { nodes { id } } }`)).jobs.nodes.map((row: Body) => row.id);
    assert.ok((await idsOf(`from: "${at}"`)).includes(id));
    assert.ok(!(await idsOf(`to: "${at}"`)).includes(id));
    for (const none of [
      `from: "${at}", to: "${at}"`,
      'from: "9999-12-31T23:59:59Z"',
      'to: "0001-01-01T00:00:00+14:00"',
    ]) {
      assert.deepEqual(await idsOf(none), [], none);
    }
  });

  it('go on to the next page of rights that are active, though time has passed', async () => {
    const query =
      'query ($after: String) { grants(first: 1, after: $after, status: active) { nodes { id } next_cursor } }';
    const { grants } = await ask(query);
    assert.ok(grants.next_cursor !== null);
    const next = await ask(query, world.admin, { after: grants.next_cursor });
    assert.equal(next.grants.nodes.length, 1);
    assert.notEqual(next.grants.nodes[0].id, grants.nodes[0].id);
    const expired = await post({ query: query.replace('active', 'expired'), variables: { after: grants.next_cursor } });
    assert.equal(expired.body.errors[0].extensions.code, 'cursor_invalid');
  });

  it('are not answered where they ask for too much, whatever way they say it, each by the rule that holds', async () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{ id }' : `{ nodes { resource { jobs ${nested(depth - 1)} } } }`;
    const depth = /^Syntax Error: Query depth limit of 8 exceeded, found 13\.$/;
    assert.match(await refused(`{ jobs ${nested(4).replace('jobs { id }', 'id')} }`), depth);
    const points = /^costs up to \d+ points, and 5000 are the most: ask with a smaller first, or for less at once$/;
    const cost = /^Syntax Error: Query Cost limit of 50000 exceeded, found [\d.]+\.$/;
    const listed = (rows: number) =>
      `{ resources(first: ${rows}) { nodes { jobs(first: ${rows}) { nodes { id } } } } }`;
    assert.match(await refused(listed(65)), points);
    assert.match(await refused(listed(200)), cost);
    const many = 'query ($n: Int) { resources(first: $n) { nodes { jobs(first: $n) { nodes { id } } } } }';
    assert.match(await refused(many, { n: 200 }), points);
    const bounds = /^first is from 1 to 200$/;
    for (const rows of [1_000_000, 201, 0, -5]) {
      const byDefault = `query ($n: Int = ${rows}) { jobs(first: $n) { nodes { id } } }`;
      assert.match(await refused(byDefault), bounds);
      assert.match(await refused('query ($n: Int) { jobs(first: $n) { nodes { id } } }', { n: rows }), bounds);
    }
    assert.match(await refused(many.replace('$n: Int', '$n: Int = 200')), points);
    assert.match(await refused(many, { n: 'many' }), /Int cannot represent/);
    const narrowed = 'query ($status: [JobStatus!]) { jobs(status: $status) { nodes { id } } }';
    assert.match(await refused(narrowed, { status: Array(51).fill('queued') }), /^status has 50 values at most$/);
    for (const from of ['2026-01-31T12:00', '2026-01-31T12:00:00', '2026-02-31T12:00:00Z', '2026-01-31T12:00:00 GMT']) {
      assert.match(await refused(`{ jobs(from: "${from}") { nodes { id } } }`), /A Time is a text like/);
    }
    await ask('{ jobs(from: "2026-01-31T12:00:00.5+01:00") { nodes { id } } }');
    assert.match(await refused('{ resources(first: 201) { nodes { id } } }'), bounds);
    assert.match(await refused('{ resources(first: 0) { nodes { id } } }'), bounds);
    const aliases = Array.from({ length: 30 }, (_, index) => `a${index}: age { behind }`).join(' ');
    assert.match(await refused(`{ ${aliases} }`), /^Syntax Error: Aliases limit of 20 exceeded, found 30\.$/);
    const directives = '@include(if: true) '.repeat(30);
    const tooMany = /^Syntax Error: Directives limit of 20 exceeded, found 30\.$/;
    assert.match(await refused(`{ age ${directives} { behind } }`), tooMany);
    const tokens = /^Syntax Error: Token limit of 1500 exceeded\.$/;
    assert.match(await refused(`{ ${'age { behind } '.repeat(900)} }`), tokens);
    // Cheap as it is written, since a variable says how many; then so many that nobody could count them.
    const last = 'fragment F on Query { resources(first: $n) { nodes { id } } }';
    const wide = `fragment G on Query { ${'...F '.repeat(6)} } ${last}`;
    assert.match(await refused(`query ($n: Int = 200) { ${'...G '.repeat(6)} } ${wide}`), points);
    assert.match(await refused(bomb(25)), cost);
    assert.match(
      await refused('{ ...F } fragment F on Query { ...F }'),
      /^Cannot spread fragment "F" within itself\.$/,
    );
  });

  /** A list that is asked for two to the power of `levels` times. */
  function bomb(levels: number): string {
    const twice = Array.from(
      { length: levels },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    return `{ ...F0 } ${twice.join(' ')} fragment F${levels} on Query { resources(first: 200) { nodes { id } } }`;
  }

  it('are questions alone: nothing is changed, subscribed to, sent in a batch, stored, or asked by GET', async () => {
    const isNone = /^there is no mutation: reports are only asked for$/;
    assert.match(await refused('mutation { age { behind } }'), isNone);
    const noSubscription = /^Schema is not configured to execute subscription operation\.$/;
    assert.match(await refused('subscription { age { behind } }'), noSubscription);
    assert.match(await refused('{ job }'), /^Cannot query field "job" on type "Query"\. Did you mean "jobs"/);
    assert.match(await refused('{ jobs {'), /^Syntax Error: Expected Name, found <EOF>\.$/);
    const twoOf = 'query A { age { behind } } query B { age { behind } }';
    assert.match(await refused(twoOf), /operation/i);
    const pointersTo = async (body: unknown) => {
      const answer = await post(body);
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation_failed']);
      return answer.body.errors.map(({ pointer }: Body) => pointer);
    };
    assert.deepEqual(await pointersTo([{ query: '{ age { behind } }' }]), ['/body']);
    const persistedQuery = { version: 1, sha256Hash: '0'.repeat(64) };
    assert.deepEqual(await pointersTo({ query: '{ age { behind } }', extensions: { persistedQuery } }), [
      '/body/extensions',
    ]);
    assert.deepEqual(await pointersTo({ extensions: { persistedQuery } }), ['/body/query', '/body/extensions']);
    const asked = await api.call('GET', '/v1/graphql?query=%7Bage%7Bbehind%7D%7D', { as: world.admin });
    assert.deepEqual([asked.status, asked.headers.get('allow')], [405, 'POST']);
    const anonymous = await api.call('POST', '/v1/graphql', { body: { query: '{ __schema { types { name } } }' } });
    assert.equal(anonymous.status, 401);
    const { __schema } = await ask('{ __schema { mutationType { name } queryType { fields { name } } } }');
    assert.equal(__schema.mutationType, null);
    assert.equal(__schema.queryType.fields.length, 13);
  });

  it('are not asked by pages of others: neither forms nor what browsers send unasked is taken for a question', async () => {
    const query = '{ age { behind } }';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { 'Content-Type': type };
      const { status } = await api.call('POST', '/v1/graphql', {
        as: world.admin,
        body: `{"query":"${query}"}`,
        headers,
      });
      assert.equal(status, 415, type);
    }
    const headers = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' };
    const preflight = await api.call('OPTIONS', '/v1/graphql', { headers });
    assert.ok(preflight.status >= 400);
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
    const answer = await api.call('POST', '/v1/graphql', { as: world.admin, body: { query }, headers });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });

  it('tell nothing of what fails inside but that it failed, and answer the rest', async () => {
    const age = { asOf: null, behind: 0, lagMs: null };
    const page = () => Promise.reject(new Error('mongodb://capstan:password@127.0.0.1 is gone'));
    const reader: unknown = { age, page };
    const question = { query: '{ age { behind } jobs { nodes { id } } }' };
    const { result } = await askServer(question, { reader } as Parameters<typeof askServer>[1]);
    assert.deepEqual(result, {
      data: { age: { behind: 0 }, jobs: null },
      errors: [
        {
          message: 'This part of the question could not be answered; ask again.',
          locations: [{ line: 1, column: 18 }],
          path: ['jobs'],
          extensions: { code: 'internal', status: 500 },
        },
      ],
    });
  });

  it('open no kind to a role that its own list would not open, and lead to none', async () => {
    const role = await world.role(['report:read', 'job:read']);
    const narrow = await api.createUser(freshKey('narrow'), null, { organizationId });
    await world.create('/v1/grants', world.newGrant({ subject_id: narrow.id, role }));
    const query =
      '{ jobs { nodes { id resource { id } } } resources { nodes { id } } finding_counts(by: [day]) { count } }';
    const { body } = await post({ query }, narrow);
    assert.ok(body.data.jobs.nodes.length > 0);
    assert.ok(body.data.jobs.nodes.every(({ resource }: Body) => resource === null));
    assert.deepEqual([body.data.resources, body.data.finding_counts], [null, null]);
    assert.deepEqual(
      body.errors.map(({ extensions }: Body) => extensions.code),
      ['forbidden', 'forbidden'],
    );
  });

  it('are on record by name, digest and what was read, and without the values that were asked with', async () => {
    const name = freshName('nobody-is-called').replaceAll('-', '_');
    const query = 'query Blast($who: Int) { jobs(actor_id: $who) { nodes { id } } }';
    await post({ query, operationName: 'Blast', variables: { who: 424_242 } });
    await post({ query: `{ ${name}: age { behind } }` });
    const { body } = await world.call('GET', '/v1/logs/audit?operation=report.query&limit=100');
    const [said] = body.events.filter(({ change }: Body) => change?.includes('Blast'));
    assert.match(said.change, /^question Blast \(sha256 [0-9a-f]{64}\) read jobs: 0 rows$/);
    assert.deepEqual([said.target_type, said.permission, said.status], ['report', 'report:read', 'succeeded']);
    assert.ok(!JSON.stringify(body).includes('424242'));
    assert.ok(!JSON.stringify(body).includes(name));
  });
});

/** Between two checks of everything; more of both with REPORT_HISTORY_CHECKS. */
const STEPS = 5;
const CHECKS = Number(process.env['REPORT_HISTORY_CHECKS'] ?? 2);

describe('reports that follow', () => {
  it('are what reading all anew makes of them, and show to each what lists show, whatever happens by chance', async (t) => {
    const seed = Number(process.env['REPORT_HISTORY_SEED'] ?? randomInt(2 ** 31));
    t.diagnostic(`REPORT_HISTORY_SEED=${seed} repeats it`);
    const random = new Random(seed);
    const history = await ReportHistory.begin(api, random);
    for (let checks = 0; checks < CHECKS; checks += 1) {
      for (let steps = 0; steps < STEPS; steps += 1) {
        await history.step();
        if (random.next() < 0.3) await history.follow();
        if (random.next() < 0.1) await history.beginAnew();
      }
      await history.check();
    }
  });
});
