/** Batches of a wave: all of it, large ones first, and none that the last ones have to wait for. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { batchSizes } from '../../domain/bulk-batches.ts';

describe('batches of a wave', () => {
  it('are even where there are few resources', () => {
    assert.deepEqual(batchSizes(0, 2), []);
    assert.deepEqual(batchSizes(1, 2), [1]);
    assert.deepEqual(batchSizes(7, 2), [4, 3]);
    assert.deepEqual(batchSizes(200, 2), [100, 100]);
  });

  it('become smaller towards the end of a large one', () => {
    assert.deepEqual(batchSizes(2_000, 2), [800, 800, 160, 160, 40, 40]);
  });

  it('are all of it, bounded, and never larger than one before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 4 }), (count, atOnce) => {
        const sizes = batchSizes(count, atOnce);
        assert.equal(
          sizes.reduce((sum, size) => sum + size, 0),
          count,
        );
        assert.ok(sizes.every((size, at) => size > 0 && size <= 800 && size <= (sizes[at - 1] ?? size)));
      }),
    );
  });
});
