/** Conditions in Cedar: what can be saved, and what they forbid. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BoundPolicy } from '../../domain/policy/effective.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { ProtectedInformationDocument } from '../../store/models/protected-information.ts';
import { faultOfConditions } from '../../store/policy/condition-check.ts';
import { type ConditionRequest, forbiddenBy } from '../../store/policy/conditions.ts';

const RESOURCE: ResourceDocument = {
  _id: 42,
  public_id: 'res_1',
  organization_id: 1,
  scope_id: 7,
  device_id: 5,
  platform_id: 2,
  name: 'prod-linux-admin',
  type: 'linux_account',
  username: 'root',
  status: 'verified',
  status_detail: null,
  reconcile_resource_id: null,
  verified_at: new Date('2026-11-29T10:00:00Z'),
  rotated_at: null,
  created_at: new Date(0),
  updated_at: new Date(0),
  revision: 1,
  last_event_id: 'evt_1',
};

type ResourceRequest = Extract<ConditionRequest, { readonly deviceName: string }>;

const REQUEST: ResourceRequest = {
  principal: { type: 'user', id: 3, groupIds: [8] },
  operation: 'rotate',
  resource: RESOURCE,
  deviceName: 'db-1',
  lineage: [1, 7],
  authentication: 'basic',
  address: '10.1.2.3',
  reason: null,
  ticketId: 'CHG-1',
  minutes: null,
  isBulk: false,
  now: new Date('2026-11-29T12:00:00Z'),
};

const INFORMATION: ProtectedInformationDocument = {
  _id: 42,
  organization_id: 1,
  scope_id: 7,
  name: 'registrar codes',
  kind: 'text',
  description: null,
  status: 'active',
  current_version: 1,
  latest_version: 1,
  current: { size: 5, file_name: null, media_type: null },
  expires_at: null,
  remind_days_before: [],
  told_days: null,
  tell_at: null,
  created_at: new Date(0),
  updated_at: new Date(0),
  revision: 1,
  last_event_id: 'evt_1',
};

let made = 0;
function bindingOf(conditions: string): BoundPolicy {
  made += 1;
  return {
    bindingId: 88,
    policyId: made,
    policyName: 'p',
    version: 1,
    targetType: 'scope',
    targetId: 7,
    rules: {},
    conditions,
  };
}

function asked(conditions: string, request: Partial<ResourceRequest> = {}) {
  assert.equal(faultOfConditions(conditions), null);
  return forbiddenBy([bindingOf(conditions)], { ...REQUEST, ...request }).map(
    ({ condition, reason }) => reason ?? condition,
  );
}

describe('conditions that can be saved', () => {
  for (const [text, fault] of [
    ['forbid(principal, action, resource', /unexpected/],
    ['', /holds no policy/],
    [
      `forbid(principal, action, resource) when { ${'('.repeat(200)}true${')'.repeat(200)} };`,
      /brackets more than 15 deep/,
    ],
    [`forbid(principal, action, resource) when { 1${' + 1'.repeat(9_900)} == 2 };`, /more than 500 words/],
    [`forbid(principal, action, resource) when { ${'if true then '.repeat(9)}true };`, /more than 5 ifs/],
    ['permit(principal, action, resource);', /policy 1 permits; conditions only forbid/],
    ['forbid(principal == ?principal, action, resource);', /template/],
    ['forbid(principal, action, resource) when { resource.owner == "me" };', /owner.*not found/],
    ['forbid(principal, action == Action::"explode", resource);', /explode/],
    ['forbid(principal, action, resource) when { context.reason like "*" };', /unable to guarantee safety|optional/],
    ['forbid(principal, action, resource) when { context.is_bulk > 5 };', /type/],
  ] as const) {
    it(`are not: ${text.slice(0, 80) || 'nothing'}`, () => assert.match(faultOfConditions(text) ?? 'no fault', fault));
  }

  it('are fifty at most', () => {
    const text = Array.from({ length: 51 }, () => 'forbid(principal, action, resource);').join('\n');
    assert.match(faultOfConditions(text) ?? '', /more than 50/);
  });
});

describe('a condition', () => {
  it('forbids what it matches, with the reason that its author gave', () => {
    const text = `@reason("root is rotated by hand") forbid(principal, action == Action::"rotate", resource)
      when { resource.username == "root" };`;
    assert.deepEqual(asked(text), ['root is rotated by hand']);
    assert.deepEqual(asked(text, { operation: 'verify' }), []);
  });

  it('knows groups, scopes, devices, addresses and times', () => {
    assert.equal(asked('forbid(principal in Group::"8", action, resource);').length, 1);
    assert.equal(asked('forbid(principal in Group::"9", action, resource);').length, 0);
    assert.equal(asked('forbid(principal, action, resource in Scope::"1");').length, 1);
    assert.equal(asked('forbid(principal, action, resource in Device::"5");').length, 1);
    const outside = `forbid(principal, action, resource)
      unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };`;
    assert.equal(asked(outside).length, 0);
    assert.equal(asked(outside, { address: '192.0.2.1' }).length, 1);
    assert.equal(asked(outside, { address: null }).length, 1);
    const stale = `forbid(principal, action, resource) unless {
      resource has verified_at && context.now.durationSince(resource.verified_at) <= duration("1h") };`;
    assert.equal(asked(stale).length, 1);
    assert.equal(asked(stale, { now: new Date('2026-11-29T10:30:00Z') }).length, 0);
  });

  it('on any action is asked about protected information as well, which is no account and on no device', () => {
    const { resource: _resource, deviceName: _deviceName, ...facts } = REQUEST;
    const askedOf = (conditions: string, fields: Partial<ProtectedInformationDocument> = {}) => {
      assert.equal(faultOfConditions(conditions), null, conditions);
      const information = { ...INFORMATION, ...fields };
      return forbiddenBy([bindingOf(conditions)], { ...facts, operation: 'retrieve', information }).length;
    };
    assert.equal(askedOf('forbid(principal, action, resource);'), 1);
    assert.equal(askedOf('forbid(principal in Group::"8", action == Action::"retrieve", resource);'), 1);
    assert.equal(askedOf('forbid(principal, action, resource in Scope::"1");'), 1);
    assert.equal(askedOf('forbid(principal, action, resource == Information::"42");'), 1);
    assert.equal(askedOf('forbid(principal, action, resource is Information);'), 1);
    assert.equal(askedOf('forbid(principal, action, resource) when { resource.type == "file" };', { kind: 'file' }), 1);
    for (const aboutAccounts of [
      'forbid(principal, action == Action::"rotate", resource);',
      'forbid(principal, action, resource == Resource::"42");',
      'forbid(principal, action, resource) when { resource == Resource::"42" };',
      'forbid(principal, action, resource in Device::"5");',
      'forbid(principal, action, resource) when { resource.username == "root" };',
      'forbid(principal, action, resource) when { resource has verified_at };',
      'forbid(principal, action, resource) when { resource is Resource && resource has rotated_at };',
    ]) {
      assert.equal(askedOf(aboutAccounts), 0, aboutAccounts);
    }
  });

  it('that cannot be worked out forbids', () => {
    const overflow =
      'forbid(principal, action, resource) when { context has minutes && context.minutes * 9223372036854775807 > 5 };';
    assert.deepEqual(asked(overflow, { minutes: 5 }), ['one of them cannot be worked out']);
  });

  it('is asked by a fresh Cedar where the one before has failed', () => {
    const text = '@reason("never") forbid(principal, action, resource);';
    assert.deepEqual(asked(text), ['never']);
    // Beyond what can be saved: the stack of WebAssembly runs out.
    const deep = `forbid(principal, action, resource) when { ${'('.repeat(3_000)}true${')'.repeat(3_000)} };`;
    const binding = {
      bindingId: 1,
      policyId: 1,
      policyName: 'p',
      version: 1,
      targetType: 'scope',
      targetId: 7,
    } as const;
    const [failed] = forbiddenBy([{ ...binding, rules: {}, conditions: deep }], REQUEST);
    assert.equal(failed?.condition, 'all conditions');
    assert.deepEqual(asked(text), ['never']);
    assert.deepEqual(asked('forbid(principal, action == Action::"verify", resource);'), []);
  });

  it('is still asked where another one cannot be read any more, which forbids', () => {
    const texts = Array.from({ length: 256 }, (_, at) => `@reason("${at}") forbid(principal, action, resource);`);
    for (const text of texts) forbiddenBy([bindingOf(text)], REQUEST);
    const broken = forbiddenBy([bindingOf('forbid(')], REQUEST);
    assert.deepEqual(broken, [{ bindingId: 88, condition: 'all conditions', reason: 'they cannot be read' }]);
    forbiddenBy([bindingOf('permit(principal, action, resource);')], REQUEST);
    for (const [at, text] of texts.entries()) {
      assert.deepEqual(
        forbiddenBy([bindingOf(text)], REQUEST).map(({ reason }) => reason),
        [`${at}`],
      );
    }
  });

  it('is asked as it was saved, however many there are', () => {
    for (let n = 0; n < 300; n += 1) {
      assert.deepEqual(asked(`@reason("number ${n}") forbid(principal, action, resource);`), [`number ${n}`]);
    }
  });
});
