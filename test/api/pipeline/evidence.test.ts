/** No effect without evidence, no evidence without effect: audit records and idempotent answers. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AnonymousRefusals, INDIVIDUAL_PER_WINDOW, MAX_PER_WINDOW } from '../../../api/anonymous-refusals.ts';
import { handlers } from '../../../api/handlers/index.ts';
import { command, type Operation } from '../../../api/operation.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { AuditWriter } from '../../../store/audit-log.ts';
import { type ApiHarness, type Caller, type CallOptions, startApi } from '../../support/api-harness.ts';

/** How `createScope` behaves in these tests where the name says so. */
const misbehaving: Operation = command('createScope', async (request, tx) => {
  const { name } = request.body;
  request.access.requirePlace({ scopeId: 1, resourceId: null });
  const now = new Date();
  const scope = { _id: await request.means.store.nextId('scope'), organization_id: request.organizationId, name };
  const tracked = { created_at: now, updated_at: now, revision: 1, last_event_id: tx.eventId };
  await request.means.store.models.scopes.create([{ ...scope, parent_id: 1, ancestors: [1], ...tracked }], {
    session: tx.session,
  });
  attempts.set(name, (attempts.get(name) ?? 0) + 1);
  if (name === 'refused late') throw new CapstanError('conflict', 'refused after the write');
  if (name === 'broken') throw new Error('a bug with a detail that nobody may read');
  const body = {
    id: scope._id,
    name,
    parent_id: 1,
    ancestors: [1],
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    last_event_id: tx.eventId,
  };
  return {
    status: 201,
    body,
    headers: { Location: `/v1/scopes/${scope._id}` },
    target: { type: 'scope', id: scope._id },
  };
});
const attempts = new Map<string, number>();

describe('evidence', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi({
      operations: handlers.map((handler) => (handler.id === 'createScope' ? misbehaving : handler)),
    });
  });
  after(() => api.close());

  let made = 0;
  const send = async (method: string, path: string, options: CallOptions = {}) => {
    made += 1;
    const id = `test-call-${made}`;
    const answer = await api.call(method, path, {
      as: api.admin,
      ...options,
      headers: { 'X-Correlation-Id': id, ...options.headers },
    });
    const records = await api.store.auditCollection().find({ correlation_id: id }).toArray();
    return { answer, records };
  };
  const scopesNamed = (name: string) => api.store.models.scopes.countDocuments({ name });

  test('a command commits its effect together with one record, whose id the object keeps', async () => {
    const { answer, records } = await send('POST', '/v1/scopes', { body: { name: 'kept', parent_id: 1 } });
    assert.equal(answer.status, 201);
    assert.equal(records.length, 1);
    const [record] = records;
    assert.equal(record?._id, answer.body.last_event_id);
    const expected = {
      operation: 'scope.create',
      status: 'succeeded',
      target_type: 'scope',
      permission: 'scope:write',
    };
    assert.deepEqual({ ...record, ...expected }, record);
    assert.equal(record?.target_id, answer.body.id);
    assert.deepEqual(record?.actor, {
      type: 'user',
      id: 1,
      name: 'admin',
      organization_id: 1,
      authentication: 'basic',
      address: '127.0.0.1',
    });
  });

  test('a command that fails after its write changes nothing, and leaves a record of the failure alone', async () => {
    const { answer, records } = await send('POST', '/v1/scopes', { body: { name: 'refused late', parent_id: 1 } });
    assert.equal(answer.body.code, 'conflict');
    assert.equal(await scopesNamed('refused late'), 0);
    assert.deepEqual(
      records.map(({ status, code }) => [status, code]),
      [['failed', 'conflict']],
    );
  });

  test('an unforeseen error is 500 without detail; the log has it', async () => {
    const { answer, records } = await send('POST', '/v1/scopes', { body: { name: 'broken', parent_id: 1 } });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(JSON.stringify(answer.body), /nobody may read|at .*\.ts/);
    assert.match(api.log.join('\n'), /a bug with a detail/);
    assert.deepEqual(
      records.map(({ status, code }) => [status, code]),
      [['failed', 'internal']],
    );
    assert.equal(await scopesNamed('broken'), 0);
  });

  test('two objects of one name are name_taken, not a failure', async () => {
    await send('POST', '/v1/scopes', { body: { name: 'twice', parent_id: 1 } });
    const { answer } = await send('POST', '/v1/scopes', { body: { name: 'twice', parent_id: 1 } });
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'name_taken');
  });

  test('reads and refusals leave exactly one record each', async () => {
    const viewer = await api.createUser('looks-only', 'viewer');
    const cases = [
      [await send('GET', '/v1/devices'), 200, 'succeeded', null],
      [await send('GET', '/v1/devices/99'), 404, 'denied', 'not_found'],
      [await send('GET', '/v1/devices?limit=x'), 400, 'failed', 'validation_failed'],
      [await send('POST', '/v1/scopes', { as: viewer, body: { name: 'x', parent_id: 1 } }), 403, 'denied', 'forbidden'],
      [await send('GET', '/v1/devices', { as: undefined }), 401, 'denied', 'unauthenticated'],
    ] as const;
    for (const [{ answer, records }, status, outcome, code] of cases) {
      assert.equal(answer.status, status);
      assert.deepEqual(
        records.map((record) => [record.status, record.code]),
        [[outcome, code]],
      );
    }
    const missing = cases[1][0].records[0];
    assert.equal(missing?.target_id, 99);
    const anonymous = cases[4][0].records[0];
    assert.equal(anonymous?.actor.type, 'anonymous');
    assert.equal(anonymous?.organization_id, 1);
  });

  test('a refusal names its target, where the path has the form of one', async () => {
    const viewer = await api.createUser('may-not', 'viewer');
    for (const [as, status] of [
      [viewer, 403],
      [undefined, 401],
    ] as const) {
      for (const [id, target] of [
        ['77', 77],
        ['a-stranger-s-text', null],
        ['%zz', null],
      ] as const) {
        const { answer, records } = await send('POST', `/v1/devices/${id}/deactivate`, { as });
        assert.equal(answer.status, status);
        assert.deepEqual(
          records.map(({ target_type, target_id }) => [target_type, target_id]),
          [['device', target]],
        );
      }
    }
  });

  test("a request for another organization than the caller's is refused like what is missing, and changes nothing", async () => {
    const viewer = await api.createUser('belongs-here', 'viewer');
    await api.createOrganization('neighbours');
    const name = async (organization: string, as: Caller = api.admin) =>
      send('POST', '/v1/scopes', {
        as,
        body: { name: `asked as ${organization}`, parent_id: 1 },
        headers: { 'X-Capstan-Organization': organization },
      });
    const missing = (await send('GET', '/v1/devices/99')).answer.body;
    for (const organization of ['neighbours', 'nowhere', '', 'Default', '1', 'default, neighbours']) {
      const { answer, records } = await name(organization);
      assert.equal(answer.status, 404, organization);
      const { correlation_id, detail } = answer.body;
      assert.deepEqual(answer.body, { ...missing, correlation_id, detail });
      assert.deepEqual(
        records.map((record) => [record.operation, record.status, record.code, record.organization_id]),
        [['scope.create', 'denied', 'not_found', 1]],
      );
      assert.equal(await scopesNamed(`asked as ${organization}`), 0);
    }
    assert.equal((await name('neighbours', viewer)).answer.status, 404);
    assert.equal((await name('default', viewer)).answer.status, 403);
    assert.equal((await name('default')).answer.status, 201);
    const anonymous = await send('GET', '/v1/me', { as: undefined, headers: { 'X-Capstan-Organization': 'default' } });
    assert.equal(anonymous.answer.status, 401);
  });

  test('a wrong password is recorded in the organization of the user who was named, and without the name', async () => {
    const other = await api.createOrganization('elsewhere');
    const { records } = await send('GET', '/v1/me', { as: { ...other.admin, password: 'wrong' } });
    assert.equal(records[0]?.organization_id, other.organizationId);
    assert.equal(records[0]?.actor.type, 'anonymous');
    // What no erasure would find is not there: the address alone tells of somebody.
    const { leaf, disclosures, ...fields } = records[0] ?? {};
    const told = disclosures?.map((one) => Buffer.from(one, 'base64url').toString()) ?? [];
    const texts = [JSON.stringify(fields), Buffer.from(leaf?.buffer ?? '').toString(), ...told];
    for (const text of texts) assert.ok(!text.includes('elsewhere-admin'), text);
    assert.ok(told.some((one) => one.includes('127.0.0.1')));
  });

  test('a flood of strangers costs a bounded number of records, and the rest is counted', async () => {
    const refusals = new AnonymousRefusals(new AuditWriter(api.store), 3_600_000);
    const [sample] = (await send('GET', '/v1/me', { as: undefined })).records;
    assert.ok(sample);
    const { _id, timestamp: _, ...entry } = sample;
    assert.ok(_id);
    const flood = { ...entry, correlation_id: 'the-flood' };
    for (let sent = 0; sent < 500; sent += 1) await refusals.record(flood);
    await refusals.close();
    assert.equal(
      await api.store.auditCollection().countDocuments({ correlation_id: 'the-flood' }),
      INDIVIDUAL_PER_WINDOW,
    );
    const [summary] = await api.store.auditCollection().find({ operation: 'authenticate' }).toArray();
    assert.match(summary?.change ?? '', new RegExp(`^${500 - INDIVIDUAL_PER_WINDOW} more callers`));
  });

  test('a flood hides what comes from its own network alone, whomever it names', async () => {
    const refusals = new AnonymousRefusals(new AuditWriter(api.store), 3_600_000);
    const [sample] = (await send('GET', '/v1/me', { as: undefined })).records;
    assert.ok(sample);
    const { _id: _own, timestamp: _then, ...entry } = sample;
    const from = (address: string, organization_id = 1) =>
      refusals.record({
        ...entry,
        organization_id,
        actor: { ...entry.actor, address },
        correlation_id: 'two-networks',
      });
    for (let sent = 0; sent < 100; sent += 1) await from('203.0.113.1', (sent % 2) + 1);
    await from('198.51.100.1');
    const written = await api.store.auditCollection().countDocuments({ correlation_id: 'two-networks' });
    assert.equal(written, INDIVIDUAL_PER_WINDOW + 1);
    for (let sent = 0; sent < 2 * MAX_PER_WINDOW; sent += 1) await from(`203.0.${sent % 200}.${(sent % 50) + 2}`);
    assert.ok((await api.store.auditCollection().countDocuments({ correlation_id: 'two-networks' })) <= MAX_PER_WINDOW);
    await refusals.close();
  });

  test('the same key and body get the same answer, marked as a replay, and one effect', async () => {
    const options = { body: { name: 'once', parent_id: 1 }, headers: { 'Idempotency-Key': 'k-once' } };
    const first = await send('POST', '/v1/scopes', options);
    const again = await send('POST', '/v1/scopes', options);
    assert.equal(again.answer.status, 201);
    assert.deepEqual(again.answer.body, first.answer.body);
    assert.equal(again.answer.headers.get('location'), first.answer.headers.get('location'));
    assert.equal(first.answer.headers.get('idempotency-replayed'), null);
    assert.equal(again.answer.headers.get('idempotency-replayed'), 'true');
    assert.equal(attempts.get('once'), 1);
    assert.equal(await scopesNamed('once'), 1);
    assert.match(again.records[0]?.change ?? '', /nothing was done/);
  });

  test('the same key with another body, or at another address, is 422', async () => {
    const headers = { 'Idempotency-Key': 'k-once' };
    const { answer } = await send('POST', '/v1/scopes', { body: { name: 'other', parent_id: 1 }, headers });
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, 'idempotency_key_reused');
    const body = { name: 'once', scope_id: 1, authorized_resources: [{ areas: ['scopes'] }] };
    const elsewhere = await send('POST', '/v1/applications', { body, headers });
    assert.equal(elsewhere.answer.status, 422);
    assert.equal(await scopesNamed('other'), 0);
  });

  test("one caller's key says nothing about another's", async () => {
    const other = await api.createUser('second-admin', 'admin');
    const options = { body: { name: 'mine', parent_id: 1 }, headers: { 'Idempotency-Key': 'k-once' } };
    const { answer } = await send('POST', '/v1/scopes', { ...options, as: other });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('idempotency-replayed'), null);
  });

  test('concurrent requests with one key have one effect and one answer', async () => {
    const options = { as: api.admin, body: { name: 'raced', parent_id: 1 }, headers: { 'Idempotency-Key': 'k-raced' } };
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.call('POST', '/v1/scopes', options)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assert.equal(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null).length, 1);
    assert.equal(await scopesNamed('raced'), 1);
    const made = { operation: 'scope.create', target_id: answers[0]?.body.id, change: null };
    assert.equal(await api.store.auditCollection().countDocuments(made), 1);
  });

  test('a failure is not kept: the same key may try again', async () => {
    const headers = { 'Idempotency-Key': 'k-failed' };
    const refused = await send('POST', '/v1/scopes', { body: { name: 'refused late', parent_id: 1 }, headers });
    assert.equal(refused.answer.status, 409);
    const next = await send('POST', '/v1/scopes', { body: { name: 'second try', parent_id: 1 }, headers });
    assert.equal(next.answer.status, 201);
  });

  test('an expired key is free again, even before MongoDB has removed it', async () => {
    const options = { body: { name: 'expired', parent_id: 1 }, headers: { 'Idempotency-Key': 'k-expired' } };
    await send('POST', '/v1/scopes', options);
    await api.store.models.idempotencyRecords.updateMany({}, { $set: { expires_at: new Date(0) } });
    await api.store.models.scopes.deleteOne({ name: 'expired' });
    assert.equal((await send('POST', '/v1/scopes', options)).answer.headers.get('idempotency-replayed'), null);
  });

  test('an answer with a secret is shown once, and kept nowhere', async () => {
    const body = { name: 'robot', scope_id: 1, authorized_resources: [{ areas: ['scopes'] }] };
    const options = { body, headers: { 'Idempotency-Key': 'k-secret' } };
    const first = await send('POST', '/v1/applications', options);
    assert.equal(first.answer.status, 201);
    const again = await send('POST', '/v1/applications', options);
    assert.equal(again.answer.status, 409);
    assert.match(again.answer.body.detail, /shown once/);
    const secret: string = first.answer.body.client_secret;
    const collections = await api.store.connection.getClient().db().collections();
    for (const collection of collections) {
      assert.ok(!JSON.stringify(await collection.find().toArray()).includes(secret), collection.collectionName);
    }
    assert.ok(!api.log.join('\n').includes(secret));
  });
});
