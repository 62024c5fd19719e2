/** Ids of events grow, and say when they were made, also after a clock that was wrong is set right. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newEventId } from '../../store/event-ids.ts';
import { timeOfId, within } from '../../store/event-time.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');

test('ids that one process makes grow, also within a millisecond and after a small step back of the clock', ({
  mock,
}) => {
  mock.timers.enable({ apis: ['Date'], now: NOW });
  const ids = [newEventId(), newEventId()];
  mock.timers.setTime(NOW - 30_000);
  ids.push(newEventId());
  mock.timers.setTime(NOW + 1);
  ids.push(newEventId());
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('once a clock that was hours ahead is set right, ids say what it says, and are found by time', ({ mock }) => {
  mock.timers.enable({ apis: ['Date'], now: NOW + 5 * HOUR_MS });
  newEventId();
  mock.timers.setTime(NOW);
  const id = newEventId();
  assert.equal(timeOfId(id), NOW);
  const period = { from: new Date(NOW - 1_000).toISOString(), to: new Date(NOW + 1_000).toISOString() };
  for (const { _id } of within(period)) {
    assert.ok('$gte' in _id ? id >= _id.$gte : id < _id.$lt);
  }
  // From here on they grow as before.
  assert.ok(newEventId() > id);
});
