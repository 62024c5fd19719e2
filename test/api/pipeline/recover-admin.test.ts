/** `npm run recover-admin`: whoever runs the database lets a lost administrator in again. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { startRole } from '../../support/role-process.ts';

describe('recover-admin', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const recover = async (...args: string[]) => {
    const role = startRole('api/recover-admin.ts', { CAPSTAN_MONGODB_URI: api.mongodbUri }, args);
    await role.gone();
    return { code: role.child.exitCode, output: role.output() };
  };

  test('an administrator who has lost everything comes in again with the password that is printed', async () => {
    const { users, grants, userTokens, auditRecords } = {
      ...api.store.models,
      auditRecords: api.store.auditCollection(),
    };
    const { body } = await api.call('POST', '/v1/me/tokens', { as: api.admin });
    const admin = await users.findOne({ name: 'admin' }).lean();
    const totp = { sealed_secret: 'lost', confirmed_at: new Date(), last_step: 0, recovery_hashes: [] };
    await users.updateOne({ _id: admin?._id ?? 0 }, { $set: { status: 'inactive', totp } });
    await grants.updateMany({ subject_id: admin?._id ?? 0 }, { $set: { status: 'revoked' } });

    const { code, output } = await recover('admin');
    assert.equal(code, 0, output);
    const password = /^[\w-]{24}$/m.exec(output)?.[0] ?? '';
    const as = { name: 'admin', password };
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 200);
    assert.equal((await api.call('GET', '/v1/users', { as })).status, 200);
    assert.equal((await api.call('POST', '/v1/groups', { as, body: { name: 'made again' } })).status, 201);
    assert.equal((await api.call('GET', '/v1/me', { as: { token: body.token } })).status, 401);
    assert.equal((await api.call('GET', '/v1/me', { as: api.admin })).status, 401);
    assert.equal(await userTokens.countDocuments({ revoked_at: null }), 0);
    const record = await auditRecords.findOne({ operation: 'user.recover' });
    assert.deepEqual([record?.actor.type, record?.target_id, record?.status], ['system', admin?._id, 'succeeded']);
    assert.ok(!JSON.stringify(record).includes(password));
  });

  test('twice is harmless, and a grant that would end goes on without an end', async () => {
    await api.store.models.grants.updateMany({ role: 'admin' }, { $set: { expires_at: new Date(0) } });
    assert.equal((await recover('default/admin')).code, 0);
    const held = await api.store.models.grants.find({ role: 'admin', status: 'active' }).lean();
    assert.deepEqual(
      held.map(({ expires_at }) => expires_at),
      [null],
    );
  });

  test('a user who was erased is not made anybody again', async () => {
    const { id } = await api.createUser('erased-1', null);
    await api.store.models.users.updateOne({ _id: id }, { $set: { status: 'inactive', erased_at: new Date() } });
    const { code, output } = await recover('erased-1');
    assert.notEqual(code, 0);
    assert.match(output, /erased-1 was erased for good; name another user/);
    assert.equal((await api.store.models.users.findById(id).lean())?.status, 'inactive');
  });

  test('an administrator of another organization is named with it, and the organization is activated', async () => {
    const { organizationId, adminId } = await api.createOrganization('acme');
    await api.store.models.organizations.updateOne({ _id: organizationId }, { $set: { status: 'inactive' } });
    const { code, output } = await recover('acme/acme-admin');
    assert.equal(code, 0, output);
    const as = { name: 'acme/acme-admin', password: /^[\w-]{24}$/m.exec(output)?.[0] ?? '' };
    assert.equal((await api.call('GET', '/v1/me', { as })).body.id, adminId);
  });

  test('what cannot be done is said in words', async () => {
    const federated = await api.createUser('federated', 'admin');
    await api.store.models.users.updateOne({ _id: federated.id }, { $set: { identity_provider_id: 1 } });
    for (const [args, words] of [
      [['nobody'], /There is no user "nobody"/],
      [['nowhere/admin'], /There is no user/],
      [[], /usage: npm run recover-admin/],
      [['federated'], /signs in at an identity provider/],
    ] as const) {
      const { code, output } = await recover(...args);
      assert.equal(code, 2);
      assert.match(output, words);
      assert.doesNotMatch(output, /^ +at /m);
    }
  });
});
