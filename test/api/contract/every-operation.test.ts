/** What every closed operation of openapi.yaml guarantees, driven by the contract itself and one row per operation. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { OperationId } from '../../../api/operation.ts';
import { BUILT_IN_ROLES, type BuiltInRole, isBuiltInRole, type Permission } from '../../../domain/permissions.ts';
import {
  type ApiHarness,
  type CallAnswer,
  type Caller,
  type CallOptions,
  startApi,
} from '../../support/api-harness.ts';
import { closedOperations, type DescribedOperation, undescribedFields } from './described-operation.ts';
import { missingLike, type OperationRow, queryOf, type RightCall, ROWS } from './operation-rows.ts';
import { REPEATABLE } from './repeatable-operations.ts';
import { ThriftyWorld } from './thrifty-world.ts';
import { freshName, publishInboxKey } from './world.ts';

const contract = await loadContract();
const operations = closedOperations(contract);

let api: ApiHarness;
let world: ThriftyWorld;
let strangers: ThriftyWorld;
const callers = new Map<BuiltInRole, Caller>();

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  // What becomes of jobs is not asked here, and there is no Temporal for which to try again and again.
  await api.application.relay.stop();
  world = await ThriftyWorld.enter(api, api.admin);
  strangers = await ThriftyWorld.enter(api, (await api.createOrganization('strangers')).admin);
  for (const role of Object.keys(BUILT_IN_ROLES)) {
    if (isBuiltInRole(role)) callers.set(role, await api.createUser(`a ${role}`, role));
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
    it('refuses anonymous callers with 401, whatever they send', () => refusesAnonymous(operation));
    if (permission !== null) {
      it('refuses every role without the permission with 403, before it looks at the request', () =>
        refusesRoles(operation, permission));
    }
    it('refuses what the contract does not know with 400 and a pointer', () => refusesUnknown(operation, row));
    if (operation.bodySchema) {
      it('refuses a wrong type in any field of the body with 400 and a pointer', () => refusesTypes(operation, row));
    }
    if (path.includes('{') && !row.reachesAll) {
      it('answers the same for what is missing and for what is others’', () => hidesOthers(operation, row));
    }
    if (takes(operation, 'cursor')) {
      it('refuses limits and cursors that it did not give out', () => refusesPaging(operation, row));
    }
    it('succeeds as described after all that was refused, and leaves one record that names it', () =>
      succeeds(operation, row));
    if (takes(operation, 'If-Match')) {
      it('changes nothing where the object has changed since: 412', () => refusesStale(operation, row));
    }
    if (method === 'post') {
      it('does its work once for one Idempotency-Key', () => worksOnce(operation, row));
    }
  });
}

it('no record of all this names a user where it says what was changed: that stays when a person is erased', async () => {
  const users = await api.store.models.users
    .find({ name: { $ne: 'admin' } }, { name: 1, display_name: 1, email: 1 })
    .lean();
  const names = users
    .flatMap(({ name, display_name, email }) => [name, display_name, email])
    .filter((name) => name !== null);
  const changes = await api.store.auditCollection().distinct('change');
  assert.ok(names.length > 10 && changes.length > 50, `${names.length} names, ${changes.length} changes`);
  for (const change of changes) {
    const named = names.filter((name) => change?.includes(name));
    assert.deepEqual(named, [], `${change}`);
  }
});

function takes(operation: DescribedOperation, parameter: string): boolean {
  return operation.parameters.some(({ name }) => name === parameter);
}

function pathOf({ path }: DescribedOperation, { id = missingLike(undefined), params = {} }: PathValues = {}): string {
  const values: Readonly<Record<string, string | number>> = { id, ...params };
  return path.replace(/\{([^}]+)\}/g, (_whole, name: string) => String(values[name] ?? missingLike(undefined)));
}

type PathValues = { readonly id?: number | string } & Pick<RightCall, 'params'>;

function send(operation: DescribedOperation, call: RightCall, options: CallOptions = {}): Promise<CallAnswer> {
  const { body, as = world.admin } = call;
  const path = `${pathOf(operation, call)}${queryOf(call)}`;
  return world.call(operation.method.toUpperCase(), path, { body, as, ...options });
}

/** Of an operation: what it was called on. */
const lasting = new Map<OperationRow, Promise<RightCall>>();

/** A call that would succeed. What is refused changes nothing: it serves all that is to be, and then succeeds. */
function lastingCall(row: OperationRow): Promise<RightCall> {
  const call = lasting.get(row) ?? row.prepare(world);
  lasting.set(row, call);
  return call;
}

/** One that succeeds after others have. */
function furtherCall({ id }: DescribedOperation, row: OperationRow): Promise<RightCall> {
  return REPEATABLE.has(id as OperationId) ? lastingCall(row) : row.prepare(world);
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
  const lasting = await lastingCall(row);
  // Whoever does it to themselves shows a code, which does not last.
  const call = lasting.as ? await row.prepare(world) : lasting;
  const answer = await send(operation, call);
  assert.equal(answer.status, row.status, JSON.stringify(answer.body));
  // What is new is named by its id, or by a name that no other has.
  const names: unknown[] = [answer.body?.id, answer.body?.name, answer.body?.token_id, answer.body?.session?.public_id];
  assert.deepEqual(undescribedFields(contract, operation.answerSchema(row.status), answer.body), []);
  if (row.status === 201) {
    const below = row.foundBelow ?? pathOf(operation, call);
    const places = names.map((name) => `${below}/${name}`);
    assert.ok(places.includes(answer.headers.get('location') ?? ''), `${answer.headers.get('location')}`);
  }
  if (row.status === 202) assert.equal(answer.headers.get('location'), `/v1/jobs/${answer.body.job_id}`);

  const records = await recordsOf(answer);
  if (row.recordOfWorker) assert.ok(records.some(({ operation: name }) => name === row.recordOfWorker));
  const [record, ...others] = records.filter(({ operation: name }) => name !== row.recordOfWorker);
  assert.ok(record && others.length === 0, `${others.length + 1} records instead of one`);
  assert.equal(record.operation, operation.auditOperation);
  assert.equal(record.permission, operation.permission);
  assert.equal(record.status, row.status === 202 ? 'intended' : 'succeeded');
  assert.equal(record.actor.name, call.actor ?? 'admin');
  if (row.status === 201) {
    assert.equal(record.target_type, operation.targetType);
    assert.ok(names.includes(record.target_id), `${record.target_id}`);
  }
}

async function refusesAnonymous(operation: DescribedOperation): Promise<void> {
  const method = operation.method.toUpperCase();
  for (const body of operation.bodySchema ? [undefined, '{', {}] : [undefined]) {
    const answer = await api.call(method, pathOf(operation, { id: 'x' }), { body });
    assertProblem(answer, 401, 'unauthenticated');
    assert.ok(answer.headers.get('www-authenticate'));
  }
}

async function refusesRoles(operation: DescribedOperation, permission: Permission): Promise<void> {
  for (const [role, as] of callers) {
    const held: readonly Permission[] = BUILT_IN_ROLES[role];
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
  const call = await lastingCall(row);
  const method = operation.method.toUpperCase();
  assertPointer(await world.call(method, `${pathOf(operation, call)}?bogus=1`, { body: call.body }), '/query/bogus');
  if (operation.path.includes('{id}')) {
    for (const id of ['x', '0', '-1', '1.5', '9'.repeat(30)]) {
      assertPointer(await world.call(method, pathOf(operation, { ...call, id }), { body: call.body }), '/path/id');
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
  const call = await lastingCall(row);
  for (const [field, schema] of Object.entries(Object(operation.bodySchema)['properties'])) {
    const wrong = Object(schema)['type'] === 'boolean' ? 'no boolean' : true;
    assertPointer(await send(operation, { ...call, body: { ...call.body, [field]: wrong } }), `/body/${field}`);
  }
  for (const field of Object(operation.bodySchema)['required'] ?? []) {
    const body: Record<string, unknown> = { ...call.body };
    delete body[field];
    assertPointer(await send(operation, { ...call, body }), `/body/${field}`);
  }
}

async function hidesOthers(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const [mine, theirs] = [await lastingCall(row), await row.prepare(strangers)];
  const isById = mine.id !== undefined;
  const answers = [
    await send(operation, { ...mine, ...(isById ? { id: missingLike(mine.id) } : { params: { name: 'missing' } }) }),
    await send(operation, { ...mine, ...(isById ? { id: theirs.id ?? 0 } : { params: theirs.params ?? {} }) }),
  ];
  const [missing, others] = answers.map((answer) => {
    assertProblem(answer, 404, 'not_found');
    const { correlation_id: _own, ...rest } = answer.body;
    return JSON.stringify(rest);
  });
  assert.equal(others, missing);
}

/** What follows the address of the object whose revision counts. */
const PART_OF_OBJECT =
  /\/(?:activate|pause|deactivate|revoke|secrets?|versions|restore|password|totp\/reset|public-keys|federated-credentials(?:\/\w+)?|accept|agree|reopen|remedy)$/;

async function refusesStale(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await furtherCall(operation, row);
  const object = pathOf(operation, call).replace(PART_OF_OBJECT, '');
  const seen = await world.call('GET', object);
  const etag = seen.headers.get('etag') ?? '';
  assert.match(etag, /^"\d+"$/);
  assertProblem(await send(operation, call, { headers: { 'If-Match': '"999"' } }), 412, 'precondition_failed');
  assert.deepEqual(withoutLog((await world.call('GET', object)).body), withoutLog(seen.body));
  assert.equal((await send(operation, call, { headers: { 'If-Match': etag } })).status, row.status);
}

/** A log collector also shows how large the log is, which grows by every request. */
function withoutLog({ tree_size: _size, backlog: _backlog, ...body }: CallAnswer['body']): object {
  return body;
}

async function worksOnce(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await furtherCall(operation, row);
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
  const { as = world.admin } = call;
  assertProblem(await world.call('POST', '/v1/scopes', { as, body: another, headers }), 422, 'idempotency_key_reused');
}

async function refusesPaging(operation: DescribedOperation, row: OperationRow): Promise<void> {
  const call = await lastingCall(row);
  const ask = (asked: Readonly<Record<string, string>>) =>
    world.call('GET', `${pathOf(operation, call)}?${new URLSearchParams({ ...call.query, ...asked })}`);
  for (const limit of ['0', '1001', 'x', '-1']) assertPointer(await ask({ limit }), '/query/limit');
  for (const cursor of ['x', 'eyJpZCI6MX0.AAAA']) assertProblem(await ask({ cursor }), 400, 'cursor_invalid');
}
