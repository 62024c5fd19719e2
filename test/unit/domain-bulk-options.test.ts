/** What a job by a plan is run with: what was asked for, what policies let be asked for, and what holds otherwise. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BulkBudget, DEFAULT_BUDGET, DEFAULT_WAVE_SIZE } from '../../domain/bulk.ts';
import {
  type AskedOptions,
  bulkOptionsOf,
  type OptionsContext,
  objectionToOptions,
  withPlanOptions,
} from '../../domain/bulk-options.ts';
import { paceOf } from '../../domain/bulk-pace.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const NO_BUDGET: BulkBudget = { count: null, percent: null, wave_percent: null, per_device: null };
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

function context(fields: Partial<OptionsContext> = {}): OptionsContext {
  return { limits: { canary: 0, failure_budget: NO_BUDGET }, resources: 1_000, earlier: null, ...fields };
}

const withCanary = (canary: number) => context({ limits: { canary, failure_budget: NO_BUDGET } });
const withBudget = (budget: Partial<BulkBudget>) =>
  context({ limits: { canary: 0, failure_budget: { ...NO_BUDGET, ...budget } } });

describe('where nothing is asked for', () => {
  it('a few go first, of many', () => {
    assert.equal(bulkOptionsOf({}, context()).canary, 5);
    assert.equal(bulkOptionsOf({}, context({ resources: 21 })).canary, 5);
    assert.equal(bulkOptionsOf({}, context({ resources: 20 })).canary, 0);
  });

  it('the defaults hold, and what policies say instead of them', () => {
    const { wave_size, failure_budget, max_parallel_per_device, start_at } = bulkOptionsOf({}, context());
    assert.deepEqual(failure_budget, DEFAULT_BUDGET);
    assert.deepEqual([wave_size, max_parallel_per_device, start_at], [DEFAULT_WAVE_SIZE, null, null]);
    assert.equal(bulkOptionsOf({}, withCanary(50)).canary, 50);
    assert.deepEqual(bulkOptionsOf({}, withBudget({ percent: 30, count: 7 })).failure_budget, {
      ...DEFAULT_BUDGET,
      percent: 30,
      count: 7,
    });
  });

  it('a retry is run as the job before it, with no more of a canary than policies want', () => {
    const earlier = bulkOptionsOf(
      { wave_size: 40, canary: 9, failure_budget: { count: 3, percent: null }, start_at: inHours(1) },
      context(),
    );
    const again = { ...earlier, canary: 0, start_at: null };
    assert.deepEqual(bulkOptionsOf({}, context({ earlier })), again);
    assert.deepEqual(bulkOptionsOf({}, { ...withCanary(4), earlier }), { ...again, canary: 4 });
    assert.equal(bulkOptionsOf({ canary: 2 }, context({ earlier })).canary, 2);
    const { failure_budget } = bulkOptionsOf({}, { ...withBudget({ count: 2, percent: 100 }), earlier });
    assert.deepEqual([failure_budget.count, failure_budget.percent], [2, 100], 'no weaker than policies are by now');
  });
});

describe('what was said with the plan', () => {
  const planned = { canary: 3, wave_size: 40, failure_budget: { count: 2, percent: null } };

  it('holds where the request says nothing', () => {
    const { canary, wave_size, failure_budget } = bulkOptionsOf(withPlanOptions({}, planned), context());
    assert.deepEqual([canary, wave_size], [3, 40]);
    assert.deepEqual(failure_budget, { ...DEFAULT_BUDGET, count: 2, percent: null });
  });

  it('gives way to the request: bound by bound, and the canary as a whole', () => {
    const asked = { canary_percent: 1, wave_size: 50, failure_budget: { count: 9 } };
    const { canary, wave_size, failure_budget } = bulkOptionsOf(withPlanOptions(asked, planned), context());
    assert.deepEqual([canary, wave_size], [10, 50]);
    assert.deepEqual(failure_budget, { ...DEFAULT_BUDGET, count: 9, percent: null });
  });

  it('is no weaker than policies are when it is carried out', () => {
    const objection = objectionToOptions(withPlanOptions({}, planned), withCanary(4), NOW);
    assert.deepEqual([objection?.field, /4 or more/.test(objection?.detail ?? '')], ['canary', true]);
  });
});

describe('a canary', () => {
  it('is the larger of number and share, and never more than there are', () => {
    assert.equal(bulkOptionsOf({ canary: 3, canary_percent: 1 }, context()).canary, 10);
    assert.equal(bulkOptionsOf({ canary: 30, canary_percent: 1 }, context()).canary, 30);
    assert.equal(bulkOptionsOf({ canary_percent: 0.01 }, context()).canary, 1);
    assert.equal(bulkOptionsOf({ canary: 0 }, context()).canary, 0);
    assert.equal(bulkOptionsOf({ canary: 50 }, context({ resources: 8 })).canary, 8);
  });

  it('is at least what policies want, of as many as there are', () => {
    assert.deepEqual(objectionToOptions({ canary: 9 }, withCanary(10), NOW), {
      field: 'canary',
      detail: 'must let 10 or more go first: a policy wants it',
    });
    assert.equal(objectionToOptions({ canary_percent: 0.9 }, withCanary(10), NOW)?.field, 'canary_percent');
    assert.equal(objectionToOptions({ canary: 9, canary_percent: 1 }, withCanary(10), NOW), null);
    assert.equal(objectionToOptions({ canary: 4 }, { ...withCanary(10), resources: 4 }, NOW), null);
  });
});

describe('a failure budget', () => {
  it('may be stricter than what policies say, and not weaker', () => {
    assert.equal(objectionToOptions({ failure_budget: { percent: 2 } }, withBudget({ percent: 2 }), NOW), null);
    assert.deepEqual(objectionToOptions({ failure_budget: { percent: 2.5 } }, withBudget({ percent: 2 }), NOW), {
      field: 'failure_budget.percent',
      detail: 'must be 2 or less: a policy wants it',
    });
    for (const bound of ['count', 'percent', 'wave_percent', 'per_device']) {
      const unlimited = { failure_budget: { [bound]: null } };
      assert.equal(objectionToOptions(unlimited, context(), NOW), null);
      const found = objectionToOptions(unlimited, withBudget({ [bound]: 0 }), NOW);
      assert.deepEqual(found?.field, `failure_budget.${bound}`);
    }
  });
});

describe('a start', () => {
  it('lies ahead, and not more than a week', () => {
    const objection = (start_at: Date) => objectionToOptions({ start_at }, context(), NOW)?.field ?? null;
    assert.equal(objection(inHours(1)), null);
    assert.equal(objection(inHours(7 * 24)), null);
    for (const wrong of [NOW, inHours(-1), inHours(7 * 24 + 1)]) assert.equal(objection(wrong), 'start_at');
  });
});

it('whatever is asked for without an objection, policies are kept', () => {
  const bound = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
  const budget = fc.record({ count: bound, percent: bound, wave_percent: bound, per_device: bound });
  const asked: fc.Arbitrary<AskedOptions> = fc.record(
    { canary: fc.nat(200), canary_percent: fc.double({ min: 0, max: 100, noNaN: true }), failure_budget: budget },
    { requiredKeys: [] },
  );
  const limits = fc.record({ canary: fc.nat(100), failure_budget: budget });
  fc.assert(
    fc.property(asked, limits, fc.integer({ min: 1, max: 500 }), (wanted, policy, resources) => {
      const facts = { limits: policy, resources, earlier: null };
      if (objectionToOptions(wanted, facts, NOW)) return;
      const options = bulkOptionsOf(wanted, facts);
      assert.ok(options.canary >= Math.min(policy.canary, resources) && options.canary <= resources);
      for (const [name, most] of Object.entries(policy.failure_budget)) {
        const chosen: unknown = Reflect.get(options.failure_budget, name);
        if (most !== null) assert.ok(typeof chosen === 'number' && chosen <= most, `${name}: ${chosen} of ${most}`);
      }
    }),
  );
});

describe('the pace', () => {
  const facts = {
    counts: { queued: 600, succeeded: 290, failed: 8, unknown: 1, canceled: 1 },
    since: { at: NOW, ended: 0 },
    countedAt: inHours(1),
  };

  it('is what has ended since it began, and what is left takes as long', () => {
    assert.deepEqual(paceOf(facts), { rate_per_minute: 5, estimated_seconds_left: 7_200 });
  });

  it('counts from when it last went on what has ended since', () => {
    const resumed = { ...facts, since: { at: inHours(0.5), ended: 150 } };
    assert.deepEqual(paceOf(resumed), { rate_per_minute: 5, estimated_seconds_left: 7_200 });
  });

  it('is not known before something has ended', () => {
    assert.equal(paceOf({ ...facts, since: null }), null);
    assert.equal(paceOf({ ...facts, countedAt: NOW }), null);
    assert.equal(paceOf({ ...facts, since: { at: inHours(0.5), ended: 300 } }), null);
  });
});
