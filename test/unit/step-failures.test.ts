/** A step that cannot mend itself ends; one whose store is away waits for it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mongo } from 'mongoose';
import { toFailure } from '../../activities/failures.ts';
import { StepDefect } from '../../activities/step-defect.ts';
import { LeaseLost } from '../../store/leases.ts';

const MANY = 50;

describe('failures of a step', () => {
  it('end the step after many attempts where the fault is its own', () => {
    const duplicate = new mongo.MongoServerError({ message: 'E11000', code: 11_000 });
    for (const error of [new TypeError('a defect'), duplicate]) {
      assert.notEqual(toFailure(error, 'stage', 1).nonRetryable, true);
      assert.equal(toFailure(error, 'stage', MANY).nonRetryable, true);
    }
  });

  it('are repeated for as long as the store is away', () => {
    const steppedDown = new mongo.MongoServerError({ message: 'not primary', errorLabels: ['RetryableWriteError'] });
    for (const error of [new mongo.MongoNetworkError('gone'), steppedDown]) {
      assert.notEqual(toFailure(error, 'stage', MANY).nonRetryable, true);
    }
  });

  it('are final at once where the lease is lost, and quote no message of a driver', () => {
    assert.equal(toFailure(new LeaseLost(1, 2), 'stage', 1).nonRetryable, true);
    const quoting = new mongo.MongoNetworkError('mongodb://user:canary@host');
    assert.doesNotMatch(toFailure(quoting, 'stage', 1).message, /canary/);
  });

  it('are final at once where the step itself says so, with its code', () => {
    const failure = toFailure(new StepDefect('user_active', 'the user is active again'), 'work', 1);
    assert.deepEqual(
      [failure.type, failure.nonRetryable, failure.message, failure.details],
      ['StepDefect', true, 'the user is active again', ['user_active']],
    );
  });
});
