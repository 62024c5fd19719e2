/** Guessing passwords is slow; nobody is shut out by what others guess elsewhere, and nobody for good. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { networkOf } from '../../../runtime/addresses.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';

describe('with a proxy that names the client', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi({ trustedProxies: ['127.0.0.1'] });
  });
  after(() => api.close());

  const ask = (as: Caller, address: string) =>
    api.call('GET', '/v1/me', { as, headers: { 'X-Forwarded-For': address } });
  /** Different wrong passwords, so that each is checked. */
  const guess = async (name: string, address: string, times: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) {
      statuses.push((await ask({ name, password: `wrong ${address} ${n}` }, address)).status);
    }
    return statuses;
  };
  const times = (count: number, status: number) => Array<number>(count).fill(status);
  /** Sets the failures of a window that has begun; counting up to hundreds takes argon2 its time. */
  const setPoints = async (rule: string, points: number) => {
    const { modifiedCount } = await api.store.models.attemptCounters.updateMany(
      { key: { $regex: `^${rule}:` } },
      { $set: { points } },
    );
    assert.ok(modifiedCount > 0);
  };

  test('ten failures of one name at one address are 401, then 429 with Retry-After of 15 minutes at most', async () => {
    const user = await api.createUser('hunted', 'viewer');
    assert.deepEqual(await guess(user.name, '192.0.2.1', 11), [...times(10, 401), 429]);
    const answer = await ask(user, '192.0.2.1');
    assert.equal(answer.status, 429);
    assert.equal(answer.body.code, 'too_many_requests');
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 900, String(seconds));
    assert.equal((await ask(user, '192.0.2.2')).status, 200);
  });

  test('an unknown name is refused at the same guess, in the same words', async () => {
    const user = await api.createUser('known', 'viewer');
    const answers = [];
    for (const name of [user.name, 'unknown', 'no-such-organization/unknown']) {
      assert.deepEqual(await guess(name, '192.0.2.10', 10), times(10, 401));
      const { status, body } = await ask({ name, password: 'wrong' }, '192.0.2.10');
      answers.push({ status, code: body.code, detail: body.detail });
    }
    assert.equal(answers[0]?.status, 429);
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
  });

  test('two spellings of a login name are counted as one', async () => {
    await api.createUser('spelled', 'viewer');
    assert.deepEqual(await guess('spelled', '192.0.2.20', 5), times(5, 401));
    assert.deepEqual(await guess('default/spelled', '192.0.2.20', 6), [...times(5, 401), 429]);
  });

  test('addresses of one IPv6 subscriber are counted as one', async () => {
    await api.createUser('six', 'viewer');
    assert.deepEqual(await guess('six', '2001:db8:1:2::1', 5), times(5, 401));
    assert.deepEqual(await guess('six', '2001:db8:1:2:ffff::9', 6), [...times(5, 401), 429]);
    assert.equal((await guess('six', '2001:db8:1:3::1', 1))[0], 401);
  });

  test('a right password counts nothing, however often it comes', async () => {
    const user = await api.createUser('busy', 'viewer');
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(user, '192.0.2.30')));
    assert.ok(answers.every(({ status }) => status === 200));
    await guess(user.name, '192.0.2.30', 9);
    assert.equal((await ask(user, '192.0.2.30')).status, 200);
    assert.deepEqual(await guess(user.name, '192.0.2.30', 2), [401, 429]);
  });

  test('parallel guesses are no way around', async () => {
    await api.createUser('parallel', 'viewer');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => ask({ name: 'parallel', password: `at once ${n}` }, '192.0.2.40')),
    );
    assert.equal(answers.filter(({ status }) => status === 401).length, 10);
    assert.equal(answers.filter(({ status }) => status === 429).length, 20);
  });

  test('a flood of guesses from elsewhere shuts out strangers, and not the user where they came in before', async () => {
    const admin = await api.createUser('chief', 'admin');
    assert.equal((await ask(admin, '198.51.100.1')).status, 200);
    await guess('chief', '203.0.113.1', 1);
    await setPoints('sign-in-login', 100);
    assert.deepEqual(await guess('chief', '203.0.113.2', 1), [429]);
    assert.equal((await ask(admin, '203.0.113.3')).status, 200, 'a password that is remembered is no guess');

    // Another process, or a minute later: the password has to be checked again.
    const { users } = api.store.models;
    const { hashPassword } = await import('../../../api/authentication/password-check.ts');
    const { Secret } = await import('../../../domain/secret.ts');
    const password_hash = await hashPassword(new Secret(admin.password));
    await users.updateOne({ _id: admin.id }, { $set: { password_hash } });
    assert.equal((await ask(admin, '203.0.113.4')).status, 429);
    assert.equal((await ask(admin, '198.51.100.1')).status, 200);
  });

  test('where the user came in from is forgotten after 30 days', async () => {
    const user = await api.createUser('traveller', 'viewer');
    assert.equal((await ask(user, '198.51.100.77')).status, 200);
    const { knownAddresses } = api.store.models;
    const known = await knownAddresses.findById(`${user.id}|198.51.100.77`).lean();
    const days = ((known?.expires_at.getTime() ?? 0) - Date.now()) / 86_400_000;
    assert.ok(days > 29.9 && days <= 30, String(days));
    await knownAddresses.updateOne({ _id: `${user.id}|198.51.100.77` }, { $set: { expires_at: new Date() } });
    await guess('traveller', '203.0.113.50', 1);
    await setPoints('sign-in-login', 100);
    assert.deepEqual(await guess('traveller', '198.51.100.77', 1), [429]);
  });

  test('one address that tries many names is refused, also with names that nobody tried before', async () => {
    await guess('name-0', '192.0.2.99', 1);
    await setPoints('sign-in-network', 200);
    assert.deepEqual(await guess('name-1', '192.0.2.99', 1), [429]);
  });

  test('an address that is over its limit writes nothing more, whatever names it makes up', async () => {
    await guess('grower', '192.0.2.140', 1);
    await setPoints('sign-in-network', 200);
    const { attemptCounters } = api.store.models;
    const before = await attemptCounters.countDocuments();
    for (let n = 0; n < 20; n += 1) assert.deepEqual(await guess(`grown-${n}`, '192.0.2.140', 1), [429]);
    assert.equal(await attemptCounters.countDocuments(), before);
  });

  test('a client that goes on with one wrong password uses up nothing of what its network shares', async () => {
    const neighbour = await api.createUser('neighbour', 'viewer');
    await guess('stubborn', '192.0.2.150', 10);
    const { attemptCounters } = api.store.models;
    const points = async () => (await attemptCounters.find().sort({ key: 1 }).lean()).map((row) => row.points);
    const before = await points();
    assert.deepEqual(await guess('stubborn', '192.0.2.150', 250), times(250, 429));
    assert.deepEqual(await points(), before);
    assert.equal((await ask(neighbour, '192.0.2.150')).status, 200);
  });

  test('a window ends by itself', async () => {
    await guess('patient', '192.0.2.110', 10);
    await api.store.models.attemptCounters.updateMany({}, { $set: { expire: new Date(Date.now() - 1) } });
    assert.deepEqual(await guess('patient', '192.0.2.110', 1), [401]);
  });

  test('what strangers type for a name is nowhere in the counters', async () => {
    await guess('a-password-in-the-wrong-field', '192.0.2.130', 1);
    const counters = JSON.stringify(await api.store.models.attemptCounters.find().lean());
    assert.doesNotMatch(counters, /wrong-field|192\.0\.2/);
  });
});

describe('on loopback', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  test('guesses elsewhere do not concern the machine itself, but what a proxy on it hands on', async () => {
    const wrong = (n: number) => ({ as: { name: 'admin', password: `wrong ${n}` } });
    const forwarded = { headers: { 'X-Forwarded-For': '203.0.113.1' } };
    assert.equal((await api.call('GET', '/v1/me', { ...wrong(1), ...forwarded })).status, 401);
    await api.store.models.attemptCounters.updateMany(
      { key: { $regex: '^sign-in-login:' } },
      { $set: { points: 100 } },
    );
    assert.equal((await api.call('GET', '/v1/me', { ...wrong(2), ...forwarded })).status, 429);
    assert.equal((await api.call('GET', '/v1/me', { as: api.admin })).status, 200);
  });

  test('without trusted proxies nobody chooses the address that is counted; the refusal is on record', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      const headers = { 'X-Forwarded-For': `192.0.2.${n}`, 'X-Correlation-Id': `throttled-${n}` };
      const as = { name: 'spoofed', password: `wrong ${n}` };
      statuses.push((await api.call('GET', '/v1/me', { as, headers })).status);
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
    const record = await api.store.auditCollection().findOne({ correlation_id: 'throttled-10' });
    assert.deepEqual([record?.status, record?.code, record?.actor.type], ['denied', 'too_many_requests', 'anonymous']);
    assert.deepEqual([record?.actor.authentication, record?.actor.address], ['basic', '127.0.0.1']);
  });

  test('where failures cannot be counted, nobody is let in', async () => {
    const user = await api.createUser('uncounted', 'viewer');
    await api.stopDatabase();
    const answer = await api.call('GET', '/v1/me', { as: user });
    assert.equal(answer.status, 503);
    assert.equal(answer.body.code, 'not_ready');
  });
});

test('the network of an address', () => {
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1');
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(networkOf('2001:DB8:0:1::5'), '2001:db8:0:1::/64');
  assert.equal(networkOf('::1'), '0:0:0:0::/64');
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
  assert.equal(networkOf('2001:db8::192.0.2.1'), '2001:db8:0:0::/64');
  assert.equal(networkOf('1:2:3:4:5:6:7:8'), '1:2:3:4::/64');
});
