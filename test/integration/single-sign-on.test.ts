/** Sign-in at a real OpenID provider: whom it names comes in, with the groups that it names, and nobody else. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ApiKeys } from '../../api/authentication/api-key.ts';
import { type ApiHarness, grant, startApi } from '../support/api-harness.ts';
import { Browser } from '../support/browser.ts';
import { holdingChange } from '../support/held-change.ts';
import { type ProviderPerson, startIdentityProvider, type TestProvider } from '../support/identity-provider.ts';

const HOME = 'http://127.0.0.1:51004/signed-in';

interface Begun {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
}

describe('single sign-on', () => {
  let api: ApiHarness;
  let idp: TestProvider;
  let browser: Browser;
  let providerId: number;
  let groupId: number;

  before(async () => {
    api = await startApi({ loopbackIssuers: true });
    idp = await startIdentityProvider({ redirectUri: `${api.baseUrl}/v1/sign-in/callback` });
    groupId = (await made('/v1/groups', { name: 'operators' })).id;
    await grant(api.store, { type: 'group', id: groupId, organizationId: 1 }, 'operator');
    providerId = (
      await made('/v1/identity-providers', {
        ...{ name: 'staff', issuer: idp.issuer, client_id: idp.clientId, client_secret: idp.clientSecret },
        ...{ creates_users: true, group_mappings: [{ external_group: 'ops', group_id: groupId }] },
      })
    ).id;
  });
  beforeEach(() => {
    browser = new Browser();
    idp.intercept = undefined;
  });
  after(async () => {
    await idp.close();
    await api.close();
  });

  const made = async (path: string, body: object) => {
    const answer = await api.call('POST', path, { as: api.admin, body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const change = async (body: object, id = providerId) => {
    const answer = await api.call('PATCH', `/v1/identity-providers/${id}`, { as: api.admin, body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const person = (sub: string, groups: readonly string[] = [], claims: object = {}): ProviderPerson => ({
    sub,
    claims: { preferred_username: sub, name: `${sub} of Staff`, email: `${sub}@example.com`, groups, ...claims },
  });

  const begin = (parameters: Record<string, string> = {}, provider = 'staff'): Begun => {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(8).toString('hex');
    const query = new URLSearchParams({
      redirect_uri: HOME,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state,
      ...parameters,
    });
    return { url: `${api.baseUrl}/v1/sign-in/default/${provider}?${query}`, verifier, state };
  };
  const redeem = (code: string, code_verifier: string) =>
    api.call('POST', '/v1/sign-in/token', { body: { code, code_verifier } });
  /** Through the provider up to the callback, which is not asked for yet. */
  const callbackUrl = async (who: ProviderPerson, begun = begin()): Promise<string> => {
    idp.person = who;
    const page = await browser.visit(begun.url, `${api.baseUrl}/v1/sign-in/callback`);
    assert.equal(page.status, 0, page.text);
    return page.url;
  };
  /** All the way; answers with the token. */
  const signIn = async (who: ProviderPerson, parameters: Record<string, string> = {}, provider = 'staff') => {
    idp.person = who;
    const begun = begin(parameters, provider);
    const page = await browser.visit(begun.url, HOME);
    assert.equal(page.status, 0, page.text);
    const { searchParams } = new URL(page.url);
    assert.equal(searchParams.get('state'), begun.state);
    const answer = await redeem(searchParams.get('code') ?? '', begun.verifier);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  /** From here on those whom the provider calls `ops` are administrators. */
  const requireAdministrators = async () => {
    const held = await api.store.models.grants.exists({ subject_type: 'group', subject_id: groupId, role: 'admin' });
    if (!held) await grant(api.store, { type: 'group', id: groupId, organizationId: 1 }, 'admin');
  };
  const refusal = (page: { status: number; text: string }) => {
    const body = JSON.parse(page.text);
    return [page.status, body.code];
  };
  const groupsOf = async (name: string) => {
    const user = await api.store.models.users.findOne({ name }).lean();
    const rows = await api.store.models.groupMembers.find({ user_id: user?._id ?? 0 }).lean();
    return rows.map((row) => [row.group_id, row.identity_provider_id]);
  };

  test('a person whom the provider knows becomes a user, with the rights of the mapped groups', async () => {
    const token = await signIn(person('alice', ['ops', 'cooks']));
    assert.equal(token.method, 'token_oidc');
    const me = await api.call('GET', '/v1/me', { as: { token: token.token } });
    assert.deepEqual([me.status, me.body.name, me.body.authentication], [200, 'alice', 'token_oidc']);
    assert.equal((await api.call('GET', '/v1/devices', { as: { token: token.token } })).status, 200);
    assert.equal((await api.call('GET', '/v1/users', { as: { token: token.token } })).status, 403);
    assert.deepEqual(await groupsOf('alice'), [[groupId, providerId]]);
    const user = await api.store.models.users.findOne({ name: 'alice' }).lean();
    assert.deepEqual(
      [user?.password_hash, user?.display_name, user?.email, user?.external_subject],
      [null, 'alice of Staff', 'alice@example.com', 'alice'],
    );
    const records = await api.store
      .auditCollection()
      .find({ 'actor.id': user?._id, operation: /^sign_in/ })
      .toArray();
    assert.deepEqual(
      records.map(({ operation, status, actor }) => [operation, status, actor.authentication]),
      [
        ['sign_in', 'succeeded', 'token_oidc'],
        ['sign_in.redeem', 'succeeded', 'token_oidc'],
      ],
    );
    assert.match(records[0]?.change ?? '', new RegExp(`the user was made; joined the groups ${groupId}`));
  });

  test('who has signed in is the same user the next time, whatever they are called by then', async () => {
    await signIn(person('bert'));
    browser.clear();
    const { token } = await signIn(person('bert', [], { preferred_username: 'robert' }));
    assert.equal((await api.call('GET', '/v1/me', { as: { token } })).body.name, 'bert');
  });

  test('memberships come and go with the provider’s groups; those that a person gave stay', async () => {
    const other = (await made('/v1/groups', { name: 'others' })).id;
    const { token } = await signIn(person('carol', ['ops']));
    const user = await api.store.models.users.findOne({ name: 'carol' }).lean();
    await api.call('PUT', `/v1/groups/${other}/members/${user?._id}`, { as: api.admin });
    browser.clear();
    await signIn(person('carol', []));
    assert.deepEqual(await groupsOf('carol'), [[other, null]]);
    assert.equal(
      (await api.call('GET', '/v1/devices', { as: { token } })).status,
      403,
      'the old token has lost it too',
    );
  });

  test('a mapping that is gone takes its memberships along, at once, and no others', async () => {
    const { token } = await signIn(person('dora', ['ops']));
    const given = await api.createUser('dorian', null);
    await api.call('PUT', `/v1/groups/${groupId}/members/${given.id}`, { as: api.admin });
    assert.equal((await api.call('GET', '/v1/devices', { as: { token } })).status, 200);
    await change({ group_mappings: [{ external_group: 'others', group_id: groupId }] });
    assert.deepEqual(await groupsOf('dora'), []);
    assert.equal((await api.call('GET', '/v1/devices', { as: { token } })).status, 403);
    assert.deepEqual(await groupsOf('dorian'), [[groupId, null]]);
    await change({ group_mappings: [] });
    browser.clear();
    await signIn(person('dora', ['ops']));
    assert.deepEqual(await groupsOf('dora'), []);
    await change({ group_mappings: [{ external_group: 'ops', group_id: groupId }] });
  });

  test('a name that is taken is refused, and never joined to the user who has it', async () => {
    const { id } = await api.createUser('erna', 'admin');
    const answer = await browser.get(await callbackUrl(person('another-erna', [], { preferred_username: 'erna' })));
    assert.deepEqual(refusal(answer), [403, 'sign_in_refused']);
    const user = await api.store.models.users.findById(id).lean();
    assert.deepEqual([user?.external_subject, user?.identity_provider_id], [null, null]);
  });

  for (const name of ['_api_key', 'a/b', 'a:b', ' a', '', 7, undefined]) {
    test(`a name that no user can have (${JSON.stringify(name)}) is refused`, async () => {
      const claims = { preferred_username: name };
      const page = await browser.get(await callbackUrl(person(`odd-${JSON.stringify(name)}`, [], claims)));
      assert.deepEqual(refusal(page), [403, 'sign_in_refused']);
    });
  }

  test('where users are not made at a sign-in, strangers stay out and known ones come in', async () => {
    await signIn(person('frida'));
    await change({ creates_users: false });
    browser.clear();
    const page = await browser.get(await callbackUrl(person('stranger')));
    assert.deepEqual(refusal(page), [403, 'sign_in_refused']);
    assert.equal(await api.store.models.users.exists({ name: 'stranger' }), null);
    browser.clear();
    await signIn(person('frida'));
    await change({ creates_users: true });
  });

  test('an inactive user is refused at the callback, and a code of before at the token', async () => {
    await signIn(person('gustav'));
    const setStatus = (status: string) => api.store.models.users.updateOne({ name: 'gustav' }, { $set: { status } });
    browser.clear();
    const begun = begin();
    idp.person = person('gustav');
    const home = await browser.visit(begun.url, HOME);
    await setStatus('inactive');
    const late = await redeem(new URL(home.url).searchParams.get('code') ?? '', begun.verifier);
    assert.deepEqual([late.status, late.body.code], [403, 'sign_in_refused']);
    browser.clear();
    const page = await browser.get(await callbackUrl(person('gustav')));
    assert.deepEqual(refusal(page), [403, 'sign_in_refused']);
    const headers = page.headers.get('x-correlation-id') ?? '';
    const record = await api.store.auditCollection().findOne({ correlation_id: headers });
    assert.deepEqual(
      [record?.operation, record?.status, record?.code, record?.actor.type, record?.actor.authentication],
      ['sign_in', 'denied', 'sign_in_refused', 'anonymous', 'token_oidc'],
    );
    assert.equal(record?.change, 'The user is not active.');
  });

  test('the callback answers once, and only in the browser that began', async () => {
    const url = await callbackUrl(person('heidi'));
    assert.deepEqual(refusal(await new Browser().get(url)), [403, 'sign_in_refused']);
    const other = new Browser();
    await other.get(begin().url);
    assert.deepEqual(refusal(await other.get(url)), [403, 'sign_in_refused']);
    const [first, second] = await Promise.all([browser.get(url), browser.get(url)]);
    assert.deepEqual([first.status, second.status].sort(), [302, 403]);
    assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
  });

  test('a state that Capstan did not make, a foreign issuer and a missing code are refused', async () => {
    for (const alter of [
      (url: URL) => url.searchParams.set('state', 'made-up'),
      (url: URL) => url.searchParams.set('iss', 'https://elsewhere.example'),
      (url: URL) => url.searchParams.delete('iss'),
      (url: URL) => url.searchParams.delete('code'),
      (url: URL) => url.searchParams.set('code', 'made-up'),
    ]) {
      const browsing = new Browser();
      browser = browsing;
      const url = new URL(await callbackUrl(person('ida')));
      alter(url);
      const page = await browsing.get(url.href);
      assert.equal(page.status, 403, `${url.search} ${page.text}`);
      assert.equal(page.headers.get('location'), null);
      assert.ok(!page.text.includes('made-up') && !page.text.includes('elsewhere'));
    }
    const twice = await browser.get(`${await callbackUrl(person('ida'))}&state=x`);
    assert.deepEqual(refusal(twice), [400, 'validation_failed']);
  });

  test('an answer with the nonce of another sign-in is refused', async () => {
    const url = await callbackUrl(person('jonas'));
    await api.store.models.signIns.updateMany({ code_hash: null }, { $set: { nonce: 'another nonce' } });
    assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
  });

  test('a verifier towards the provider that was moved from another sign-in does not open', async () => {
    const { signIns } = api.store.models;
    await new Browser().get(begin().url);
    const other = await signIns.findOne().sort({ expires_at: -1 }).lean();
    const url = await callbackUrl(person('jakob'));
    await signIns.updateMany({}, { $set: { sealed_verifier: other?.sealed_verifier ?? '' } });
    assert.equal((await browser.get(url)).status, 500);
  });

  test('a sign-in that took longer than ten minutes is over', async () => {
    const url = await callbackUrl(person('karl'));
    await api.store.models.signIns.updateMany({}, { $set: { expires_at: new Date() } });
    assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
  });

  test('what the provider refuses is refused, in Capstan’s words', async () => {
    idp.person = { sub: 'refused', claims: {} };
    const page = await browser.visit(begin().url, HOME);
    assert.deepEqual(refusal(page), [403, 'sign_in_refused']);
    assert.ok(!page.text.includes('access_denied'));
  });

  test('the code works once, for whoever has the verifier, for a minute', async () => {
    const fresh = async (sub: string) => {
      browser.clear();
      idp.person = person(sub);
      const begun = begin();
      const page = await browser.visit(begun.url, HOME);
      return { code: new URL(page.url).searchParams.get('code') ?? '', verifier: begun.verifier };
    };
    const used = await fresh('lena');
    const given = await redeem(used.code, used.verifier);
    assert.equal((await api.call('GET', '/v1/me', { as: given.body })).status, 200);
    assert.equal((await redeem(used.code, randomBytes(32).toString('base64url'))).status, 403);
    assert.equal((await api.call('GET', '/v1/me', { as: given.body })).status, 401, 'a code in two hands');
    assert.equal((await redeem(used.code, used.verifier)).status, 403);
    const guessed = await fresh('lena');
    assert.equal((await redeem(guessed.code, randomBytes(32).toString('base64url'))).status, 403);
    assert.equal((await redeem(guessed.code, guessed.verifier)).status, 403, 'a wrong verifier has used it up');
    const late = await fresh('lena');
    const kept = await api.store.models.signIns.find({ consumed_at: null, code_hash: { $ne: null } }).lean();
    assert.ok(kept.every(({ expires_at }) => expires_at.getTime() - Date.now() <= 60_000));
    await api.store.models.signIns.updateMany({}, { $set: { expires_at: new Date() } });
    assert.equal((await redeem(late.code, late.verifier)).status, 403);
    for (let round = 0; round < 5; round += 1) {
      const raced = await fresh('lena');
      const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(raced.code, raced.verifier)));
      const won = answers.filter(({ status }) => status === 200);
      assert.ok(won.length <= 1);
      for (const { body } of won) assert.equal((await api.call('GET', '/v1/me', { as: body })).status, 401);
    }
  });

  test('what the provider, the organization or the user is deactivated for ends, whatever is on its way', async () => {
    const { id: organizationId } = await made('/v1/organizations', { name: 'branch', admin_name: 'chief' });
    const branch = await api.createUser('branch-admin', 'admin', { organizationId });
    const asBranch = async (path: string, body?: object) => {
      const answer = await api.call('POST', path, { as: branch, body });
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      return answer.body;
    };
    const provider = await asBranch('/v1/identity-providers', {
      ...{ name: 'branch-staff', issuer: idp.issuer, client_id: idp.clientId, client_secret: idp.clientSecret },
      creates_users: true,
    });
    const fresh = async (sub: string) => {
      browser.clear();
      idp.person = person(sub);
      const begun = begin({}, 'branch-staff');
      const page = await browser.visit(begun.url.replace('/sign-in/default/', '/sign-in/branch/'), HOME);
      return { code: new URL(page.url).searchParams.get('code') ?? '', verifier: begun.verifier };
    };
    const status = async (as: { token: string }) => (await api.call('GET', '/v1/me', { as })).status;
    const first = await fresh('vera');
    const token = (await redeem(first.code, first.verifier)).body;
    assert.equal(await status(token), 200);
    const user = await api.store.models.users.findOne({ organization_id: organizationId, name: 'vera' }).lean();
    const switches: readonly ((verb: string) => Promise<unknown>)[] = [
      (verb) => asBranch(`/v1/identity-providers/${provider.id}/${verb}`),
      (verb) => asBranch(`/v1/users/${user?._id}/${verb}`),
      (verb) => api.call('POST', `/v1/organizations/${organizationId}/${verb}`, { as: api.admin }),
    ];
    for (const turn of switches) {
      const waiting = await fresh('vera');
      await turn('deactivate');
      await turn('activate');
      assert.equal((await redeem(waiting.code, waiting.verifier)).status, 403, 'a code from before');
      for (let round = 0; round < 6; round += 1) {
        const { code, verifier } = await fresh('vera');
        const [answer] = await Promise.all([redeem(code, verifier), turn('deactivate')]);
        await turn('activate');
        if (answer.status === 200) assert.equal(await status(answer.body), 401);
        else assert.equal(answer.status, 403);
      }
    }
    assert.equal(await status(token), 401);
    const last = await fresh('vera');
    assert.equal(await status((await redeem(last.code, last.verifier)).body), 200);
  });

  test('a code is sent nowhere but to loopback and below Capstan’s own address, and to none of its own pages', async () => {
    const { port } = new URL(api.baseUrl);
    const ownPages = [
      '/v1/devices',
      '/V1/x',
      '//v1/x',
      '/%761/x',
      '/docs',
      '/openapi.json',
      '/healthz',
      '/readyz',
      '/%',
    ];
    for (const redirect_uri of [
      ...[...ownPages, '/metrics', '/version', '/.well-known/x'].map((path) => `${api.baseUrl}${path}`),
      `http://localhost:${port}/v1/devices`,
      `http://[::1]:${port}/docs/`,
      'https://evil.example/',
      'http://evil.example/',
      'https://127.0.0.1/',
      'http://127.0.0.1@evil.example/',
      'http://user@127.0.0.1/',
      'http://localhost.evil.example/',
      'http://127.0.0.1:1/#x',
      'javascript:alert(1)',
      'capstan:/done',
      '/relative',
    ]) {
      const page = await browser.get(begin({ redirect_uri }).url);
      assert.deepEqual(refusal(page), [400, 'validation_failed'], redirect_uri);
    }
    for (const redirect_uri of [
      'http://127.0.0.1:1/x?y=z',
      'http://[::1]:4/',
      'http://localhost:9',
      `${api.baseUrl}/done`,
      `${api.baseUrl}/v1.html`,
      'http://127.0.0.1:1/v1/done',
    ]) {
      assert.equal((await browser.get(begin({ redirect_uri }).url)).status, 302, redirect_uri);
    }
  });

  test('what the contract does not know is refused at the beginning', async () => {
    const pointerOf = async (parameters: Record<string, string>) =>
      JSON.parse((await browser.get(begin(parameters).url)).text).errors?.[0]?.pointer;
    assert.equal(await pointerOf({ code_challenge: 'short' }), '/query/code_challenge');
    assert.equal(await pointerOf({ code_challenge_method: 'plain' }), '/query/code_challenge_method');
    assert.equal(await pointerOf({ bogus: '1' }), '/query/bogus');
    assert.equal(await pointerOf({ max_age: '-1' }), '/query/max_age');
    assert.equal(await pointerOf({ state: 'ü' }), '/query/state');
  });

  test('an unknown organization, an unknown provider and an inactive one look the same', async () => {
    const inactive = await made('/v1/identity-providers', {
      ...{ name: 'retired', issuer: idp.issuer, client_id: idp.clientId },
    });
    await api.call('POST', `/v1/identity-providers/${inactive.id}/deactivate`, { as: api.admin });
    const urls = [begin({}, 'retired').url, begin({}, 'nowhere').url, begin().url.replace('/default/', '/nobody/')];
    const bodies = [];
    for (const url of urls) {
      const page = await browser.get(url);
      assert.equal(page.status, 404);
      const { correlation_id: _own, ...rest } = JSON.parse(page.text);
      bodies.push(rest);
    }
    assert.deepEqual(bodies[1], bodies[0]);
    assert.deepEqual(bodies[2], bodies[0]);
  });

  test('a provider that is deactivated ends the tokens that were got there', async () => {
    const { token } = await signIn(person('martha'));
    browser.clear();
    const url = await callbackUrl(person('martha'));
    await api.call('POST', `/v1/identity-providers/${providerId}/deactivate`, { as: api.admin });
    assert.equal((await api.call('GET', '/v1/me', { as: { token } })).status, 401);
    assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
    await api.call('POST', `/v1/identity-providers/${providerId}/activate`, { as: api.admin });
  });

  const atTheProvider = (work: () => Promise<unknown>) => {
    idp.intercept = async (request) => {
      if (!request.url?.startsWith('/token')) return false;
      idp.intercept = undefined;
      await work();
      return false;
    };
  };
  const MAPPED = { group_mappings: () => [{ external_group: 'ops', group_id: groupId }] };

  for (const [what, taken, back] of [
    ['a mapping is removed', { group_mappings: [] }, MAPPED],
    ['users are not made any more', { creates_users: false }, { creates_users: () => true }],
    ['another claim names the groups', { groups_claim: 'nickname' }, { groups_claim: () => 'groups' }],
  ] as const) {
    test(`a sign-in during which ${what} is refused`, async () => {
      const url = await callbackUrl(person('mallory', ['ops']));
      atTheProvider(() => change(taken));
      assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
      assert.equal(await api.store.models.users.exists({ name: 'mallory' }), null);
      await change(Object.fromEntries(Object.entries(back).map(([field, value]) => [field, value()])));
    });
  }

  for (const [what, deactivated] of [
    ['the provider', () => `/v1/identity-providers/${providerId}`],
    ['the organization', () => '/v1/organizations/1'],
  ] as const) {
    test(`a sign-in during which ${what} is deactivated is refused`, async () => {
      const url = await callbackUrl(person('mallory', ['ops']));
      const setStatus = (status: 'active' | 'inactive') =>
        what === 'the organization'
          ? api.store.models.organizations.updateOne({ _id: 1 }, { $set: { status } })
          : api.call('POST', `${deactivated()}/${status === 'active' ? 'activate' : 'deactivate'}`, { as: api.admin });
      atTheProvider(() => setStatus('inactive'));
      const page = await browser.get(url);
      await setStatus('active');
      assert.deepEqual(refusal(page), [403, 'sign_in_refused']);
      assert.equal(await api.store.models.users.exists({ name: 'mallory' }), null);
    });
  }

  test('a sign-in waits for a change of rights that is being made, and goes by it', async () => {
    const url = await callbackUrl(person('mallory', ['ops']));
    const { identityProviders } = api.store.models;
    const { result, hasWaited } = await holdingChange(api.store, {
      organizationId: 1,
      change: (session) =>
        identityProviders.updateOne(
          { _id: providerId },
          { $set: { group_mappings: [] }, $inc: { revision: 1 } },
          { session },
        ),
      meanwhile: () => browser.get(url),
    });
    assert.deepEqual([hasWaited, ...refusal(result)], [true, 403, 'sign_in_refused']);
    assert.equal(await api.store.models.users.exists({ name: 'mallory' }), null);
    await change({ group_mappings: MAPPED.group_mappings() });
  });

  test('every change of a provider moves the organization to its next epoch', async () => {
    const epoch = async () => (await api.store.models.organizations.findById(1).lean())?.access_epoch ?? 0;
    const { id } = await made('/v1/identity-providers', { name: 'epochal', issuer: idp.issuer, client_id: 'x' });
    let before = await epoch();
    for (const work of [
      () => change({ name: 'epochal-2' }, id),
      () => change({ client_secret: 'another' }, id),
      () => api.call('POST', `/v1/identity-providers/${id}/deactivate`, { as: api.admin }),
      () => api.call('POST', `/v1/identity-providers/${id}/activate`, { as: api.admin }),
      () => made('/v1/identity-providers', { name: 'epochal-3', issuer: idp.issuer, client_id: 'x' }),
    ]) {
      await work();
      const after = await epoch();
      assert.ok(after > before);
      before = after;
    }
  });

  test('API keys of its users stop with the provider, and work again when it does', async () => {
    await requireAdministrators();
    const as = await signIn(person('otmar', ['ops']), { max_age: '600' });
    const { id } = (await api.call('GET', '/v1/me', { as })).body;
    const answer = await api.call('POST', `/v1/users/${id}/api-keys`, { as, body: { name: 'lasting' } });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const key = await api.store.models.apiKeys.findOne({ user_id: id }).lean();
    const apiKeys = new ApiKeys(api.store);
    const works = async () => {
      const { status } = await api.call('GET', '/v1/me', { as: { token: answer.body.key } });
      return [status, await apiKeys.stillHolds(key?._id ?? 0)];
    };
    assert.deepEqual(await works(), [200, true]);
    await api.call('POST', `/v1/identity-providers/${providerId}/deactivate`, { as: api.admin });
    assert.deepEqual(await works(), [401, false]);
    await api.call('POST', `/v1/identity-providers/${providerId}/activate`, { as: api.admin });
    assert.deepEqual(await works(), [200, true]);
  });

  test('when somebody authenticated is not known unless the provider says so, and is not fresh then', async () => {
    await requireAdministrators();
    // Without max_age the provider does not say auth_time.
    const silent = await signIn(person('paul', ['ops']));
    assert.equal(silent.authenticated_at, '1970-01-01T00:00:00.000Z');
    const stale = await api.call('POST', '/v1/groups', { as: silent, body: { name: 'made by paul' } });
    assert.deepEqual([stale.status, stale.body.code], [401, 'fresh_authentication_required']);
    browser.clear();
    const fresh = await signIn(person('paul', ['ops']), { max_age: '600' });
    assert.ok(Date.now() - Date.parse(fresh.authenticated_at) < 600_000);
    const answer = await api.call('POST', '/v1/groups', { as: fresh, body: { name: 'made by paul' } });
    assert.equal(answer.status, 201);
  });

  test('a browser that drops max_age on its way to the provider gets no fresh authentication', async () => {
    idp.person = person('pia');
    const asked = new URL((await browser.get(begin({ max_age: '600' }).url)).headers.get('location') ?? '');
    assert.equal(asked.searchParams.get('max_age'), '600');
    asked.searchParams.delete('max_age');
    const { url } = await browser.visit(asked.href, `${api.baseUrl}/v1/sign-in/callback`);
    assert.deepEqual(refusal(await browser.get(url)), [403, 'sign_in_refused']);
  });

  test('a person who was signed in at the provider for long is stale; asked again, fresh', async () => {
    await requireAdministrators();
    const body = { name: 'made by nora' };
    const { token, token_id } = await signIn(person('nora', ['ops']), { max_age: '600' });
    assert.equal((await api.call('POST', '/v1/groups', { as: { token }, body })).status, 201);
    const authenticated_at = new Date(Date.now() - 20 * 60_000);
    await api.store.models.userTokens.updateOne({ public_id: token_id }, { $set: { authenticated_at } });
    const stale = await api.call('POST', '/v1/groups', { as: { token }, body: { name: 'again by nora' } });
    assert.equal(stale.body.code, 'fresh_authentication_required');
    const before = idp.asked.filter((path) => path.startsWith('/login/')).length;
    const fresh = await signIn(person('nora', ['ops']), { max_age: '0' });
    assert.equal(idp.asked.filter((path) => path.startsWith('/login/')).length, before + 1);
    const again = await api.call('POST', '/v1/groups', { as: fresh, body: { name: 'again by nora' } });
    assert.equal(again.status, 201);
  });

  test('a provider that is away, broken or redirects is 502, and its words go nowhere', async () => {
    await change({ groups_claim: 'groups', name_claim: 'nickname' });
    idp.intercept = (request, response) => {
      if (!request.url?.startsWith('/.well-known')) return false;
      response.writeHead(302, { Location: `${api.baseUrl}/version` }).end('a word of the provider');
      return true;
    };
    const page = await browser.get(begin().url);
    assert.deepEqual(refusal(page), [502, 'identity_provider_failed']);
    assert.ok(!page.text.includes('a word'));
    idp.intercept = undefined;
    await change({ name_claim: 'preferred_username' });

    const url = await callbackUrl(person('otto'));
    idp.intercept = (request, response) => {
      if (!request.url?.startsWith('/token')) return false;
      response.writeHead(500).end('a word of the provider');
      return true;
    };
    const late = await browser.get(url);
    assert.deepEqual(refusal(late), [502, 'identity_provider_failed']);

    const gone = await made('/v1/identity-providers', {
      ...{ name: 'gone', issuer: 'http://127.0.0.1:1', client_id: 'x' },
    });
    assert.ok(gone.id > 0);
    assert.deepEqual(refusal(await browser.get(begin({}, 'gone').url)), [502, 'identity_provider_failed']);
    assert.ok(!api.log.join('\n').includes('a word of the provider'));
  });

  test('an id token that no key of the provider has signed is refused', async () => {
    const url = await callbackUrl(person('paula'));
    idp.intercept = (request, response) => {
      if (!request.url?.startsWith('/jwks')) return false;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"keys":[]}');
      return true;
    };
    await change({ client_secret: idp.clientSecret });
    const page = await browser.get(url);
    assert.ok([403, 502].includes(page.status), page.text);
    assert.equal(await api.store.models.users.exists({ name: 'paula' }), null);
    // Keys are kept with what is known of the provider in this revision.
    await change({ client_secret: idp.clientSecret });
  });

  test('a look with HEAD uses nothing up', async () => {
    const url = await callbackUrl(person('quirin'));
    await fetch(url, { method: 'HEAD' });
    assert.equal((await browser.get(url)).status, 302);
  });

  test('no secret, code, state or verifier is in the database or the log', async () => {
    idp.person = person('rosa');
    const begun = begin();
    const callback = await callbackUrl(person('rosa'), begun);
    const home = new URL((await browser.get(callback)).headers.get('location') ?? '');
    const code = home.searchParams.get('code') ?? '';
    const { body } = await redeem(code, begun.verifier);
    const { searchParams } = new URL(callback);
    const secrets = [
      idp.clientSecret,
      code,
      body.token,
      begun.verifier,
      searchParams.get('state'),
      searchParams.get('code'),
    ];
    const log = api.log.join('\n');
    for (const collection of await api.store.connection.getClient().db().collections()) {
      const text = JSON.stringify(await collection.find().toArray());
      for (const secret of secrets) assert.ok(secret && !text.includes(secret), collection.collectionName);
    }
    for (const secret of secrets) assert.ok(secret && !log.includes(secret));
  });
});
