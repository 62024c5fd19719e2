/** The arithmetic of the benchmark: spreads, ratios by round, and operations that a window cuts. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, quantile, type Row, ratioOf, spreadOf } from '../../bench/measurement.ts';
import { inTurns, paceOf } from '../../bench/rounds.ts';
import { tableOf } from '../../bench/table.ts';

describe('measurements', () => {
  it('are told by median and extremes', () => {
    assert.deepEqual(spreadOf([5, 1, 3]), { median: 3, min: 1, max: 5 });
    assert.deepEqual(spreadOf([4, 1]), { median: 2.5, min: 1, max: 4 });
    assert.equal(quantile([0, 10], 0.95), 9.5);
    assert.throws(() => spreadOf([]), RangeError);
  });

  it('are compared round by round, so that drift between rounds cancels out', () => {
    assert.deepEqual(ratioOf([10, 100], [20, 200]), { median: 0.5, min: 0.5, max: 0.5 });
  });

  it('take turns in alternating order', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => {
      order.push(name);
      return name;
    };
    const results = await inTurns(3, { first: side('first'), second: side('second') });
    assert.deepEqual(order, ['first', 'second', 'second', 'first', 'first', 'second']);
    assert.deepEqual(results, { first: ['first', 'first', 'first'], second: ['second', 'second', 'second'] });
  });

  it('count an operation that outlasts the window by the part inside', async () => {
    const { perSecond, operations } = await paceOf({ concurrency: 2, warmUpMs: 0, windowMs: 50 }, () => delay(200));
    assert.equal(operations, 2);
    // Two callers, five operations a second each; timers are late now and then, never early by more than one ms.
    assert.ok(perSecond > 0 && perSecond <= 10.1, `${perSecond} operations per second`);
  });

  it('end with the failure of an operation', async () => {
    const failing = () => Promise.reject(new Error('refused'));
    await assert.rejects(paceOf({ concurrency: 1, warmUpMs: 0, windowMs: 1_000 }, failing), /refused/);
  });
});

describe('the table', () => {
  it('is aligned and tells goals that are met from those that are missed', () => {
    const spread = { median: 1_234.5, min: 1_000, max: 1_500 };
    const ratio = { median: 0.5, min: 0.4, max: 0.6 };
    const row: Row = { what: 'reads', unit: '/s', capstan: spread, plain: spread, ratio, goal: atLeast(0.5, 0.5) };
    const alone: Row = { ...row, what: 'latency', unit: 'ms', plain: null, ratio: null, goal: atMost(500, 501, ' ms') };
    assert.equal(
      tableOf([row, alone]),
      `measurement  Capstan   plain   ratio (min to max)  goal       verdict
reads         1235/s  1235/s  0.50 (0.40 to 0.60)  >= 0.5     met
latency      1235 ms       -                    -  <= 500 ms  missed`,
    );
  });
});
