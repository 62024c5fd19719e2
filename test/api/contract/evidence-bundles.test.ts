/** Evidence bundles: what they can be about, where they lie, who can fetch them, and what is said of those that are not ready. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  MAX_STORED_BUNDLE_BYTES,
  MAX_STORED_BUNDLE_BYTES_OF_REQUESTER,
  MAX_UNFINISHED_BUNDLES_OF_REQUESTER,
} from '../../../domain/evidence-bundle.ts';
import { removeExpiredBundles } from '../../../store/evidence-bundles.ts';
import { type ApiHarness, authorizationOf, type Caller, startApi } from '../../support/api-harness.ts';
import { buildBundle, bundleOfJob, bytesOfBundle, linesOf, unpackBundle } from '../../support/built-bundle.ts';
import { until } from '../../support/until.ts';
import { assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const MISSING = 9_999_999;
const AGES = { from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' };

let api: ApiHarness;
let root: World;
/** A scope of its own below the root. */
let world: World;
let besideScope: number;

before(async () => {
  api = await startApi();
  api.ledger();
  await publishInboxKey(api);
  root = await World.enter(api, api.admin);
  world = await root.below();
  besideScope = await root.scope();
});
after(() => api.close());
beforeEach(() => root.endLedgerJobs());

const ask = (body: object, as: Caller = api.admin) => api.call('POST', '/v1/evidence-bundles', { as, body });
const get = (path: string, as: Caller) => api.call('GET', `/v1/${path}`, { as });
const discard = (id: number, as: Caller) => api.call('DELETE', `/v1/evidence-bundles/${id}`, { as });
const auditor = (place: { scopeId?: number; resourceId?: number } = {}) =>
  api.createUser(freshName('auditor'), 'auditor', place);

async function accepted(body: object, as?: Caller) {
  const answer = await ask(body, as);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return bundleOfJob(api.store, answer.body.job_id);
}

/** Operations of the records in the bundle, once it is built. */
async function recordsIn(
  bundle: Awaited<ReturnType<typeof accepted>>,
): Promise<{ operation: string; scope_id: unknown }[]> {
  await buildBundle(api.store, bundle.job_id);
  const bytes = await bytesOfBundle(api.store, await bundleOfJob(api.store, bundle.job_id));
  const lines = linesOf<{ record: { operation: string; scope_id: unknown } }>(unpackBundle(bytes), 'records.jsonl');
  return lines.map(({ record }) => record);
}

describe('asking for an evidence bundle', () => {
  it('makes a job for it, and says where both are', async () => {
    const job_id = await world.job();
    const answer = await ask({ job_id, reason: 'an audit', ticket_id: 'AUD-1' });
    const { bundle_id } = answer.body;
    assert.deepEqual(answer.body, {
      job_id: answer.body.job_id,
      operation: 'evidence_bundle',
      status: 'queued',
      bundle_id,
    });
    assert.equal(answer.headers.get('location'), `/v1/jobs/${answer.body.job_id}`);
    const { body } = await get(`evidence-bundles/${bundle_id}`, api.admin);
    assert.deepEqual(body, {
      id: bundle_id,
      job_id: answer.body.job_id,
      ...{ state: 'building', code: null, message: null },
      selection: {
        ...{ job_id, session_id: null, approval_id: null, access_review_id: null, resource_id: null },
        ...{ from: null, to: null },
      },
      ...{ record_count: null, tree_size: null, platform_proof: null, size: null, sha256: null },
      scope_id: world.rootScopeId,
      resource_id: body.resource_id,
      ...{ actor: 'admin', actor_type: 'user', reason: 'an audit', ticket_id: 'AUD-1' },
      created_at: body.created_at,
      expires_at: new Date(Date.parse(body.created_at) + 30 * 86_400_000).toISOString(),
      last_event_id: body.last_event_id,
    });
    const { body: record } = await get(`logs/audit/${body.last_event_id}`, api.admin);
    assert.deepEqual(
      [record.operation, record.status, record.target_type, record.target_id, record.job_id, record.resource_id],
      ['evidence.create', 'intended', 'evidence_bundle', bundle_id, answer.body.job_id, body.resource_id],
    );
  });

  for (const { what, body, pointer } of [
    { what: 'about nothing', body: { reason: 'x' }, pointer: '/body' },
    { what: 'about two things', body: { job_id: 1, session_id: 'ses_1' }, pointer: '/body/session_id' },
    { what: 'about a job in a period', body: { job_id: 1, from: AGES.from }, pointer: '/body/from' },
    { what: 'about an approval in a period', body: { approval_id: 1, to: AGES.to }, pointer: '/body/to' },
    { what: 'about a resource without a begin', body: { resource_id: 1, to: AGES.to }, pointer: '/body/from' },
    { what: 'about a resource without an end', body: { resource_id: 1, from: AGES.from }, pointer: '/body/to' },
    {
      what: 'about a period that ends as it begins',
      body: { resource_id: 1, from: AGES.from, to: '2020-01-01T01:00:00+01:00' },
      pointer: '/body/to',
    },
    { what: 'about a job that is not there', body: { job_id: MISSING }, pointer: '/body/job_id' },
    {
      what: 'about a resource that is not there',
      body: { resource_id: MISSING, ...AGES },
      pointer: '/body/resource_id',
    },
  ]) {
    it(`is refused ${what}`, async () => {
      const answer = await ask(body);
      assertRefused(answer, 422, 'unprocessable');
      assert.equal(answer.body.errors[0]?.pointer, pointer);
    });
  }

  it('is refused for what lies elsewhere in the words for what is not there', async () => {
    const beside = await auditor({ scopeId: besideScope });
    const foreigner = (await api.createOrganization(freshName('foreigners').replace(' ', '-'))).admin;
    // Sees the scope, and neither jobs nor resources in it.
    const onlooker = await auditor({ scopeId: besideScope });
    await world.grant({ subject_id: onlooker.id, role: await root.role(['scope:read']) });
    const [job_id, resource_id] = [await world.job(), await world.resource()];
    for (const as of [beside, foreigner, onlooker]) {
      for (const [body, missing] of [
        [{ job_id }, { job_id: MISSING }],
        [
          { resource_id, ...AGES },
          { resource_id: MISSING, ...AGES },
        ],
      ] as const) {
        const [hidden, absent] = [await ask(body, as), await ask(missing, as)];
        assertRefused(hidden, 422, 'unprocessable');
        const { correlation_id: _one, ...said } = hidden.body;
        const { correlation_id: _other, ...expected } = absent.body;
        assert.deepEqual(said, expected);
      }
    }
  });

  it('is for those who read the whole organization where it is about a session, an approval or an access review', async () => {
    const narrow = await auditor({ scopeId: world.rootScopeId });
    for (const body of [{ session_id: 'ses_1' }, { approval_id: 1 }, { access_review_id: 1 }]) {
      assertRefused(await ask(body, narrow), 403, 'forbidden');
      const { scope_id, resource_id, within_scope_id } = await accepted(body, await auditor());
      assert.deepEqual([scope_id, resource_id, within_scope_id], [root.rootScopeId, null, null]);
    }
  });

  it('is bounded: few are under way, and of one caller half of them', async () => {
    const job_id = await world.job();
    const callers = [await auditor({ scopeId: world.rootScopeId }), await auditor()];
    for (const caller of callers) {
      for (let n = 0; n < MAX_UNFINISHED_BUNDLES_OF_REQUESTER; n += 1) await accepted({ job_id }, caller);
      const refused = await ask({ job_id }, caller);
      assertRefused(refused, 409, 'conflict');
      assert.match(refused.body.detail, /of yours/);
    }
    assertRefused(await ask({ job_id }), 409, 'conflict');
  });

  it('is bounded: what one caller has asked for leaves room for others, and again when it is discarded', async () => {
    const job_id = await world.job();
    const own = await auditor({ scopeId: world.rootScopeId });
    const { _id, job_id: built } = await accepted({ job_id }, own);
    await buildBundle(api.store, built);
    const { file } = await bundleOfJob(api.store, built);
    const large = { ...file, size: MAX_STORED_BUNDLE_BYTES_OF_REQUESTER };
    await api.store.models.evidenceBundles.updateOne({ _id }, { $set: { file: large } });
    const refused = await ask({ job_id }, own);
    assertRefused(refused, 409, 'conflict');
    assert.match(refused.body.detail, /that you have asked for.*5 GB/);
    await accepted({ job_id });
    assert.equal((await discard(_id, own)).status, 204);
    await removeExpiredBundles(api.store, new Date());
    await accepted({ job_id }, own);
  });

  it('is bounded: those that are ready leave room, in each organization for itself, and again when they expire', async () => {
    const job_id = await world.job();
    const { _id, job_id: built } = await accepted({ job_id });
    await buildBundle(api.store, built);
    const { evidenceBundles } = api.store.models;
    const { file } = await bundleOfJob(api.store, built);
    const ofSize = (size: number) => evidenceBundles.updateOne({ _id }, { $set: { file: { ...file, size } } });
    await ofSize(4_000_000_000);
    await accepted({ job_id });
    await ofSize(MAX_STORED_BUNDLE_BYTES);
    const refused = await ask({ job_id }, await auditor());
    assertRefused(refused, 409, 'conflict');
    assert.match(refused.body.detail, /10 GB.*30 days/);
    const others = (await api.createOrganization(freshName('others').replace(' ', '-'))).admin;
    await accepted({ session_id: 'ses_1' }, others);
    await evidenceBundles.updateOne({ _id }, { $set: { expires_at: new Date(0) } });
    await removeExpiredBundles(api.store, new Date());
    await accepted({ job_id });
  });
});

describe('an evidence bundle', () => {
  it('about a job lies where that lies: its makers and readers there see it and its job, nobody beside does', async () => {
    const resourceId = await world.readyResource();
    const job_id = await world.job(resourceId);
    const inside = await auditor({ scopeId: world.rootScopeId });
    const atResource = await auditor({ resourceId });
    const beside = await auditor({ scopeId: besideScope });
    for (const maker of [inside, atResource]) {
      const bundle = await accepted({ job_id }, maker);
      assert.deepEqual([bundle.scope_id, bundle.resource_id], [world.rootScopeId, resourceId]);
      for (const reader of [inside, atResource]) {
        assert.equal((await get(`evidence-bundles/${bundle._id}`, reader)).status, 200);
        assert.equal((await get(`jobs/${bundle.job_id}`, reader)).status, 200);
        const { body } = await get('evidence-bundles', reader);
        assert.ok(body.evidence_bundles.some(({ id }: { id: number }) => id === bundle._id));
      }
      for (const path of ['', '/content']) {
        assertRefused(await get(`evidence-bundles/${bundle._id}${path}`, beside), 404, 'not_found');
      }
      assertRefused(await get(`jobs/${bundle.job_id}`, beside), 404, 'not_found');
      assert.deepEqual((await get('evidence-bundles', beside)).body.evidence_bundles, []);
    }
  });

  it('is not made by those who may only look', async () => {
    const job_id = await world.job();
    const viewer = await api.createUser(freshName('viewer'), 'viewer', { scopeId: world.rootScopeId });
    assertRefused(await ask({ job_id }, viewer), 403, 'forbidden');
  });

  it('about a resource holds all that happened to it, and lies at it, while it has always lain there', async () => {
    const resource_id = await world.readyResource();
    await world.job(resource_id);
    const bundle = await accepted({ resource_id, ...AGES });
    assert.deepEqual(
      [bundle.scope_id, bundle.resource_id, bundle.within_scope_id],
      [world.rootScopeId, resource_id, world.rootScopeId],
    );
    const operations = (await recordsIn(bundle)).map(({ operation }) => operation);
    for (const one of ['resource.create', 'credential.create', 'verify', 'evidence.create']) {
      assert.ok(operations.includes(one), `${one} in ${operations.join()}`);
    }
  });

  it('about a resource that was moved shows whoever reads a scope what happened there, and everything to those who read all', async () => {
    const [narrow, whole] = [await auditor({ scopeId: besideScope }), await auditor()];
    const resource_id = await world.readyResource();
    const seen = (await get(`resources/${resource_id}`, api.admin)).body;
    // Its device must lie at the resource's scope or above.
    for (const [noun, id] of [
      ['devices', seen.device_id],
      ['resources', resource_id],
    ] as const) {
      const moved = await api.call('PATCH', `/v1/${noun}/${id}`, { as: api.admin, body: { scope_id: besideScope } });
      assert.equal(moved.status, 200, JSON.stringify(moved.body));
    }
    const ofNarrow = await accepted({ resource_id, ...AGES }, narrow);
    assert.deepEqual([ofNarrow.scope_id, ofNarrow.resource_id], [besideScope, resource_id]);
    const shown = await recordsIn(ofNarrow);
    assert.ok(shown.length > 0 && shown.every(({ scope_id }) => scope_id === besideScope));

    const ofWhole = await accepted({ resource_id, ...AGES }, whole);
    assert.deepEqual([ofWhole.scope_id, ofWhole.resource_id, ofWhole.within_scope_id], [root.rootScopeId, null, null]);
    const all = await recordsIn(ofWhole);
    assert.ok(all.some(({ operation, scope_id }) => operation === 'resource.create' && scope_id === world.rootScopeId));
    assert.ok(all.length > shown.length);
    assertRefused(await get(`evidence-bundles/${ofWhole._id}`, narrow), 404, 'not_found');
  });

  it('about a resource shows attempts of those out of reach, which lie nowhere, to those who read all', async () => {
    const resource_id = await world.readyResource();
    const stranger = await api.createUser(freshName('stranger'), 'operator', { scopeId: besideScope });
    const refused = await api.call('POST', `/v1/resources/${resource_id}/rotate`, { as: stranger });
    assertRefused(refused, 404, 'not_found');
    const whole = await recordsIn(await accepted({ resource_id, ...AGES }));
    assert.ok(whole.some(({ operation, scope_id }) => operation === 'rotate' && scope_id === null));
    const narrow = await auditor({ scopeId: world.rootScopeId });
    const shown = await recordsIn(await accepted({ resource_id, ...AGES }, narrow));
    assert.ok(shown.length > 0 && shown.every(({ scope_id }) => scope_id === world.rootScopeId));
  });

  it('can be fetched once it is ready, as a file that saves under its name', async () => {
    const bundle = await accepted({ job_id: await world.job() });
    const path = `/v1/evidence-bundles/${bundle._id}/content`;
    assertRefused(await api.call('GET', path, { as: api.admin }), 409, 'conflict');
    await buildBundle(api.store, bundle.job_id);
    const answer = await fetch(`${api.baseUrl}${path}`, { headers: { Authorization: authorizationOf(api.admin) } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.deepEqual(
      ['content-type', 'content-length', 'content-disposition', 'cache-control'].map((name) =>
        answer.headers.get(name),
      ),
      ['application/zip', String(bytes.length), `attachment; filename="evidence-bundle-${bundle._id}.zip"`, 'no-store'],
    );
    assert.ok(bytes.equals(await bytesOfBundle(api.store, await bundleOfJob(api.store, bundle.job_id))));
    const { body } = await get(`evidence-bundles/${bundle._id}`, api.admin);
    assert.deepEqual([body.state, body.size], ['ready', bytes.length]);
  });

  it('is cut off, and not passed for whole, where its file is damaged', async () => {
    const bundle = await accepted({ job_id: await world.job() });
    await buildBundle(api.store, bundle.job_id);
    await api.store.connection.getClient().db().collection('evidence_bundles.chunks').deleteMany({});
    const path = `${api.baseUrl}/v1/evidence-bundles/${bundle._id}/content`;
    const whole = async () =>
      (await fetch(path, { headers: { Authorization: authorizationOf(api.admin) } })).arrayBuffer();
    await assert.rejects(whole());
    await until(
      'the log to tell',
      async () => api.log.some((line) => line.includes('An answer was cut off')) || undefined,
    );
  });

  it('says why it failed: canceled, with the code of its job, or ended without any', async () => {
    const states = async (id: number) => {
      const { state, code, message } = (await get(`evidence-bundles/${id}`, api.admin)).body;
      return [state, code, message];
    };
    const canceled = await accepted({ job_id: await world.job() });
    assert.equal((await api.call('POST', `/v1/jobs/${canceled.job_id}/cancel`, { as: api.admin })).status, 200);
    assert.deepEqual(await states(canceled._id), ['failed', 'canceled', 'Its job was canceled.']);
    const failed = await accepted({ job_id: await world.job() });
    const result = { code: 'no_records', message: 'there are none' };
    const { jobs } = api.store.models;
    await jobs.updateOne({ _id: failed.job_id }, { $set: { status: 'failed', ended_at: new Date(), result } });
    assert.deepEqual(await states(failed._id), ['failed', 'no_records', 'there are none']);
    await jobs.updateOne({ _id: failed.job_id }, { $set: { result: null } });
    assert.deepEqual((await states(failed._id)).slice(0, 2), ['failed', 'internal']);
    assertRefused(await get(`evidence-bundles/${failed._id}/content`, api.admin), 409, 'conflict');
  });
});

describe('discarding an evidence bundle', () => {
  it('takes it from everybody’s sight and its file out of the store, and leaves job and records', async () => {
    const own = await auditor({ scopeId: world.rootScopeId });
    const { _id, job_id } = await accepted({ job_id: await world.job() }, own);
    assertRefused(await discard(_id, own), 409, 'conflict');
    await buildBundle(api.store, job_id);
    const { file } = await bundleOfJob(api.store, job_id);
    const { status, headers } = await discard(_id, own);
    assert.equal(status, 204);
    for (const path of ['', '/content'])
      assertRefused(await get(`evidence-bundles/${_id}${path}`, own), 404, 'not_found');
    assertRefused(await discard(_id, own), 404, 'not_found');
    const correlation_id = headers.get('x-correlation-id') ?? '';
    const record = await api.store.auditCollection().findOne({ correlation_id });
    assert.deepEqual(
      [record?.operation, record?.target_id, record?.change],
      ['evidence.discard', _id, `discarded the file with SHA-256 ${file?.sha256}`],
    );
    await removeExpiredBundles(api.store, new Date());
    assert.equal(await api.store.models.evidenceBundles.countDocuments({ _id }), 0);
    const chunks = api.store.connection.getClient().db().collection('evidence_bundles.chunks');
    assert.equal(await chunks.countDocuments({ files_id: file?.id }), 0);
    assert.equal((await get(`jobs/${job_id}`, own)).status, 200);
    assert.equal((await get(`logs/audit/${record?._id}`, own)).status, 200);
  });

  it('is for those who may make bundles where it lies', async () => {
    const { _id, job_id } = await accepted({ job_id: await world.job() });
    await api.call('POST', `/v1/jobs/${job_id}/cancel`, { as: api.admin });
    const reader = await api.createUser(freshName('operator'), 'operator', { scopeId: world.rootScopeId });
    assertRefused(await discard(_id, reader), 403, 'forbidden');
    assertRefused(await discard(_id, await auditor({ scopeId: besideScope })), 404, 'not_found');
    assert.equal((await discard(_id, await auditor({ scopeId: world.rootScopeId }))).status, 204);
  });
});
