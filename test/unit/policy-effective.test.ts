/** Which binding a rule comes from: the nearest one, rule by rule. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BoundPolicy, conflictOf, effectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { isLeftToPeople } from '../../store/discovery/due-looks.ts';

/** Below 2, which is below the root. */
const PLACE = { lineage: [1, 2, 3], resourceId: 9 };

let made = 0;
function bound(target: `scope ${number}` | `resource ${number}`, rules: PolicyRules): BoundPolicy {
  made += 1;
  const [targetType, id] = target.split(' ');
  return {
    bindingId: made,
    policyId: made + 100,
    policyName: `policy ${made}`,
    version: 1,
    targetType: targetType === 'scope' ? 'scope' : 'resource',
    targetId: Number(id),
    rules,
    conditions: null,
  };
}

describe('the effective policy', () => {
  it('takes each rule from the nearest binding that sets it, and knows what it overrides', () => {
    const root = bound('scope 1', { reason_required: true, rotation_interval_days: 90 });
    const team = bound('scope 2', { rotation_interval_days: 30 });
    const one = bound('resource 9', { reason_required: false });
    const elsewhere = bound('scope 4', { rotation_interval_days: 1 });
    const policy = effectivePolicy([elsewhere, root, one, team], PLACE);
    assert.deepEqual(policy.bindings, [one, team, root]);
    assert.equal(ruleValue(policy, 'rotation_interval_days'), 30);
    assert.deepEqual(policy.rules.get('rotation_interval_days')?.overridden, [root]);
    assert.equal(ruleValue(policy, 'reason_required'), false, 'a rule that says no is a rule');
    assert.equal(policy.rules.get('reason_required')?.from, one);
    assert.equal(ruleValue(policy, 'canary'), undefined);
  });

  it('takes lists as they are: a nearer one replaces one further up, also where it is empty', () => {
    const root = bound('scope 1', { session_activities: ['shell', 'upload'], session_forwards: ['db.internal:5432'] });
    const team = bound('scope 2', { session_activities: ['exec'], session_forwards: [] });
    const policy = effectivePolicy([root, team], PLACE);
    assert.deepEqual(ruleValue(policy, 'session_activities'), ['exec']);
    assert.deepEqual(ruleValue(policy, 'session_forwards'), []);
  });

  it('of a scope leaves out what is bound to resources in it', () => {
    const bindings = [bound('scope 3', { reason_required: true }), bound('resource 9', { reason_required: false })];
    const policy = effectivePolicy(bindings, { ...PLACE, resourceId: null });
    assert.equal(ruleValue(policy, 'reason_required'), true);
  });

  it('never depends on the order in which bindings are read', () => {
    const bindings = fc.array(
      fc.record({ place: fc.constantFrom('scope 1', 'scope 2', 'scope 3', 'scope 4', 'resource 9'), days: fc.nat() }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(bindings, fc.nat(), (rows, seed) => {
        const all = rows.map(({ place, days }) =>
          bound(place as 'scope 1' | 'resource 9', { rotation_interval_days: days }),
        );
        const other = [...all].sort((a, b) => ((a.bindingId * 7919 + seed) % 13) - ((b.bindingId * 7919 + seed) % 13));
        assert.deepEqual(effectivePolicy(all, PLACE), effectivePolicy(other, PLACE));
      }),
    );
  });
});

describe('two bindings at one place', () => {
  it('conflict where both set the same rule, and only there', () => {
    const first = bound('scope 2', { reason_required: true });
    const target = { targetType: 'scope', targetId: 2 } as const;
    assert.deepEqual(conflictOf({ canary: { count: 1, percent: null }, reason_required: false }, target, [first]), {
      rule: 'reason_required',
      with: first,
    });
    assert.equal(conflictOf({ session_recording: true }, target, [first]), undefined);
    assert.equal(conflictOf({ reason_required: false }, { targetType: 'scope', targetId: 3 }, [first]), undefined);
    assert.equal(conflictOf({ reason_required: false }, { targetType: 'resource', targetId: 2 }, [first]), undefined);
  });
});

it('an interval of looks waives the consent of its own binding and of those further up, and of no nearer one', () => {
  const interval = { discovery_interval_days: 30 };
  const whose = {
    approver_group_ids: [1],
    quorum: 1,
    distinct_groups: false,
    expires_after_minutes: 60,
    escalation: null,
  };
  const approvals = { approvals: { verify: whose } };
  const leaves = (...bindings: BoundPolicy[]) => isLeftToPeople(effectivePolicy(bindings, PLACE));
  assert.equal(leaves(bound('scope 2', { ...interval, ...approvals })), false);
  assert.equal(leaves(bound('scope 2', interval), bound('scope 1', approvals)), false);
  assert.equal(leaves(bound('scope 1', interval), bound('scope 2', approvals)), true);
  assert.equal(leaves(bound('scope 1', interval), bound('resource 9', approvals)), true);
  assert.equal(leaves(bound('scope 2', interval), bound('scope 2', approvals)), true, 'beside it, in either order');
  assert.equal(leaves(bound('scope 2', approvals), bound('scope 2', interval)), true);
  assert.equal(leaves(bound('scope 1', approvals)), true, 'where nothing is due');
  assert.equal(leaves(bound('scope 1', interval)), false);
});
