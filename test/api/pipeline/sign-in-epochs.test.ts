/** What ends user tokens ends also those that are given at that very moment, in whatever order the two are stored. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { generateSync } from 'otplib';
import { recoverAdministrator } from '../../../api/recover-administrator.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi, type TestUser } from '../../support/api-harness.ts';

const ROUNDS = 8;
const AT_ONCE = 6;

describe('tokens that are given while something ends them', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  let made = 0;
  /** The password has been checked once, so that it takes no time in the race. */
  const freshUser = async (organizationId?: number) => {
    made += 1;
    const user = await api.createUser(`racer-${made}`, 'viewer', { organizationId });
    assert.equal(await me(user), 200);
    return user;
  };
  const post = (path: string, as: Caller, body?: object, headers = {}) => api.call('POST', path, { as, body, headers });
  const me = async (as: Caller) => (await api.call('GET', '/v1/me', { as })).status;
  const succeed = (answer: CallAnswer, status = 200) => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body;
  };
  const tokenOf = async (user: Caller): Promise<string> => succeed(await post('/v1/me/tokens', user), 201).token;
  const codeOf = (secret: string) => generateSync({ secret });
  const enrol = async (user: TestUser) => {
    const { secret } = succeed(await post('/v1/me/totp', user));
    return { secret, confirm: (as: Caller) => post('/v1/me/totp/confirm', as, { code: codeOf(secret) }) };
  };

  /** Asks for tokens while `end` runs. @returns those that were given. */
  const race = async (
    user: Caller,
    end: () => Promise<unknown>,
    headersOf: (n: number) => object = () => ({}),
  ): Promise<string[]> => {
    const asking = Array.from({ length: AT_ONCE }, (_, n) => post('/v1/me/tokens', user, undefined, headersOf(n)));
    const [answers] = await Promise.all([Promise.all(asking), end()]);
    return answers.filter(({ status }) => status === 201).map(({ body }) => body.token);
  };
  const noneWorks = async (tokens: readonly string[]) => {
    const statuses = await Promise.all(tokens.map((token) => me({ token })));
    assert.deepEqual(
      statuses,
      statuses.map(() => 401),
    );
  };
  const rounds = async (round: () => Promise<void>) => {
    for (let n = 0; n < ROUNDS; n += 1) await round();
  };

  test('a password reset ends them', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const old = await tokenOf(user);
      const tokens = await race(user, async () => succeed(await post(`/v1/users/${user.id}/password`, api.admin)));
      await noneWorks([old, ...tokens]);
    });
  });

  test('the deactivation of the user ends them, also when the user is active again', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const tokens = await race(user, async () => {
        succeed(await post(`/v1/users/${user.id}/deactivate`, api.admin));
      });
      succeed(await post(`/v1/users/${user.id}/activate`, api.admin));
      await noneWorks(tokens);
      assert.equal(await me(user), 200);
    });
  });

  test('the deactivation of the organization ends them, also when it is active again', async () => {
    const { organizationId } = await api.createOrganization('racers');
    await rounds(async () => {
      const user = await freshUser(organizationId);
      const old = await tokenOf(user);
      const tokens = await race(user, async () => {
        succeed(await post(`/v1/organizations/${organizationId}/deactivate`, api.admin));
      });
      succeed(await post(`/v1/organizations/${organizationId}/activate`, api.admin));
      await noneWorks([old, ...tokens]);
      assert.equal(await me({ token: await tokenOf(user) }), 200);
    });
  });

  test('a second factor that is confirmed ends those of the password alone, but for the one that confirmed', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const { confirm } = await enrol(user);
      const [token, old] = [await tokenOf(user), await tokenOf(user)];
      const tokens = await race(user, async () => succeed(await confirm({ token })));
      await noneWorks([old, ...tokens]);
      assert.equal(await me({ token }), 200);
    });
  });

  for (const [what, end] of [
    ['reset', ({ id }: TestUser) => post(`/v1/users/${id}/totp/reset`, api.admin)],
    ['removed', (_: TestUser, token: string, code: string) => post('/v1/me/totp/remove', { token }, { code })],
  ] as const) {
    test(`a second factor that is ${what} ends those that were got with it`, async () => {
      await rounds(async () => {
        const user = await freshUser();
        const { confirm } = await enrol(user);
        const token = await tokenOf(user);
        const { recovery_codes: codes } = succeed(await confirm({ token }));
        const headersOf = (n: number) => ({ 'X-Capstan-Otp': codes[n] });
        // A code that is spent at that moment changes the user as well; then the change is asked for again.
        const tokens = await race(
          user,
          async () => {
            for (let n = 9; ; n -= 1) {
              const answer = await end(user, token, codes[n]);
              if (answer.status !== 412) return succeed(answer);
            }
          },
          headersOf,
        );
        // Who came after the end came with the password alone.
        const got = await Promise.all(tokens.map((text) => api.call('GET', '/v1/me', { as: { token: text } })));
        for (const { status, body } of got) assert.ok(status === 401 || body.authentication === 'token_basic', body);
        assert.equal(await me({ token }), what === 'removed' ? 200 : 401);
      });
    });
  }

  test('a password that the user sets ends all but the token that set it', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const token = await tokenOf(user);
      const body = { new_password: `another password ${made}` };
      const tokens = await race(user, async () => succeed(await post('/v1/me/password', { token }, body)));
      await noneWorks(tokens);
      assert.equal(await me({ token }), 200);
      succeed(await post('/v1/me/password', { token }, { new_password: `a third password ${made}` }));
      assert.equal(await me({ token }), 200);
    });
  });

  test('the recovery of an administrator ends them', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const tokens = await race(user, () => recoverAdministrator(api.store, user.name));
      await noneWorks(tokens);
    });
  });

  test('the token that sets a password works at every moment meanwhile', async () => {
    const user = await freshUser();
    const token = await tokenOf(user);
    for (let round = 0; round < ROUNDS; round += 1) {
      let isDone = false;
      const changing = post('/v1/me/password', { token }, { new_password: `password of round ${round}` }).finally(
        () => {
          isDone = true;
        },
      );
      const statuses = new Set<number>();
      while (!isDone) for (const status of await Promise.all([me({ token }), me({ token })])) statuses.add(status);
      succeed(await changing);
      assert.deepEqual([...statuses], [200]);
    }
  });

  test('whoever has a token does not set a password after the reset that was to shut them out', async () => {
    await rounds(async () => {
      const user = await freshUser();
      const token = await tokenOf(user);
      const stolen = { name: user.name, password: `a password of the thief ${made}` };
      await Promise.all([
        post('/v1/me/password', { token }, { new_password: stolen.password }),
        post(`/v1/users/${user.id}/password`, api.admin).then((answer) => succeed(answer)),
      ]);
      assert.equal(await me(stolen), 401);
      await noneWorks([token]);
    });
  });

  test('a change that ends nothing leaves them', async () => {
    const user = await freshUser();
    const token = await tokenOf(user);
    const body = { display_name: 'Another Name' };
    succeed(await api.call('PATCH', `/v1/users/${user.id}`, { as: api.admin, body }));
    assert.equal(await me({ token }), 200);
  });
});
