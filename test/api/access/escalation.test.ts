/** Ways around the limits that one is held to: each of them is closed, and what stays open is what is documented. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { AuthorizedResource } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { assertOk, assertRefused } from '../contract/assert-refused.ts';
import { freshName, type Person, World } from '../contract/world.ts';
import { applicationWith } from './callers.ts';

type Rule = Partial<AuthorizedResource> & Pick<AuthorizedResource, 'areas'>;

const EVERY_AREA = [...new Set([...(await loadContract()).operations.values()].map(({ area }) => area))];
/** What a viewer can read. */
const INVENTORY = [
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
];
/** Areas of the evidence, beside the logs. */
const EVIDENCE = ['ledger', 'evidence-bundles'];

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const post = (as: Caller, path: string, body?: object) => api.call('POST', path, { as, body });
const patch = (as: Caller, path: string, body: object) => api.call('PATCH', path, { as, body });

function hold(subject: { readonly type: 'user' | 'application' | 'group'; readonly id: number }, role: string) {
  return grant(api.store, { ...subject, organizationId: 1 }, role);
}

async function holderOf(permissions: readonly Permission[], scopeId = 1): Promise<Person> {
  const person = await world.person();
  const subject = { type: 'user', id: person.id, organizationId: 1 } as const;
  await grant(api.store, subject, await world.role(permissions), { scopeId });
  return person;
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

describe('an application that manages applications', () => {
  const areas = ['applications', 'resources'];
  let scope: number;
  let below: number;
  let beside: number;
  let resource: number;
  before(async () => {
    scope = await world.scope();
    below = await world.scope(scope);
    beside = await world.scope();
    resource = await world.resource({ scope_id: below });
  });

  const create = (as: Caller, rule: Rule) =>
    post(as, '/v1/applications', world.newApplication({ scope_id: scope, authorized_resources: [rule] }));

  it('makes none with wider rules than its own', async () => {
    const bounds: Rule = {
      areas: [...areas, 'scopes'],
      scope_ids: [scope],
      addresses: ['127.0.0.0/8', '2001:db8::/32'],
      expires_at: inDays(7),
    };
    const { token } = await applicationWith(api, 'admin', [bounds]);
    const as = { token };
    const narrow = {
      ...bounds,
      areas,
      scope_ids: [below],
      addresses: ['127.0.0.0/9', '127.0.0.1'],
      expires_at: inDays(1),
    };
    assertOk(await create(as, bounds), 201);
    assertOk(await create(as, narrow), 201);
    assertOk(await create(as, { ...narrow, scope_ids: null, resource_ids: [resource] }), 201);
    const wider: readonly Rule[] = [
      { ...narrow, areas: [...areas, 'jobs'] },
      { ...narrow, scope_ids: null },
      { ...narrow, addresses: null },
      { ...narrow, addresses: ['126.0.0.0/7'] },
      { ...narrow, addresses: ['127.0.0.1', '192.0.2.1'] },
      { ...narrow, expires_at: null },
      { ...narrow, expires_at: inDays(8) },
    ];
    for (const rule of wider) assertRefused(await create(as, rule), 403, 'privilege_escalation');
  });

  it('lets none do an operation that it may not do itself', async () => {
    const operations = ['createApplication', 'getResource'];
    const { token } = await applicationWith(api, 'admin', [{ areas, operations }]);
    assertOk(await create({ token }, { areas, operations: ['getResource'] }), 201);
    assertRefused(await create({ token }, { areas: ['resources'] }), 403, 'privilege_escalation');
    const other = { areas: ['resources'], operations: ['rotateResource'] };
    assertRefused(await create({ token }, other), 403, 'privilege_escalation');
  });

  it('gives no other one wider rules, and takes no wider one in hand', async () => {
    const rule = { areas, scope_ids: [scope] };
    const { token } = await applicationWith(api, 'admin', [rule]);
    const as = { token };
    const alike = await world.application({ scope_id: scope, authorized_resources: [rule] });
    assertOk(await post(as, `/v1/applications/${alike}/secrets`, {}));
    assertOk(
      await patch(as, `/v1/applications/${alike}`, { authorized_resources: [{ ...rule, areas: ['resources'] }] }),
    );
    const wider = { ...rule, scope_ids: [scope, beside] };
    const reaching = await applicationWith(api, 'admin', [{ areas: [...areas, 'scopes'] }]);
    const widened = await patch(reaching, `/v1/applications/${alike}`, { authorized_resources: [wider] });
    assertOk(widened);
    assertRefused(await post(as, `/v1/applications/${alike}/secrets`, {}), 403, 'privilege_escalation');
    const narrowed = await patch(as, `/v1/applications/${alike}`, { authorized_resources: [rule] });
    assertRefused(narrowed, 403, 'privilege_escalation');

    const broad = await world.application({ scope_id: scope, authorized_resources: [{ areas: EVERY_AREA }] });
    for (const [path, body] of [['secrets', {}], ['deactivate'], ['activate']] as const) {
      assertRefused(await post(as, `/v1/applications/${broad}/${path}`, body), 403, 'privilege_escalation');
    }
  });

  it('is judged by the rules that it has when it asks for the change', async () => {
    const rule = { areas };
    const program = await applicationWith(api, 'admin', [rule]);
    assertOk(await create(program, rule), 201);
    assertOk(
      await patch(api.admin, `/v1/applications/${program.id}`, {
        authorized_resources: [{ ...rule, areas: ['applications'] }],
      }),
    );
    assertRefused(await create(program, rule), 403, 'privilege_escalation');
  });
});

describe('an application that gives rights', () => {
  const createGrant = async (as: Caller, role: string, fields: object = {}) =>
    post(as, '/v1/grants', world.newGrant({ subject_id: await world.user(), role, ...fields }));

  it('gives what its areas leave it, and nothing else that it holds', async () => {
    const narrow = await applicationWith(api, 'admin', [{ areas: ['grants', 'users'] }]);
    assertRefused(await createGrant(narrow, 'viewer'), 403, 'privilege_escalation');
    const viewing = await applicationWith(api, 'admin', [{ areas: ['grants', 'users', ...INVENTORY] }]);
    const made = assertOk(await createGrant(viewing, 'viewer'), 201);
    assertOk(await post(viewing, `/v1/grants/${made.body.id}/revoke`));
    assertRefused(await createGrant(viewing, 'auditor'), 403, 'privilege_escalation');
    const answer = await createGrant(viewing, 'admin');
    assertRefused(answer, 403, 'privilege_escalation');
    assert.match(answer.body.detail, /audit:read/);
    assertOk(await createGrant(await applicationWith(api, 'admin', [{ areas: EVERY_AREA }]), 'admin'), 201);
  });

  it('gives no permission of which its operations leave a part out', async () => {
    const areas = ['grants', 'users', 'devices'];
    const manages = ['createGrant', 'getUser'];
    const role = await world.role(['device:read']);
    const part = await applicationWith(api, 'admin', [{ areas, operations: [...manages, 'listDevices'] }]);
    assertRefused(await createGrant(part, role), 403, 'privilege_escalation');
    const whole = await applicationWith(api, 'admin', [
      { areas, operations: [...manages, 'listDevices', 'getDevice', 'listDeviceAccounts'] },
    ]);
    assertOk(await createGrant(whole, role), 201);
  });

  it('gives it where its areas leave it that, and for as long', async () => {
    const [here, there] = [await world.scope(), await world.scope()];
    const role = await world.role(['device:read']);
    const rules: readonly Rule[] = [
      { areas: ['grants', 'users'] },
      { areas: ['devices'], scope_ids: [here], expires_at: inDays(7) },
    ];
    const program = await applicationWith(api, 'admin', rules);
    const expires_at = inDays(6).toISOString();
    assertOk(await createGrant(program, role, { scope_id: here, expires_at }), 201);
    assertRefused(await createGrant(program, role, { scope_id: there, expires_at }), 403, 'privilege_escalation');
    assertRefused(await createGrant(program, role, { scope_id: here }), 403, 'privilege_escalation');
    const later = { scope_id: here, expires_at: inDays(8).toISOString() };
    assertRefused(await createGrant(program, role, later), 403, 'privilege_escalation');
  });

  it('puts into roles, and takes out of them, what its areas leave it', async () => {
    const program = await applicationWith(api, 'admin', [{ areas: ['roles', 'devices'] }]);
    const body = (permissions: readonly Permission[]) => ({ name: freshName('role').replace(' ', '-'), permissions });
    assertOk(await post(program, '/v1/roles', body(['device:read'])), 201);
    assertRefused(
      await post(program, '/v1/roles', body(['device:read', 'resource:rotate'])),
      403,
      'privilege_escalation',
    );
    const role = await world.role(['resource:rotate']);
    assertRefused(await post(program, `/v1/roles/${role}/deactivate`), 403, 'privilege_escalation');
  });

  it('adds to groups whose rights its areas leave it, without other conditions', async () => {
    const group = await world.group();
    await hold({ type: 'group', id: group }, await world.role(['device:read']));
    const add = async (...rules: Rule[]) =>
      api.call('PUT', `/v1/groups/${group}/members/${await world.user()}`, {
        as: await applicationWith(api, 'admin', rules),
      });
    const managing = { areas: ['groups'] };
    assertRefused(await add(managing), 403, 'privilege_escalation');
    assertRefused(await add(managing, { areas: ['devices'], expires_at: inDays(7) }), 403, 'privilege_escalation');
    const local = { areas: ['devices'], addresses: ['127.0.0.0/8'] };
    assertRefused(await add(managing, local), 403, 'privilege_escalation');
    const named = { areas: ['devices'], operations: ['getDevice', 'listDevices'] };
    assertRefused(await add(managing, named), 403, 'privilege_escalation');
    assertOk(await add(managing, { areas: ['devices'] }));
  });

  it('moves nothing to where others hold more than its areas leave it', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const device = await world.device({ scope_id: from });
    await api.createUser(freshName('lead'), 'operator', { scopeId: to });
    const move = async (areas: readonly string[]) =>
      patch(await applicationWith(api, 'admin', [{ areas }]), `/v1/devices/${device}`, { scope_id: to });
    assertRefused(await move(['devices']), 403, 'privilege_escalation');
    assertOk(await move([...INVENTORY, ...EVIDENCE]));
  });
});

describe('an application that manages users', () => {
  const reset = (as: Caller, id: number) => post(as, `/v1/users/${id}/password`);

  it('takes in hand those only who hold what its areas leave it, without other conditions', async () => {
    const administrator = await api.createUser(freshName('administrator'), 'admin');
    const viewer = await api.createUser(freshName('viewer'), 'viewer');
    const nobody = await world.user();
    const users = await applicationWith(api, 'admin', [{ areas: ['users'] }]);
    assertRefused(await reset(users, administrator.id), 403, 'privilege_escalation');
    assertRefused(await reset(users, viewer.id), 403, 'privilege_escalation');
    assertRefused(await post(users, `/v1/users/${viewer.id}/deactivate`), 403, 'privilege_escalation');
    assertOk(await reset(users, nobody));

    const viewing = await applicationWith(api, 'admin', [{ areas: ['users', ...INVENTORY] }]);
    assertOk(await reset(viewing, viewer.id));
    assertRefused(await reset(viewing, administrator.id), 403, 'privilege_escalation');
    const local = { areas: ['users', ...INVENTORY], addresses: ['127.0.0.0/8'] };
    assertRefused(await reset(await applicationWith(api, 'admin', [local]), viewer.id), 403, 'privilege_escalation');
    const everything = await applicationWith(api, 'admin', [{ areas: EVERY_AREA }]);
    assertOk(await reset(everything, administrator.id));
  });
});

describe('what holds nothing for the moment', () => {
  const MANAGER = ['user:read', 'user:write', 'group:read', 'group:write', 'device:read'] as const;

  it('as a group that is inactive, keeps its members out of the hands of those who hold less', async () => {
    const manager = await holderOf(MANAGER);
    const [group, weak, member, other] = [
      await world.group(),
      await world.group(),
      await world.person(),
      await world.person(),
    ];
    await hold({ type: 'group', id: group }, 'operator');
    await hold({ type: 'group', id: weak }, await world.role(['device:read']));
    await world.member(group, member.id);
    await world.member(weak, other.id);
    for (const id of [group, weak]) assertOk(await post(api.admin, `/v1/groups/${id}/deactivate`));
    assertRefused(await post(manager, `/v1/users/${member.id}/password`), 403, 'privilege_escalation');
    assert.equal((await api.call('GET', '/v1/devices', { as: member })).status, 403, 'it gives nothing all the same');
    assertOk(await post(manager, `/v1/users/${other.id}/password`));
  });

  it('as a role that is inactive, counts for those who hold it', async () => {
    const manager = await holderOf(MANAGER);
    const role = await world.role(['resource:rotate']);
    const [member, group] = [await world.person(), await world.group()];
    await hold({ type: 'user', id: member.id }, role);
    await hold({ type: 'group', id: group }, role);
    assertOk(await post(api.admin, `/v1/roles/${role}/deactivate`));
    assertRefused(await post(manager, `/v1/users/${member.id}/password`), 403, 'privilege_escalation');
    const added = await api.call('PUT', `/v1/groups/${group}/members/${await world.user()}`, { as: manager });
    assertRefused(added, 403, 'privilege_escalation');
    assert.equal((await api.call('GET', '/v1/resources', { as: member })).status, 403);
  });

  it('as a role that is inactive, counts where something moves to', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const device = await world.device({ scope_id: from });
    const mover = await holderOf(['device:read', 'device:write', 'scope:read']);
    const role = await world.role(['resource:rotate']);
    const user = await world.user();
    await grant(api.store, { type: 'user', id: user, organizationId: 1 }, role, { scopeId: to });
    assertOk(await post(api.admin, `/v1/roles/${role}/deactivate`));
    assertRefused(await patch(mover, `/v1/devices/${device}`, { scope_id: to }), 403, 'privilege_escalation');
  });
});

describe('a move into the scopes of an application', () => {
  it('takes what the application holds where the moved comes from', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const below = await world.scope(to);
    const program = await applicationWith(api, 'operator', [{ areas: [...INVENTORY, ...EVIDENCE], scope_ids: [to] }]);
    const resource = await world.resource({ scope_id: from });
    const seen = async () => (await api.call('GET', `/v1/resources/${resource}`, { as: program })).status;
    assert.equal(await seen(), 404);

    const moving: Permission[] = ['resource:read', 'resource:write', 'scope:read', 'device:read', 'platform:read'];
    const mover = await holderOf(moving);
    const move = (as: Caller, scope_id: number) => patch(as, `/v1/resources/${resource}`, { scope_id });
    const refused = await move(mover, below);
    assertRefused(refused, 403, 'privilege_escalation');
    assert.match(refused.body.detail, /resource:rotate/);
    assertOk(await post(api.admin, `/v1/applications/${program.id}/deactivate`));
    assertRefused(await move(mover, below), 403, 'privilege_escalation');
    assertOk(await move(api.admin, below));
    assertOk(await move(mover, to), 200);
  });

  it('counts what the application holds below a scope that moves', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const below = await world.scope(from);
    const rules = [{ areas: INVENTORY, scope_ids: [to] }];
    const id = await world.application({ authorized_resources: rules });
    await grant(api.store, { type: 'application', id, organizationId: 1 }, 'operator', { scopeId: below });
    const mover = await holderOf(['scope:read', 'scope:write']);
    const move = (as: Caller) => patch(as, `/v1/scopes/${from}`, { parent_id: to });
    assertRefused(await move(mover), 403, 'privilege_escalation');
    assertOk(await move(api.admin));
  });

  it('is free where the application reaches the place already, or holds nothing there', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const device = await world.device({ scope_id: from });
    await applicationWith(api, 'operator', [{ areas: INVENTORY, scope_ids: [from, to] }]);
    const elsewhere = await world.application({ authorized_resources: [{ areas: INVENTORY, scope_ids: [to] }] });
    const subject = { type: 'application', id: elsewhere, organizationId: 1 } as const;
    await grant(api.store, subject, 'operator', { scopeId: await world.scope() });
    const mover = await holderOf(['device:read', 'device:write', 'scope:read']);
    assertOk(await patch(mover, `/v1/devices/${device}`, { scope_id: to }));
  });
});

describe('an identity that is a guest elsewhere', () => {
  it('is in the hands of those alone who hold everything at its home', async () => {
    const { organizationId } = await api.createOrganization('hosts');
    const manager = await holderOf(['user:read', 'user:write', 'application:read', 'application:write']);
    const person = await world.person();
    const application = await world.application();
    const reset = (as: Caller) => post(as, `/v1/users/${person.id}/password`);
    const rotate = (as: Caller) => post(as, `/v1/applications/${application}/secrets`, {});
    assertOk(await reset(manager));
    assertOk(await rotate(manager));
    const abroad = { organizationId };
    const id = await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, 'viewer', abroad);
    await grant(api.store, { type: 'application', id: application, organizationId: 1 }, 'viewer', abroad);
    assertRefused(await reset(manager), 403, 'privilege_escalation');
    assertRefused(await rotate(manager), 403, 'privilege_escalation');
    const users = await applicationWith(api, 'admin', [{ areas: ['users'] }]);
    assertRefused(await reset(users), 403, 'privilege_escalation');
    assertOk(await reset(api.admin));
    assertOk(await rotate(api.admin));
    await api.store.models.grants.updateOne({ _id: id }, { expires_at: new Date(Date.now() - 1) });
    assertOk(await reset(manager));
  });
});
