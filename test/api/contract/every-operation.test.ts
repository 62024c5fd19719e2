/** What every closed operation of openapi.yaml guarantees, driven by the contract itself and one row per operation. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { OperationId } from '../../../api/operation.ts';
import { type Permission, ROLES, type Role } from '../../../domain/access.ts';
import {
  type ApiHarness,
  type CallAnswer,
  type Caller,
  type CallOptions,
  startApi,
} from '../../support/api-harness.ts';
import { closedOperations, type DescribedOperation, undescribedFields } from './described-operation.ts';
import { type OperationRow, type RightCall, ROWS } from './operation-rows.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const contract = await loadContract();
const operations = closedOperations(contract);
const MISSING_ID = 9_999_999;

let api: ApiHarness;
let world: World;
let strangers: World;
const callers = new Map<Role, Caller>();

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
  for (const role of Object.keys(ROLES)) {
    if (isRole(role)) callers.set(role, await api.createUser(`a ${role}`, role));
  }
});
after(() => api.close());

it('every closed operation has a row, and every row an operation', () => {
  assert.deepEqual(Object.keys(ROWS).sort(), operations.map(({ id }) => id).sort());
});

for (const operation of operations) {
  const row = ROWS[operation.id as OperationId];
  if (!row) continue;
  const { method, path, permission } = operation;
  describe(`${operation.id}: ${method.toUpperCase()} ${path}`, () => {
    it('succeeds as described, and leaves one record that names it', () => succeeds(operation, row));
    it('refuses anonymous callers with 401, whatever they send', () => refusesAnonymous(operation));
    if (permission !== null) {
      it('refuses every role without the permission with 403, before it looks at the request', () =>
        refusesRoles(operation, permission));
    }
    it('refuses what the contract does not know with 400 and a pointer', () => refusesUnknown(operation, row));
    if (operation.bodySchema) {
      it('refuses a wrong type in any field of the body with 400 and a pointer', () => refusesTypes(operation, row));
    }
    if (path.includes('{id}')) {
      it('answers the same for what is missing and for what is others’', () => hidesOthers(operation, row));
    }
    if (takes(operation, 'If-Match')) {
      it('changes nothing where the object has changed since: 412', () => refusesStale(operation, row));
    }
    if (method === 'post') {
      it('does its work once for one Idempotency-Key', () => worksOnce(operation, row));
    }
    if (takes(operation, 'cursor')) {
      it('refuses limits and cursors that it did not give out', () => refusesPaging(operation, row));
    }
  });
}

function isRole(name: string): name is Role {
  return name in ROLES;
}

function takes(operation: DescribedOperation, parameter: string): boolean {
  return operation.parameters.some(({ name }) => name === parameter);
}

function pathOf({ path }: DescribedOperation, id: number | string = MISSING_ID): string {
  return path.replace('{id}', String(id));
}

function send(operation: DescribedOperation, call: RightCall, options: CallOptions = {}): Promise<CallAnswer> {
  return world.call(operation.method.toUpperCase(), pathOf(operation, call.id), { body: call.body, ...options });
}

function assertProblem(answer: CallAnswer, status: number, code: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  assert.equal(answer.body.correlation_id, answer.headers.get('x-correlation-id'));
}

function assertPointer(answer: CallAnswer, pointer: string): void {
  assertProblem(answer, 400, 'validation_failed');
  const pointers: string[] = answer.body.errors.map((error: { pointer: string }) => error.pointer);
  assert.ok(
    pointers.some((found) => found === pointer || found.startsWith(`${pointer}/`)),
    `nothing points at ${pointer}: ${JSON.stringify(answer.body.errors)}`,
  );
}

async function recordsOf(answer: CallAnswer) {
  return api.store
    .auditCollection()
    .find({ correlation_id: answer.headers.get('x-correlation-id') ?? '' })
    .toArray();
}

async function succeeds(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const answer = await send(operation, await row.prepare(world));
  assert.equal(answer.status, row.status, JSON.stringify(answer.body));
  assert.deepEqual(undescribedFields(contract, operation.answerSchema(row.status), answer.body), []);
  if (row.status === 201) assert.equal(answer.headers.get('location'), `${operation.path}/${answer.body.id}`);
  if (row.status === 202) assert.equal(answer.headers.get('location'), `/v1/jobs/${answer.body.job_id}`);

  const [record, ...others] = await recordsOf(answer);
  assert.ok(record && others.length === 0, `${others.length + 1} records instead of one`);
  assert.equal(record.operation, operation.auditOperation);
  assert.equal(record.permission, operation.permission);
  assert.equal(record.status, row.status === 202 ? 'intended' : 'succeeded');
  assert.equal(record.actor.name, 'admin');
  if (row.status === 201)
    assert.deepEqual([record.target_type, record.target_id], [operation.targetType, answer.body.id]);
}

async function refusesAnonymous(operation: DescribedOperation): Promise<void> {
  const method = operation.method.toUpperCase();
  for (const body of operation.bodySchema ? [undefined, '{', {}] : [undefined]) {
    const answer = await api.call(method, pathOf(operation, 'x'), { body });
    assertProblem(answer, 401, 'unauthenticated');
    assert.ok(answer.headers.get('www-authenticate'));
  }
}

async function refusesRoles(operation: DescribedOperation, permission: Permission): Promise<void> {
  for (const [role, as] of callers) {
    const held: readonly Permission[] = ROLES[role];
    const answer = await send(operation, {}, { as });
    if (held.includes(permission)) {
      assert.notEqual(answer.status, 403, `${role} holds ${permission}`);
    } else {
      assertProblem(answer, 403, 'forbidden');
      assert.match(answer.body.detail, new RegExp(permission));
      const [record] = await recordsOf(answer);
      assert.equal(record?.status, 'denied');
      assert.equal(record?.operation, operation.auditOperation);
    }
  }
}

async function refusesUnknown(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await row.prepare(world);
  const method = operation.method.toUpperCase();
  assertPointer(await world.call(method, `${pathOf(operation, call.id)}?bogus=1`, { body: call.body }), '/query/bogus');
  if (operation.path.includes('{id}')) {
    for (const id of ['x', '0', '-1', '1.5', '9'.repeat(30)]) {
      assertPointer(await world.call(method, pathOf(operation, id), { body: call.body }), '/path/id');
    }
  }
  if (operation.bodySchema) {
    assertPointer(await send(operation, { ...call, body: { ...call.body, bogus: 1 } }), '/body/bogus');
    assertProblem(await send(operation, call, { body: '{"a":' }), 400, 'malformed_request');
    assertPointer(await send(operation, call, { body: '[]' }), '/body');
    const asText = await send(operation, call, { body: '{}', headers: { 'Content-Type': 'text/plain' } });
    assertProblem(asText, 415, 'unsupported_media_type');
  } else if (method !== 'GET') {
    assertPointer(await send(operation, call, { body: { bogus: 1 } }), '/body');
  }
}

async function refusesTypes(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await row.prepare(world);
  for (const field of Object.keys(Object(operation.bodySchema)['properties'])) {
    // No field of a body is a boolean.
    assertPointer(await send(operation, { ...call, body: { ...call.body, [field]: true } }), `/body/${field}`);
  }
  for (const field of Object(operation.bodySchema)['required'] ?? []) {
    const body: Record<string, unknown> = { ...call.body };
    delete body[field];
    assertPointer(await send(operation, { ...call, body }), `/body/${field}`);
  }
}

async function hidesOthers(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const [mine, theirs] = [await row.prepare(world), await row.prepare(strangers)];
  const answers = [
    await send(operation, { ...mine, id: MISSING_ID }),
    await send(operation, { ...mine, id: theirs.id ?? 0 }),
  ];
  const [missing, others] = answers.map((answer) => {
    assertProblem(answer, 404, 'not_found');
    const { correlation_id: _own, ...rest } = answer.body;
    return JSON.stringify(rest);
  });
  assert.equal(others, missing);
}

async function refusesStale(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await row.prepare(world);
  const object = pathOf(operation, call.id).replace(/\/(?:activate|deactivate|secret)$/, '');
  const seen = await world.call('GET', object);
  const etag = seen.headers.get('etag') ?? '';
  assert.match(etag, /^"\d+"$/);
  assertProblem(await send(operation, call, { headers: { 'If-Match': '"999"' } }), 412, 'precondition_failed');
  assert.deepEqual((await world.call('GET', object)).body, seen.body);
  assert.equal((await send(operation, call, { headers: { 'If-Match': etag } })).status, row.status);
}

async function worksOnce(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await row.prepare(world);
  const headers = { 'Idempotency-Key': freshName('key').replace(' ', '-') };
  const first = await send(operation, call, { headers });
  assert.equal(first.status, row.status, JSON.stringify(first.body));
  assert.equal(first.headers.get('idempotency-replayed'), null);
  const again = await send(operation, call, { headers });
  if (operation.hasSecretAnswer) {
    assertProblem(again, 409, 'conflict');
  } else {
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(
      [again.status, again.body, again.headers.get('location'), again.headers.get('etag')],
      [first.status, first.body, first.headers.get('location'), first.headers.get('etag')],
    );
  }
  const another = { name: freshName('scope'), parent_id: world.rootScopeId };
  assertProblem(await world.call('POST', '/v1/scopes', { body: another, headers }), 422, 'idempotency_key_reused');
}

async function refusesPaging(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const path = pathOf(operation, (await row.prepare(world)).id);
  for (const limit of ['0', '1001', 'x', '-1'])
    assertPointer(await world.call('GET', `${path}?limit=${limit}`), '/query/limit');
  for (const cursor of ['x', 'eyJpZCI6MX0.AAAA']) {
    assertProblem(await world.call('GET', `${path}?cursor=${cursor}`), 400, 'cursor_invalid');
  }
}
