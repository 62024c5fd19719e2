/** Standing tests over the whole contract: nothing is reachable without credentials and permission. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OAUTH_OPERATIONS } from '../../../api/authentication/oauth-server.ts';
import { SIGN_IN_OPERATIONS } from '../../../api/authentication/sign-in/mount-sign-in.ts';
import { loadContract, type OperationContract, readContract } from '../../../api/contract.ts';
import { handlers } from '../../../api/handlers/index.ts';
import { type Operation, query } from '../../../api/operation.ts';
import { SYSTEM_OPERATIONS } from '../../../api/system/system-pages.ts';
import { BUILT_IN_ROLES, type BuiltInRole } from '../../../domain/permissions.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';

const contract = await loadContract();
const guarded = [...contract.operations.values()].filter((operation) => !operation.isPublic);

/** Served outside of the pipeline, to anyone. */
const MOUNTED = { ...SYSTEM_OPERATIONS, ...OAUTH_OPERATIONS, ...SIGN_IN_OPERATIONS };

test('every operationId of the contract is served, and nothing else is', () => {
  const served = [...handlers.map(({ id }) => id), ...Object.keys(MOUNTED)];
  assert.deepEqual(served.toSorted(), [...contract.operations.keys()].toSorted());
});

test('system, OAuth2 and sign-in endpoints are mounted at the paths of the contract', () => {
  for (const [id, path] of Object.entries(MOUNTED)) {
    assert.equal(contract.operations.get(id)?.path, path);
  }
});

test('only system, OAuth2 and sign-in endpoints are public', () => {
  const open = [...contract.operations.values()].filter(({ isPublic }) => isPublic).map(({ id }) => id);
  assert.deepEqual(open.toSorted(), Object.keys(MOUNTED).toSorted());
});

test('a contract whose operation lacks security, permission or audit names is refused at start', () => {
  const broken = (extra: string) => `
openapi: 3.1.0
info: { title: x, version: '1' }
security: [ { basic: [] } ]
paths: { /v1/x: { get: { operationId: x, ${extra} responses: {} } } }`;
  const tagged = (extra: string) => broken(`tags: [x], ${extra}`);
  assert.throws(() => readContract(broken('')), /GET \/v1\/x lacks x-permission/);
  assert.throws(() => readContract(broken('x-permission: device:fly, ')), /device:fly is not a permission/);
  assert.throws(() => readContract(broken('x-permission: null, ')), /has no tag/);
  assert.throws(() => readContract(tagged('x-permission: device:read, ')), /lacks x-reach/);
  assert.throws(() => readContract(tagged('x-permission: null, ')), /lacks x-audit-operation/);
  assert.throws(() => readContract(broken('security: [], ')), /x-public: true/);
  assert.throws(() => readContract(broken('security: [ {} ], ')), /x-public: true/);
  assert.throws(() => readContract(broken('x-public: true, ')), /not both/);
});

describe('with handlers that tell whether they were reached', () => {
  const reached: string[] = [];
  let api: ApiHarness;

  before(async () => {
    const operations: Operation[] = handlers.map(({ id }) =>
      query(id, async () => {
        reached.push(id);
        return { status: 200 };
      }),
    );
    api = await startApi({ operations });
  });
  after(() => api.close());

  test('no operation is reached without credentials: 401, and nothing else is learnt', async () => {
    for (const operation of guarded) {
      const answer = await send(api, operation, undefined);
      assert.equal(answer.status, 401, operation.id);
      assert.equal(
        answer.headers.get('www-authenticate'),
        'Basic realm="capstan", charset="UTF-8", Bearer realm="capstan", ' +
          'DPoP realm="capstan", algs="ES256 ES384 EdDSA Ed25519 PS256 RS256"',
      );
    }
    assert.deepEqual(reached, []);
  });

  test('no operation is reached with credentials that are wrong', async () => {
    // A name of its own for each: ten failures of one are enough for 429.
    const wrong: ((id: string) => Promise<Caller>)[] = [
      async (id) => ({ ...(await api.createUser(id, 'admin')), password: 'not the password' }),
      async (id) => ({ name: `no-${id}`, password: 'x' }),
      async () => ({ token: 'x' }),
    ];
    for (const [index, operation] of guarded.entries()) {
      const caller = await wrong[index % wrong.length]?.(operation.id);
      assert.equal((await send(api, operation, caller)).status, 401, operation.id);
    }
    assert.deepEqual(reached, []);
  });

  test('no operation is reached by a role that lacks its permission: 403 before the request is read', async () => {
    for (const role of Object.keys(BUILT_IN_ROLES) as BuiltInRole[]) {
      const caller = await api.createUser(`only-${role}`, role);
      const held: readonly string[] = BUILT_IN_ROLES[role];
      for (const operation of guarded.filter(({ permission }) => permission !== null && !held.includes(permission))) {
        const answer = await send(api, operation, caller);
        assert.equal(answer.status, 403, `${role} ${operation.id}`);
        assert.match(answer.body.detail, new RegExp(`needs ${operation.permission}`));
      }
    }
    assert.deepEqual(reached, []);
  });
});

/** With a body that is no JSON: whoever is refused must not learn that. */
function send(api: ApiHarness, { method, path }: OperationContract, as: Caller | undefined) {
  const body = method === 'get' ? {} : { body: '{ not json' };
  return api.call(method.toUpperCase(), path.replace(/\{[^}]+\}/g, '%zz'), { as, ...body });
}
