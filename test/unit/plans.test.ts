/** Plans: order, digest, what policies say of the whole, how long the work takes, and what becomes due when. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { effectivePolicy } from '../../domain/policy/effective.ts';
import type { ApprovalRule, PolicyRules } from '../../domain/policy/rules.ts';
import { earliestDueAt, rotationDueAt } from '../../domain/rotation-schedule.ts';
import { type DeviceWork, estimate } from '../../store/plans/estimate.ts';
import type { GovernedGroup } from '../../store/plans/governed-groups.ts';
import { interleave } from '../../store/plans/interleave.ts';
import { type DigestedItem, planDigest } from '../../store/plans/plan-digest.ts';
import { limitsOf, stricterOf } from '../../store/plans/plan-limits.ts';

describe('the order of a plan', () => {
  it('takes devices in turns, and is the same whatever order the resources come in', () => {
    const resources = [
      { _id: 1, device_id: 20 },
      { _id: 2, device_id: 10 },
      { _id: 3, device_id: 20 },
      { _id: 4, device_id: 20 },
      { _id: 5, device_id: 10 },
    ];
    const order = [2, 1, 5, 3, 4];
    assert.deepEqual(
      interleave(resources).map(({ _id }) => _id),
      order,
    );
    assert.deepEqual(
      interleave(resources.toReversed()).map(({ _id }) => _id),
      order,
    );
  });
});

describe('the digest of a plan', () => {
  const plan = { _id: 5, organization_id: 1, operation: 'rotate', scope_id: 2 } as const;
  const items: DigestedItem[] = [
    { resource_id: 7, verdict: 'ready', fingerprint: 'ab' },
    { resource_id: 6, verdict: 'blocked', fingerprint: null },
  ];

  it('is that of the lines that are documented', async () => {
    const lines = [
      '{"operation":"rotate","organization_id":1,"plan_id":5,"scope_id":2}',
      '{"fingerprint":"ab","resource_id":7,"verdict":"ready"}',
      '{"fingerprint":null,"resource_id":6,"verdict":"blocked"}',
    ];
    const byHand = createHash('sha256')
      .update(`${lines.join('\n')}\n`)
      .digest('hex');
    assert.equal(await planDigest(plan, items), byHand);
  });

  it('changes with everything that it is about', async () => {
    const [first, second] = items as [DigestedItem, DigestedItem];
    const digests = await Promise.all([
      planDigest(plan, items),
      planDigest(plan, [second, first]),
      planDigest(plan, [first]),
      planDigest(plan, [{ ...first, verdict: 'warned' }, second]),
      planDigest(plan, [{ ...first, fingerprint: 'ac' }, second]),
      planDigest({ ...plan, operation: 'verify' }, items),
      planDigest({ ...plan, scope_id: 3 }, items),
    ]);
    assert.equal(new Set(digests).size, digests.length);
  });
});

describe('what policies say of a plan', () => {
  const rule: ApprovalRule = {
    quorum: 1,
    approver_group_ids: [],
    distinct_groups: false,
    expires_after_minutes: 60,
    escalation: null,
  };
  const group = (bindingId: number, resources: number, rules: PolicyRules): GovernedGroup => {
    const bound = { bindingId, policyId: bindingId + 100, policyName: 'p', version: 4, conditions: null } as const;
    const policy = effectivePolicy([{ ...bound, targetType: 'scope', targetId: 1, rules }], {
      lineage: [1],
      resourceId: null,
    });
    return { policy, resources };
  };
  const groups = [
    group(1, 60, {
      canary: { count: 3, percent: null },
      failure_budget: { count: null, percent: 5, wave_percent: 12, per_device: 2 },
    }),
    group(2, 30, {
      canary: { count: 1, percent: 7 },
      failure_budget: { count: 9, percent: 8, wave_percent: 10, per_device: null },
    }),
    group(2, 10, { approvals: { bulk_rotate: rule, rotate: { ...rule, quorum: 3 } } }),
    group(2, 1, { approvals: { bulk_rotate: rule } }),
  ];

  it('is the strictest of all, with shares of the whole', () => {
    const limits = limitsOf({ operation: 'rotate', asksNobody: false }, groups);
    assert.equal(limits.canary, 8, '7 % of 101, rounded up');
    assert.deepEqual(limits.failure_budget, { count: 9, percent: 5, wave_percent: 10, per_device: 2 });
    assert.deepEqual(limits.approvals, [{ rule, policy_id: 102, version: 4, binding_id: 2, resources: 11 }]);
    assert.deepEqual(limitsOf({ operation: 'verify', asksNobody: false }, groups).approvals, []);
    assert.deepEqual(limitsOf({ operation: 'rotate', asksNobody: true }, groups).approvals, []);
  });

  it('wants the consent that one resource would need, where no rule is there for plans', () => {
    const single = { ...rule, quorum: 2 };
    const plan = { operation: 'rotate', asksNobody: false } as const;
    const { approvals } = limitsOf(plan, [group(1, 1, { approvals: { rotate: single } }), ...groups]);
    assert.deepEqual(
      approvals.map(({ binding_id, rule: { quorum } }) => [binding_id, quorum]),
      [
        [1, 2],
        [2, 1],
      ],
    );
    assert.deepEqual(
      limitsOf({ ...plan, asksNobody: true }, [group(1, 1, { approvals: { rotate: single } })]).approvals,
      [],
    );
  });

  it('is the stricter one of what was said when it was made and what is said now', () => {
    const approval = (binding_id: number, quorum: number, resources: number) => {
      return { rule: { ...rule, quorum }, policy_id: 100, version: 1, binding_id, resources };
    };
    const budget = { count: null, percent: 5, wave_percent: 20, per_device: 3 };
    const kept = { canary: 4, failure_budget: budget, approvals: [approval(1, 1, 10), approval(2, 1, 10)] };
    const now = {
      canary: 2,
      failure_budget: { count: 7, percent: 9, wave_percent: 15, per_device: 1 },
      approvals: [approval(2, 1, 8), approval(2, 2, 8), approval(3, 1, 2)],
    };
    assert.deepEqual(stricterOf(kept, now), {
      canary: 4,
      failure_budget: { count: 7, percent: 5, wave_percent: 15, per_device: 1 },
      approvals: [approval(1, 1, 10), approval(2, 1, 8), approval(2, 2, 8), approval(3, 1, 2)],
    });
    assert.equal(stricterOf({ ...kept, canary: 1 }, now).canary, 2);
  });

  it('limits nothing where nobody has said anything, and no more than there is', () => {
    const none = { count: null, percent: null, wave_percent: null, per_device: null };
    const plan = { operation: 'rotate', asksNobody: false } as const;
    assert.deepEqual(limitsOf(plan, []), { canary: 0, failure_budget: none, approvals: [] });
    assert.equal(limitsOf(plan, [group(1, 2, { canary: { count: 50, percent: null } })]).canary, 2);
  });
});

describe('the duration of a plan', () => {
  const device = (fields: Partial<DeviceWork>): DeviceWork => ({
    resources: 100,
    measured: 100,
    total_ms: 10_000,
    parallel: 10,
    ...fields,
  });

  it('is that of the slowest device', () => {
    assert.equal(estimate('verify', [device({}), device({ parallel: 1 })]), 10);
    assert.equal(estimate('rotate', [device({}), device({ parallel: 1 })]), 20);
  });

  it('is no less than what all of them take together', () => {
    assert.equal(estimate('verify', Array(64).fill(device({ parallel: 100 }))), 20);
  });

  it('takes what was not measured for the mean of what was, and says nothing where nothing was', () => {
    const unmeasured = device({ measured: 0, total_ms: 0, parallel: null });
    assert.equal(estimate('verify', [device({ measured: 50, total_ms: 5_000 })]), 1);
    assert.equal(estimate('verify', [device({}), unmeasured]), 10);
    assert.equal(estimate('verify', [unmeasured]), null);
    assert.equal(estimate('verify', []), 0);
  });
});

describe('a rotation that is due by policy', () => {
  const since = new Date('2026-01-01T00:00:00Z');
  const DAY_MS = 86_400_000;
  const daysAfter = (id: number, interval: number) =>
    (rotationDueAt(id, since, interval).getTime() - since.getTime()) / DAY_MS;

  it('is due up to a tenth of the interval early, never late, and always at the same time', () => {
    const earliest = (earliestDueAt(since, 30).getTime() - since.getTime()) / DAY_MS;
    assert.equal(earliest, 27);
    for (let id = 1; id <= 2_000; id += 1) {
      const days = daysAfter(id, 30);
      assert.ok(days > earliest && days <= 30, `${days} days`);
      assert.equal(daysAfter(id, 30), days);
    }
  });

  it('is spread evenly over resources that were onboarded together', () => {
    const perDay = [0, 0, 0];
    for (let id = 1; id <= 3_000; id += 1) {
      const day = Math.min(2, Math.floor(daysAfter(id, 30) - 27));
      perDay[day] = (perDay[day] ?? 0) + 1;
    }
    assert.ok(
      perDay.every((count) => count > 900 && count < 1_100),
      JSON.stringify(perDay),
    );
  });
});
