/** Grants: who may give what to whom, and what can never be given or taken away. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeAccess } from '../../../store/access/change-access.ts';
import {
  type ApiHarness,
  type CallAnswer,
  type Caller,
  grant,
  startApi,
  type TestUser,
} from '../../support/api-harness.ts';
import { applicationWith } from '../access/callers.ts';
import { freshKey, freshName, type Person, publishInboxKey, World } from './world.ts';

const DAY_MS = 86_400_000;

let api: ApiHarness;
let world: World;
let strangers: World;
/** Administrator of {@link team} alone. */
let teamAdmin: TestUser;
let team: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
  team = await world.below();
  teamAdmin = await api.createUser('team admin', 'admin', { scopeId: team.rootScopeId });
});
after(() => api.close());

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

function give(as: Caller, fields: object): Promise<CallAnswer> {
  return api.call('POST', '/v1/grants', { as, body: { subject_type: 'user', role: 'viewer', ...fields } });
}

function revoke(as: Caller, id: number): Promise<CallAnswer> {
  return api.call('POST', `/v1/grants/${id}/revoke`, { as });
}

function assertProblem(answer: CallAnswer, status: number, code: string, pointer?: string): void {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  if (pointer !== undefined) assert.equal(answer.body.errors[0]?.pointer, pointer, JSON.stringify(answer.body));
}

async function grantsOf(userId: number): Promise<number[]> {
  const { body } = await world.call('GET', `/v1/grants?subject_type=user&subject_id=${userId}`);
  return body.grants.map(({ id }: { id: number }) => id);
}

/** An administrator of a new organization, and how to make more of them. */
async function newTenant() {
  const made = await api.createOrganization(freshKey('tenant'));
  const tenant = await World.enter(api, made.admin);
  const admin = (name: string) => api.createUser(name, 'admin', { organizationId: made.organizationId });
  return { ...made, tenant, newAdmin: admin };
}

describe('a grant', () => {
  it('takes effect with the next request, and its revocation as well', async () => {
    const user = await world.person();
    const scopes = () => api.call('GET', '/v1/scopes', { as: user });
    assertProblem(await scopes(), 403, 'forbidden');
    const made = await give(world.admin, { subject_id: user.id, scope_id: team.rootScopeId, reason: 'on call' });
    assert.equal(made.status, 201);
    assert.deepEqual(
      (await scopes()).body.scopes.map(({ id }: { id: number }) => id),
      [team.rootScopeId],
    );
    const gone = await revoke(world.admin, made.body.id);
    assert.deepEqual([gone.status, gone.body.status], [200, 'revoked']);
    assertProblem(await scopes(), 403, 'forbidden');
    const kept = (await world.call('GET', `/v1/grants/${made.body.id}`)).body;
    assert.deepEqual([kept.status, kept.reason, kept.granted_by], ['revoked', 'on call', 'user admin']);
    const record = await api.store.auditCollection().findOne({ operation: 'grant.create', target_id: made.body.id });
    const given = `role viewer for user ${user.id} on scope ${team.rootScopeId}`;
    assert.deepEqual([record?.reason, record?.change], ['on call', given]);
    assert.equal((await revoke(world.admin, made.body.id)).status, 200, 'twice is harmless');
  });

  it('on a resource reaches that one and no other, and moves with it', async () => {
    const [one, other] = [await team.resource(), await team.resource()];
    const user = await world.person();
    const { body } = await give(world.admin, { subject_id: user.id, resource_id: one });
    assert.deepEqual([body.scope_id, body.resource_id], [null, one]);
    assert.equal((await api.call('GET', `/v1/resources/${one}`, { as: user })).status, 200);
    assertProblem(await api.call('GET', `/v1/resources/${other}`, { as: user }), 404, 'not_found');
    const elsewhere = await world.scope();
    assert.equal((await world.call('PATCH', `/v1/resources/${one}`, { body: { scope_id: elsewhere } })).status, 200);
    const kept = await api.store.models.grants.findById(body.id).lean();
    assert.equal(kept?.scope_id, elsewhere);
    assert.equal((await api.call('GET', `/v1/resources/${one}`, { as: user })).status, 200);
  });

  it('to a group holds for its members', async () => {
    const group = await world.group();
    const user = await world.person();
    await world.member(group, user.id);
    const made = await give(world.admin, { subject_type: 'group', subject_id: group, scope_id: team.rootScopeId });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const me = (await api.call('GET', '/v1/me', { as: user })).body;
    assert.deepEqual(
      me.grants.map(({ grant_id, group_id }: { grant_id: number; group_id: number }) => [grant_id, group_id]),
      [[made.body.id, group]],
    );
  });

  it('is not given twice: the second request learns of the first', async () => {
    const user = await world.user();
    const wanted = { subject_id: user, scope_id: team.rootScopeId };
    const first = await give(world.admin, wanted);
    const answers = await Promise.all([1, 2, 3].map(() => give(world.admin, wanted)));
    for (const answer of answers) {
      assertProblem(answer, 409, 'conflict');
      assert.match(answer.body.detail, new RegExp(`Grant ${first.body.id} `));
    }
    await revoke(world.admin, first.body.id);
    assert.equal((await give(world.admin, wanted)).status, 201, 'once it is revoked, another one is made');
  });

  it('that several ask for at once is given once', async () => {
    const wanted = { subject_id: await world.user(), scope_id: team.rootScopeId };
    const answers = await Promise.all([1, 2, 3, 4].map(() => give(world.admin, wanted)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
  });

  it('ends by itself, and comes back where its end is moved', async () => {
    const user = await world.person();
    const made = await give(world.admin, { subject_id: user.id, scope_id: team.rootScopeId, expires_at: inDays(1) });
    assert.equal((await api.call('GET', '/v1/scopes', { as: user })).status, 200);
    // As if the day were over.
    await api.store.transaction(async (session) => {
      await changeAccess(api.store, session, 1);
      const past = { $set: { expires_at: new Date(Date.now() - 1_000) } };
      await api.store.models.grants.updateOne({ _id: made.body.id }, past, { session });
    });
    assertProblem(await api.call('GET', '/v1/scopes', { as: user }), 403, 'forbidden');
    assert.equal((await world.call('GET', `/v1/grants/${made.body.id}`)).body.status, 'expired');
    const again = await give(world.admin, { subject_id: user.id, scope_id: team.rootScopeId });
    assertProblem(again, 409, 'conflict');
    const moved = await world.call('PATCH', `/v1/grants/${made.body.id}`, { body: { expires_at: inDays(2) } });
    assert.deepEqual([moved.status, moved.body.status], [200, 'active']);
    assert.equal((await api.call('GET', '/v1/scopes', { as: user })).status, 200);
  });

  it('is found by each filter', async () => {
    const [user, resource, scope] = [await world.user(), await team.resource(), await team.scope()];
    const role = await world.role(['device:read']);
    const [onScope, onResource, revoked] = [
      await world.grant({ subject_id: user, scope_id: scope, role }),
      await world.grant({ subject_id: user, resource_id: resource }),
      await world.grant({ subject_id: user, scope_id: scope }),
    ];
    await revoke(world.admin, revoked);
    const ids = async (filter: string) => {
      const { body } = await world.call('GET', `/v1/grants?subject_type=user&subject_id=${user}&${filter}`);
      return body.grants.map(({ id }: { id: number }) => id);
    };
    assert.deepEqual(await ids('limit=10'), [onScope, onResource, revoked]);
    assert.deepEqual(await ids(`role=${role}`), [onScope]);
    assert.deepEqual(await ids(`scope_id=${scope}`), [onScope, revoked]);
    assert.deepEqual(await ids(`scope_id=${team.rootScopeId}`), [onScope, onResource, revoked]);
    assert.deepEqual(await ids(`resource_id=${resource}`), [onResource]);
    assert.deepEqual(await ids('status=revoked'), [revoked]);
    assert.deepEqual(await ids('status=active'), [onScope, onResource]);
    assert.deepEqual(await ids('status=expired'), []);
  });
});

describe('what a new grant names', () => {
  it('must be there, within reach and active, and the answer does not tell which of these it is not', async () => {
    const [mine, scope, resource] = [await world.user(), await strangers.scope(), await strangers.resource()];
    const missing = 9_999_999;
    const on = { scope_id: team.rootScopeId };
    const cases: readonly (readonly [object, object, string])[] = [
      [{ subject_id: missing, ...on }, { subject_id: await strangers.user(), ...on }, '/body/subject_id'],
      [{ subject_id: mine, scope_id: missing }, { subject_id: mine, scope_id: scope }, '/body/scope_id'],
      [{ subject_id: mine, resource_id: missing }, { subject_id: mine, resource_id: resource }, '/body/resource_id'],
      [
        { subject_id: mine, role: 'no_such_role', ...on },
        { subject_id: mine, role: await strangers.role(), ...on },
        '/body/role',
      ],
    ];
    for (const [absent, foreign, pointer] of cases) {
      const answers = [await give(world.admin, absent), await give(world.admin, foreign)];
      const [first, second] = answers.map((answer) => {
        assertProblem(answer, 422, 'unprocessable', pointer);
        return [answer.body.detail, answer.body.errors];
      });
      assert.deepEqual(second, first);
    }
    const inactive = await world.user();
    await world.call('POST', `/v1/users/${inactive}/deactivate`);
    assertProblem(await give(world.admin, { subject_id: inactive, ...on }), 422, 'unprocessable', '/body/subject_id');
  });

  it('is exactly one subject and exactly one place', async () => {
    const user = await world.user();
    assertProblem(await give(world.admin, { subject_id: user }), 422, 'unprocessable', '/body/scope_id');
    const both = { subject_id: user, scope_id: team.rootScopeId, resource_id: await team.resource() };
    assertProblem(await give(world.admin, both), 422, 'unprocessable', '/body/scope_id');
    assertProblem(await give(world.admin, { scope_id: 1 }), 422, 'unprocessable', '/body/subject_id');
  });

  it('ends in the future, within ten years', async () => {
    const wanted = { subject_id: await world.user(), scope_id: team.rootScopeId };
    for (const days of [-1, 3_660]) {
      const answer = await give(world.admin, { ...wanted, expires_at: inDays(days) });
      assertProblem(answer, 422, 'unprocessable', '/body/expires_at');
    }
  });

  it('is not found by guessing where the caller cannot see it', async () => {
    const role = await world.role(['grant:write', 'grant:read', 'resource:read']);
    const blind = await world.person();
    await world.grant({ subject_id: blind.id, scope_id: team.rootScopeId, role });
    const wanted = { role, scope_id: team.rootScopeId };
    const user = await world.person();
    const answer = await give(blind, { ...wanted, subject_id: user.id });
    assertProblem(answer, 422, 'unprocessable', '/body/subject_id');
    assert.equal((await give(blind, { ...wanted, subject_public_id: user.publicId })).status, 201, 'but by name');
  });
});

describe('a guest', () => {
  it('is named by its public id, and shown by it', async () => {
    const guest = await strangers.person();
    const on = { scope_id: team.rootScopeId };
    assertProblem(await give(world.admin, { subject_id: guest.id, ...on }), 422, 'unprocessable', '/body/subject_id');
    const made = await give(world.admin, { subject_public_id: guest.publicId, ...on });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { subject_id, subject_public_id, subject_organization } = made.body;
    assert.deepEqual([subject_id, subject_public_id, subject_organization], [null, guest.publicId, 'strangers']);
    const visit = { as: guest, headers: { 'X-Capstan-Organization': 'default' } };
    const me = (await api.call('GET', '/v1/me', visit)).body;
    assert.deepEqual([me.organization.name, me.home_organization.name, me.grant_count], ['default', 'strangers', 1]);
    assert.deepEqual(await grantsOf(guest.id), [], 'nobody learns the id that it has at home');
    await revoke(world.admin, made.body.id);
    assertProblem(await api.call('GET', '/v1/me', visit), 404, 'not_found');
  });

  it('may be an application, by its client id', async () => {
    const application = await applicationWith(api, 'viewer', [{ areas: ['resources'] }]);
    const made = await strangers.call('POST', '/v1/grants', {
      body: {
        subject_type: 'application',
        subject_public_id: application.clientId,
        role: 'viewer',
        scope_id: strangers.rootScopeId,
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(made.body.subject_organization, 'default');
  });

  it('is not missing before it is named: an unknown public id looks like any other', async () => {
    const unknown = await give(world.admin, { subject_public_id: 'usr_01hx3n8q5w6m7r9t2v4y6z8b0c', scope_id: 1 });
    assertProblem(unknown, 422, 'unprocessable', '/body/subject_public_id');
  });
});

describe('nobody', () => {
  it('gives more than they hold: not there, not that, not for so long', async () => {
    const user = await world.user();
    const inside = await team.scope();
    assert.equal((await give(teamAdmin, { subject_id: user, role: 'admin', scope_id: inside })).status, 201);
    const above = await give(teamAdmin, { subject_id: user, scope_id: world.rootScopeId });
    assertProblem(above, 422, 'unprocessable', '/body/scope_id');

    const role = await world.role(['grant:write', 'grant:read', 'user:read', 'resource:read']);
    const [lesser, brief] = [await world.person(), await world.person()];
    await world.grant({ subject_id: lesser.id, role, scope_id: team.rootScopeId });
    await world.grant({ subject_id: brief.id, role: 'admin', scope_id: team.rootScopeId, expires_at: inDays(2) });
    const more = await give(lesser, { subject_id: user, role: 'operator', scope_id: inside });
    assertProblem(more, 403, 'privilege_escalation');
    assert.match(more.body.detail, /resource:rotate/);
    assertProblem(
      await give(brief, { subject_id: user, role: 'operator', scope_id: inside, expires_at: inDays(3) }),
      403,
      'privilege_escalation',
    );
    assertProblem(
      await give(brief, { subject_id: user, role: 'operator', scope_id: inside }),
      403,
      'privilege_escalation',
    );
    const shorter = await give(brief, { subject_id: user, role: 'operator', scope_id: inside, expires_at: inDays(1) });
    assert.equal(shorter.status, 201, JSON.stringify(shorter.body));
    const prolonged = { body: { expires_at: inDays(5) }, as: brief };
    assertProblem(await api.call('PATCH', `/v1/grants/${shorter.body.id}`, prolonged), 403, 'privilege_escalation');
  });

  it('takes from somebody what they could not give', async () => {
    const role = await world.role(['grant:write', 'grant:read', 'resource:read']);
    const lesser = await world.person();
    await world.grant({ subject_id: lesser.id, role, scope_id: team.rootScopeId });
    const greater = await world.grant({ role: 'operator', scope_id: team.rootScopeId });
    assertProblem(await revoke(lesser, greater), 403, 'privilege_escalation');
    const shortened = { body: { expires_at: inDays(1) }, as: lesser };
    assertProblem(await api.call('PATCH', `/v1/grants/${greater}`, shortened), 403, 'privilege_escalation');
    assert.equal((await world.call('GET', `/v1/grants/${greater}`)).body.expires_at, null);
  });

  it('changes their own rights, nor those of a group that they are in', async () => {
    const group = await world.group();
    await world.member(group, teamAdmin.id);
    const [own] = await grantsOf(teamAdmin.id);
    const ofGroup = await world.grant({ subject_type: 'group', subject_id: group, scope_id: team.rootScopeId });
    const on = { scope_id: team.rootScopeId };
    const answers = [
      await give(teamAdmin, { subject_id: teamAdmin.id, role: 'viewer', ...on }),
      await give(teamAdmin, { subject_type: 'group', subject_id: group, role: 'operator', ...on }),
      await revoke(teamAdmin, own ?? 0),
      await revoke(teamAdmin, ofGroup),
      await api.call('PATCH', `/v1/grants/${own}`, { as: teamAdmin, body: { expires_at: inDays(1) } }),
    ];
    for (const answer of answers) assertProblem(answer, 403, 'own_rights');
    await api.store.models.groupMembers.deleteOne({ group_id: group });
  });

  it('gives as an application what its authorized resources leave out', async () => {
    const rule = {
      areas: [
        'grants',
        'scopes',
        'devices',
        'platforms',
        'resources',
        'credentials',
        'check-outs',
        'connect',
        'ssh-keys',
        'protected-information',
        'retrievals',
        'policies',
        'policy-bindings',
        'approvals',
        'bulk',
        'jobs',
        'compliance',
        'reporting',
        'logs',
      ],
      operations: null,
      scope_ids: [team.rootScopeId],
      resource_ids: null,
      addresses: null,
      expires_at: new Date(Date.now() + DAY_MS),
    };
    const application = await applicationWith(api, 'admin', [rule]);
    const user = await world.person();
    const on = { subject_public_id: user.publicId, expires_at: inDays(0.5) };
    assert.equal((await give(application, { ...on, scope_id: team.rootScopeId })).status, 201);
    const outside = await give(application, { ...on, scope_id: await world.scope() });
    assertProblem(outside, 422, 'unprocessable', '/body/scope_id');
    const longer = await give(application, {
      subject_public_id: user.publicId,
      role: 'operator',
      scope_id: team.rootScopeId,
    });
    assertProblem(longer, 403, 'privilege_escalation');
  });

  it('gives with an API key', async () => {
    const user = await world.person();
    await grant(api.store, { type: 'user', id: user.id, organizationId: 1 }, 'admin');
    const { key } = await world.apiKey(user);
    const answer = await give({ token: key }, { subject_id: await world.user(), scope_id: team.rootScopeId });
    assertProblem(answer, 403, 'password_required');
  });
});

describe('an organization', () => {
  it('keeps an administrator: of two who revoke each other at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { tenant, organizationId, admin, newAdmin } = await newTenant();
      const second = await newAdmin('second');
      const { body } = await tenant.call('GET', '/v1/grants?status=active');
      const grantOf = (id: number) =>
        body.grants.find(({ subject_id }: { subject_id: number }) => subject_id === id)?.id;
      const first = await tenant.me();
      const answers = await Promise.all([revoke(admin, grantOf(second.id)), revoke(second, grantOf(first.id))]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403], JSON.stringify(answers));
      const left = await api.store.models.grants.countDocuments({ organization_id: organizationId, status: 'active' });
      assert.equal(left, 1);
    }
  });

  it('keeps an administrator: of two revocations at once that would take both, one succeeds', async () => {
    const guest = await world.person();
    for (let round = 0; round < 5; round += 1) {
      const { tenant, organizationId, newAdmin } = await newTenant();
      await newAdmin('second');
      const { body } = await tenant.call('GET', '/v1/grants?status=active');
      await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'admin', { organizationId });
      const visit = { as: guest, headers: { 'X-Capstan-Organization': (await tenant.me()).organization.name } };
      const answers = await Promise.all(
        body.grants.map(({ id }: { id: number }) => api.call('POST', `/v1/grants/${id}/revoke`, visit)),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409], JSON.stringify(answers));
      assert.ok(answers.some((answer) => answer.body.code === 'last_administrator'));
    }
  });

  it('keeps one whose rights do not end, and who needs nobody to sign in', async () => {
    const { tenant, organizationId, rootScopeId, newAdmin } = await newTenant();
    const ofOrganization = { organization_id: organizationId };
    const root = await api.createUser('root', 'admin', { organizationId });
    const { body } = await tenant.call('GET', '/v1/grants?limit=1');
    const [first] = body.grants;
    // The caller holds everything, but could not sign in where its identity provider is away.
    await api.store.models.users.updateOne({ _id: root.id }, { $set: { status: 'inactive' } });
    const guest = await world.person();
    await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'admin', { organizationId });
    const visit = { as: guest, headers: { 'X-Capstan-Organization': (await tenant.me()).organization.name } };
    const path = `/v1/grants/${first.id}`;
    assertProblem(await api.call('POST', `${path}/revoke`, visit), 409, 'last_administrator');
    const ending = { ...visit, body: { expires_at: inDays(1) } };
    assertProblem(await api.call('PATCH', path, ending), 409, 'last_administrator');
    const other = await newAdmin('other');
    assert.equal((await api.call('POST', `${path}/revoke`, { as: other })).status, 200);
    assert.equal(
      await api.store.models.grants.countDocuments({ ...ofOrganization, scope_id: rootScopeId, status: 'revoked' }),
      1,
    );
  });
});

describe('a move', () => {
  /** May write everywhere, and reads what it moves; others hold more where it goes. */
  async function mover(): Promise<Person> {
    const role = await world.role([
      'resource:write',
      'resource:read',
      'scope:write',
      'scope:read',
      'device:write',
      'device:read',
    ]);
    const user = await world.person();
    await world.grant({ subject_id: user.id, role, scope_id: world.rootScopeId });
    return user;
  }

  it('that would let others do more is refused to whoever could not grant it', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    await world.grant({ role: 'operator', scope_id: to });
    const as = await mover();
    const [resource, device, scope] = [
      await world.resource({ scope_id: from }),
      await world.device({ scope_id: from }),
      await world.scope(from),
    ];
    const moves: readonly (readonly [string, object])[] = [
      [`/v1/resources/${resource}`, { scope_id: to }],
      [`/v1/devices/${device}`, { scope_id: to }],
      [`/v1/scopes/${scope}`, { parent_id: to }],
    ];
    for (const [path, body] of moves) {
      assertProblem(await api.call('PATCH', path, { as, body }), 403, 'privilege_escalation');
      assert.equal((await world.call('PATCH', path, { body })).status, 200, 'but not to who holds it all');
    }
  });

  it('to where nobody gains anything is a matter of writing', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const resource = await world.resource({ scope_id: from });
    const body = { scope_id: to, name: freshName('moved') };
    const answer = await api.call('PATCH', `/v1/resources/${resource}`, { as: await mover(), body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  });
});
