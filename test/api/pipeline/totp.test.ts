/** The second factor: set up by its owner, asked for after the password, and no code counts twice. */

import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { generateSync } from 'otplib';
import { IdentitySecrets, UnsealError } from '../../../api/authentication/seal-identity-secret.ts';
import { Secret } from '../../../domain/secret.ts';
import { type ApiHarness, type Caller, startApi, type TestUser } from '../../support/api-harness.ts';

describe('the second factor', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  interface Enrolled extends TestUser {
    readonly secret: string;
    readonly recoveryCodes: readonly string[];
    /** Got before there was a second factor, and raised by the confirmation. */
    readonly bearer: string;
  }

  const codeOf = (secret: string, steps = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
  const post = (path: string, as: Caller, body?: object) => api.call('POST', path, { as, body });
  const tokenFor = async (as: Caller, headers = {}): Promise<string> => {
    const answer = await api.call('POST', '/v1/me/tokens', { as, headers });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.token;
  };
  const enrol = async (name: string): Promise<Enrolled> => {
    const user = await api.createUser(name, 'admin');
    const token = await tokenFor(user);
    const { body: begun } = await post('/v1/me/totp', { token });
    const confirmed = await post('/v1/me/totp/confirm', { token }, { code: codeOf(begun.secret) });
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
    // As if half a minute had passed: the code of now is good again.
    await api.store.models.users.updateOne({ _id: user.id }, { $set: { 'totp.last_step': 0 } });
    return { ...user, secret: begun.secret, recoveryCodes: confirmed.body.recovery_codes, bearer: token };
  };
  const me = (as: Caller, code?: string) =>
    api.call('GET', '/v1/me', { as, headers: code === undefined ? {} : { 'X-Capstan-Otp': code } });

  test('is pending until its owner shows a code, and asked for from then on', async () => {
    const user = await api.createUser('careful', 'viewer');
    const { status, body } = await post('/v1/me/totp', user);
    assert.equal(status, 200);
    const uri = new URL(body.otpauth_uri);
    assert.deepEqual([uri.protocol, uri.host, uri.searchParams.get('secret')], ['otpauth:', 'totp', body.secret]);
    assert.equal(decodeURIComponent(uri.pathname), '/Capstan:default/careful');
    assert.equal((await me(user)).status, 200);

    const wrong = await post('/v1/me/totp/confirm', user, { code: codeOf(body.secret, 9) });
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/body/code']);
    const confirmed = await post('/v1/me/totp/confirm', user, { code: codeOf(body.secret) });
    assert.equal(confirmed.status, 200);
    assert.equal(new Set(confirmed.body.recovery_codes).size, 10);

    const without = await me(user);
    assert.deepEqual([without.status, without.body.code], [401, 'second_factor_required']);
    const inside = await me(user, codeOf(body.secret, 1));
    assert.deepEqual([inside.status, inside.body.authentication], [200, 'basic_totp']);
  });

  test('is asked for only where the password is right', async () => {
    const user = await enrol('quiet');
    const answer = await me({ ...user, password: 'wrong' });
    assert.deepEqual([answer.status, answer.body.code], [401, 'unauthenticated']);
  });

  test('a code counts once, one step early or late, and never after a later one', async () => {
    const user = await enrol('once');
    const now = codeOf(user.secret);
    assert.equal((await me(user, now)).status, 200);
    assert.equal((await me(user, now)).status, 401);
    assert.equal((await me(user, codeOf(user.secret, 1))).status, 200);
    assert.equal((await me(user, codeOf(user.secret, -1))).status, 401);
    assert.equal((await me(user, codeOf(user.secret, 3))).status, 401);
  });

  test('of many requests with one code exactly one comes in', async () => {
    const user = await enrol('racer');
    const code = codeOf(user.secret, 1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => me(user, code)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  test('a recovery code counts once, in any spelling, and the others stay', async () => {
    const user = await enrol('forgetful');
    const [first = '', second = ''] = user.recoveryCodes;
    assert.equal((await me(user, first)).status, 200);
    assert.equal((await me(user, first)).status, 401);
    assert.equal((await me(user, second.replaceAll('-', '').toUpperCase())).status, 200);
  });

  test('wrong codes count like wrong passwords, and the right one is refused then as well', async () => {
    const user = await enrol('besieged');
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await me(user, codeOf(user.secret, 20 + n))).status);
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
    assert.equal((await me(user, codeOf(user.secret))).status, 429);
    assert.equal((await me({ token: user.bearer })).status, 200);
  });

  test('a token says with what it was got; the one that confirmed is as good as both factors', async () => {
    const user = await enrol('token-bearer');
    const token = await tokenFor(user, { 'X-Capstan-Otp': codeOf(user.secret) });
    assert.equal((await me({ token })).body.authentication, 'token_basic_totp');
    assert.equal((await me({ token: user.bearer })).body.authentication, 'token_basic_totp');
    assert.equal((await post('/v1/me/totp', { token: user.bearer })).status, 409);
  });

  test('a token from before ends once there is a second factor, whoever confirms it', async () => {
    const user = await api.createUser('raiser', 'viewer');
    const old = await tokenFor(user);
    const { body } = await post('/v1/me/totp', user);
    assert.equal((await me({ token: old })).status, 200);
    await post('/v1/me/totp/confirm', user, { code: codeOf(body.secret) });
    assert.equal((await me({ token: old })).status, 401);
  });

  test('a password alone is held to less where there is a second factor', async () => {
    const user = await enrol('lesser');
    await api.store.models.userTokens.updateOne({ user_id: user.id }, { $set: { method: 'token_basic' } });
    const answer = await post('/v1/me/password', { token: user.bearer }, { new_password: 'a quite new password' });
    assert.deepEqual([answer.status, answer.body.code], [401, 'fresh_authentication_required']);
  });

  test('is removed with a code that is left, or a recovery code; then the password is enough', async () => {
    const user = await enrol('leaver');
    const as = { token: user.bearer };
    const wrong = await post('/v1/me/totp/remove', as, { code: codeOf(user.secret, 9) });
    assert.equal(wrong.status, 422);
    assert.equal((await post('/v1/me/totp/remove', as, { code: user.recoveryCodes[3] ?? '' })).status, 200);
    assert.equal((await me(user)).body.authentication, 'basic');
    assert.equal((await post('/v1/me/totp/remove', as, { code: '123456' })).status, 409);
  });

  test('belongs to local users at home alone', async () => {
    const federated = await api.createUser('federated', 'viewer');
    const token = await tokenFor(federated);
    await api.store.models.users.updateOne(
      { _id: federated.id },
      { $set: { password_hash: null, identity_provider_id: 9, external_subject: 'sub-9' } },
    );
    assert.equal((await post('/v1/me/totp', { token })).status, 409);
    const { organizationId } = await api.createOrganization('elsewhere');
    const guest = await api.createUser('guest', 'viewer');
    const grant = await api.store.models.grants.findOne({ organization_id: organizationId }).lean();
    await api.store.models.grants.create({ ...grant, _id: 9_001, subject_id: guest.id, subject_organization_id: 1 });
    await api.store.models.organizations.updateOne({ _id: organizationId }, { $inc: { access_epoch: 1 } });
    const headers = { 'X-Capstan-Organization': 'elsewhere' };
    assert.equal((await api.call('GET', '/v1/me', { as: guest, headers })).status, 200);
    assert.equal((await api.call('POST', '/v1/me/totp', { as: guest, headers })).status, 409);
  });

  test('no secret and no recovery code is in the database, the log or an audit record', async () => {
    const user = await enrol('secretive');
    const secrets = [user.secret, ...user.recoveryCodes, ...user.recoveryCodes.map((code) => code.replaceAll('-', ''))];
    for (const collection of await api.store.connection.getClient().db().collections()) {
      const text = JSON.stringify(await collection.find().toArray());
      for (const secret of secrets) assert.ok(!text.includes(secret), collection.collectionName);
    }
    for (const secret of secrets) assert.ok(!api.log.join('\n').includes(secret));
  });

  test('each change leaves a record', async () => {
    const user = await enrol('witnessed');
    const records = await api.store.auditCollection().find({ 'actor.id': user.id, target_type: 'user' }).toArray();
    const operations = records.map(({ operation, target_id }) => [operation, target_id]);
    assert.ok(operations.some(([name, id]) => name === 'user.begin_own_totp' && id === user.id));
    assert.ok(operations.some(([name, id]) => name === 'user.confirm_own_totp' && id === user.id));
  });
});

describe('secrets of identities at rest', () => {
  const key = (byte: number) => new Uint8Array(32).fill(byte);
  const keys = (active: string, all: Record<string, number>) => {
    const identitySecretKey = (kid: string) => {
      const byte = all[kid];
      return byte === undefined ? undefined : createSecretKey(key(byte));
    };
    return new IdentitySecrets({ activeKeyId: active, identitySecretKey });
  };
  const place = 'user/1/totp';

  test('open under every key of the file, and under no other', async () => {
    const sealed = await keys('a', { a: 1 }).seal(new Secret('JBSWY3DP'), place);
    assert.ok(!sealed.includes('JBSWY3DP'));
    assert.equal((await keys('b', { b: 2, a: 1 }).open(sealed, place)).reveal(), 'JBSWY3DP');
    await assert.rejects(keys('b', { b: 2 }).open(sealed, place), UnsealError);
    await assert.rejects(keys('a', { a: 3 }).open(sealed, place), UnsealError);
  });

  test('do not open in another place, nor altered', async () => {
    const secrets = keys('a', { a: 1 });
    const sealed = await secrets.seal(new Secret('JBSWY3DP'), place);
    await assert.rejects(secrets.open(sealed, 'user/2/totp'), /does not belong to user\/2\/totp/);
    const [header = '', ...rest] = sealed.split('.');
    const moved = Buffer.from(header, 'base64url').toString().replace('user/1/', 'user/2/');
    const forged = [Buffer.from(moved).toString('base64url'), ...rest].join('.');
    await assert.rejects(secrets.open(forged, 'user/2/totp'), UnsealError);
    await assert.rejects(secrets.open('garbage', place), UnsealError);
  });
});
