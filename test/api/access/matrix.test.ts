/** Every operation of openapi.yaml × every kind of caller -> the answer that the access table says, and no other. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { OperationId } from '../../../api/operation.ts';
import type { BuiltInRole } from '../../../domain/permissions.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi, type TestUser } from '../../support/api-harness.ts';
import { closedOperations, type DescribedOperation } from '../contract/described-operation.ts';
import { type OperationRow, queryOf, type RightCall, ROWS } from '../contract/operation-rows.ts';
import { REPEATABLE } from '../contract/repeatable-operations.ts';
import { ThriftyWorld } from '../contract/thrifty-world.ts';
import { publishInboxKey } from '../contract/world.ts';
import { ACCESS, type AccessRow, OPEN } from './access-table.ts';
import { apiKeyOf, applicationWith, invalidCallers, usersByRole, userTokenOf } from './callers.ts';

const contract = await loadContract();
const operations = closedOperations(contract);
const areas = [...new Set(operations.map(({ area }) => area))];

let api: ApiHarness;
/** Where the objects are made. */
let world: ThriftyWorld;
let users: Map<BuiltInRole, TestUser>;
let invalid: Map<string, Caller | undefined>;
let key: Caller;
let token: Caller;
let program: Caller;
let narrowProgram: Caller;
/** Administrator of the scope in which the objects lie. */
let inside: Caller;
/** Administrator of a scope beside it. */
let beside: Caller;
let foreigner: Caller;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  // What becomes of jobs is not asked here, and there is no Temporal for which to try again and again.
  await api.application.relay.stop();
  const root = await ThriftyWorld.enter(api, api.admin);
  world = await root.below();
  users = await usersByRole(api);
  const admin = userWith('admin');
  invalid = await invalidCallers(api, admin);
  key = await apiKeyOf(api, admin);
  token = await userTokenOf(api, admin);
  program = await applicationWith(api, 'admin', [{ areas }]);
  narrowProgram = await applicationWith(api, 'admin', [{ areas: ['system'] }]);
  inside = await api.createUser('inside', 'admin', { scopeId: world.rootScopeId });
  beside = await api.createUser('beside', 'admin', { scopeId: await root.scope() });
  foreigner = (await api.createOrganization('foreigners')).admin;
});
after(() => api.close());

function userWith(role: BuiltInRole): TestUser {
  const user = users.get(role);
  if (!user) throw new Error(`there is no user with the role ${role}`);
  return user;
}

it('every closed operation has a row in the access table, and every row an operation', () => {
  assert.deepEqual(Object.keys(ACCESS).sort(), operations.map(({ id }) => id).sort());
});

describe('what answers anyone', () => {
  const open = [...contract.operations.values()].filter(({ isPublic }) => isPublic);

  it('is what the table says', () => {
    assert.deepEqual(Object.keys(OPEN).sort(), open.map(({ id }) => id).sort());
  });

  for (const { id, method, path } of open) {
    it(`${id}: ${method.toUpperCase()} ${path} takes no notice of credentials that prove nothing`, async () => {
      const address = path.replace(/\{([^}]+)\}/g, 'nothing');
      for (const as of [undefined, invalid.get('a garbage bearer token'), invalid.get('a revoked API key')]) {
        const answer = await api.call(method.toUpperCase(), address, { as });
        assert.equal(answer.status, OPEN[id], JSON.stringify(answer.body));
      }
    });
  }
});

for (const operation of operations) {
  const row = ROWS[operation.id as OperationId];
  const access = ACCESS[operation.id as OperationId];
  if (!row || !access) continue;
  describe(`${operation.id}: ${operation.method.toUpperCase()} ${operation.path}`, () => {
    it('is open to the roles of the table, and to no other', () => byRole(operation, row, access));
    it('is explained as it is decided', () => byExplanation(operation, access));
    it('reaches where the right is held, and not beside it', () => byScope(operation, row, access));
    it('is open to API keys, user tokens and applications as the table says', () => byMachine(operation, row, access));
    it('looks like nothing from another organization', () => fromAbroad(operation, row, access));
    it('is closed to who proves nothing', () => byNobody(operation));
  });
}

function send(
  { method, path }: DescribedOperation,
  { id = 9_999_999, params = {}, query, body }: RightCall,
  as: Caller | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<CallAnswer> {
  const values: Readonly<Record<string, string | number>> = { id, ...params };
  const address = path.replace(/\{([^}]+)\}/g, (_whole, name: string) => String(values[name] ?? id));
  return api.call(method.toUpperCase(), `${address}${queryOf(query ? { query } : {})}`, { as, body, headers });
}

function expectStatus(answer: CallAnswer, status: number, who: string): void {
  assert.equal(answer.status, status, `${who}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** Of an operation: what it was called on. */
const lasting = new Map<OperationRow, Promise<RightCall>>();

/** A call that would succeed for the administrator. Who is refused changes nothing: it serves all of them. */
function lastingCall(row: OperationRow): Promise<RightCall> {
  const call = lasting.get(row) ?? row.prepare(world);
  lasting.set(row, call);
  return call;
}

/** Made afresh each time, unless what is asked of it once can be asked again. */
function callFor({ id, method }: DescribedOperation, row: OperationRow, expected: number): Promise<RightCall> {
  const serves = expected >= 400 || method === 'get' || REPEATABLE.has(id as OperationId);
  return serves ? lastingCall(row) : row.prepare(world);
}

async function expectAnswer(
  operation: DescribedOperation,
  row: OperationRow,
  as: Caller | undefined,
  expected: number,
  who: string,
): Promise<void> {
  expectStatus(await send(operation, await callFor(operation, row, expected), as), expected, who);
}

async function byRole(operation: DescribedOperation, row: OperationRow, access: AccessRow): Promise<void> {
  if (isPersonal(access)) return;
  const allowed = access.isOfHolder ? 404 : row.status;
  for (const [role, as] of users) {
    await expectAnswer(operation, row, as, access.roles.includes(role) ? allowed : 403, role);
  }
}

/** What has been explained to every role: whether they hold a permission depends on no more than this. */
const explained = new Set<string>();

/** Asked about where the objects lie; what concerns nobody but the caller is open to all. */
async function byExplanation(described: DescribedOperation, { roles, lies }: AccessRow): Promise<void> {
  const { id: operation, permission } = described;
  // Nobody makes a key for somebody else, whatever they hold.
  if (operation === 'createApiKey') return;
  const asked = [...users].filter(([role], at, all) => {
    const isFirstOfKind = all.findIndex(([other]) => roles.includes(other) === roles.includes(role)) === at;
    return isFirstOfKind || !explained.has(`${permission} ${lies}`);
  });
  explained.add(`${permission} ${lies}`);
  for (const [role, { id }] of asked) {
    const body = { subject: { type: 'user', id }, operation, scope_id: world.rootScopeId };
    const answer = await api.call('POST', '/v1/access/explain', { as: api.admin, body });
    expectStatus(answer, 200, role);
    assert.equal(
      answer.body.allowed,
      lies === 'with the caller' || roles.includes(role),
      `${role}: ${answer.body.reason}`,
    );
  }
}

/** What one does to oneself cannot be done by one caller with what was prepared for another. */
function isPersonal({ lies, byApplication }: AccessRow): boolean {
  return lies === 'with the caller' && !byApplication;
}

async function byScope(operation: DescribedOperation, row: OperationRow, { lies, roles }: AccessRow): Promise<void> {
  if (!roles.includes('admin') || lies === 'with the caller') return;
  // What is read is not there; what cannot be made there is bad input.
  const isObject = /\{(?:id|event_id)\}/.test(operation.path) || operation.method === 'get';
  const within = {
    'in a scope': row.status,
    'in scopes': row.status,
    'in the organization': 403,
    anywhere: row.status,
  };
  const without = { ...within, 'in a scope': isObject ? 404 : 422 };
  await expectAnswer(operation, row, inside, within[lies], 'administrator of the scope');
  await expectAnswer(operation, row, beside, without[lies], 'administrator of a scope beside');
}

async function byMachine(operation: DescribedOperation, row: OperationRow, access: AccessRow): Promise<void> {
  const isAllowed = access.roles.includes('admin');
  const status = access.isOfHolder ? 404 : isAllowed ? row.status : 403;
  await expectAnswer(operation, row, key, access.byKey ? status : 403, 'API key of an administrator');
  if (!isPersonal(access)) await expectAnswer(operation, row, token, status, 'user token of an administrator');
  await expectAnswer(operation, row, program, access.byApplication ? status : 403, 'application with all areas');
  const isMe = operation.id === 'getMe';
  await expectAnswer(operation, row, narrowProgram, isMe ? 200 : 403, 'application for another area');
}

async function fromAbroad(operation: DescribedOperation, row: OperationRow, access: AccessRow): Promise<void> {
  const call = await lastingCall(row);
  const headers = { 'X-Capstan-Organization': 'default' };
  expectStatus(await send(operation, call, foreigner, headers), 404, 'a foreigner who names the organization');
  if (isPersonal(access) || !operation.path.includes('{id}')) return;
  const answer = await send(operation, call, foreigner);
  // Managing organizations is nobody's right there.
  const expected = operation.permission === 'organization:manage' ? 403 : 404;
  expectStatus(answer, expected, 'a foreigner who names the object');
}

async function byNobody(operation: DescribedOperation): Promise<void> {
  // Each operation by itself: whoever guesses on is asked to wait, and that is another test's subject.
  await api.store.models.attemptCounters.deleteMany({});
  // Checking a password costs more than all else here: one operation of each area does.
  const takesPasswords = operations.find(({ area }) => area === operation.area) === operation;
  for (const [who, as] of invalid) {
    if (as && 'password' in as && !takesPasswords) continue;
    expectStatus(await send(operation, {}, as), 401, who);
  }
}
