/** When a job by a plan has failed too often to go on by itself. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BulkBudget, type BulkFailures, pauseAfter } from '../../domain/bulk.ts';

const NO_LIMIT: BulkBudget = { count: null, percent: null, wave_percent: null, per_device: null };
const NO_FAILURE: BulkFailures = { total: 0, inWave: 0, worstDevice: null };
const EXTENT = { resources: 1_000, waveSize: 100, isCanary: false };

function after(budget: Partial<BulkBudget>, failures: Partial<BulkFailures>, extent: Partial<typeof EXTENT> = {}) {
  const options = { failure_budget: { ...NO_LIMIT, ...budget } };
  return pauseAfter(options, { ...NO_FAILURE, ...failures }, { ...EXTENT, ...extent });
}

describe('the failure budget', () => {
  it('lets everything fail where nothing bounds it', () => {
    assert.equal(after({}, { total: 1_000, inWave: 100, worstDevice: { device_id: 1, count: 1_000 } }), null);
  });

  it('allows as many as it says, and not one more', () => {
    assert.equal(after({ count: 3 }, { total: 3 }), null);
    assert.equal(after({ count: 3 }, { total: 4 })?.kind, 'failure_budget');
    assert.equal(after({ count: 0 }, { total: 1 })?.kind, 'failure_budget');
  });

  it('takes a share of the job, or of the wave', () => {
    assert.equal(after({ percent: 5 }, { total: 50 }), null);
    assert.equal(after({ percent: 5 }, { total: 51 })?.kind, 'failure_budget');
    assert.equal(after({ wave_percent: 5 }, { total: 51, inWave: 5 }), null);
    assert.equal(after({ wave_percent: 5 }, { total: 6, inWave: 6 })?.kind, 'failure_budget');
  });

  it('allows one of few, whatever share that is, unless none may fail', () => {
    assert.equal(after({ percent: 5 }, { total: 1 }, { resources: 3 }), null);
    assert.equal(after({ percent: 5 }, { total: 2 }, { resources: 3 })?.kind, 'failure_budget');
    assert.equal(after({ percent: 0 }, { total: 1 }, { resources: 3 })?.kind, 'failure_budget');
  });

  it('names the device on which too many failed', () => {
    const worstDevice = { device_id: 7, count: 3 };
    assert.equal(after({ per_device: 3 }, { total: 3, worstDevice }), null);
    assert.deepEqual(after({ per_device: 2 }, { total: 3, worstDevice }), {
      kind: 'failure_budget',
      device_id: 7,
      detail: '3 did not succeed on device 7, of which 2 were allowed',
    });
  });

  it('bears no failure of those that go first', () => {
    assert.equal(after({}, { total: 1, inWave: 1 }, { isCanary: true, waveSize: 5 })?.kind, 'canary');
    assert.equal(after({}, { total: 1, inWave: 0 }, { isCanary: true, waveSize: 5 }), null);
  });
});
