/** Each reminder comes once, in its time; a late look tells what is true then, and no more than once. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dueTelling, expiryInWords, tellingAfter } from '../../domain/expiry-reminders.ts';

const DAY_MS = 86_400_000;
const END = new Date('2026-06-30T12:00:00Z');

function before(days: number, ms = 0): Date {
  return new Date(END.getTime() - days * DAY_MS + ms);
}

const expiry = { expires_at: END, remind_days_before: [30, 7, 1] };

describe('what expires', () => {
  it('is told of on each of its days and at its end', () => {
    const told: unknown[] = [];
    let telling = tellingAfter(expiry, null);
    while (telling.tell_at !== null) {
      const due = dueTelling(expiry, telling.told_days, telling.tell_at);
      assert.ok(due);
      told.push([telling.tell_at.toISOString(), due.daysLeft]);
      telling = due.next;
    }
    assert.deepEqual(told, [
      [before(30).toISOString(), 30],
      [before(7).toISOString(), 7],
      [before(1).toISOString(), 1],
      [END.toISOString(), 0],
    ]);
    assert.equal(telling.told_days, 0);
  });

  it('is not told of a moment too early', () => {
    assert.equal(dueTelling(expiry, null, before(30, -1)), null);
    assert.equal(dueTelling(expiry, 30, before(7, -1)), null);
    assert.equal(dueTelling(expiry, 1, before(0, -1)), null);
  });

  it('is told of once, and as it is, where nobody has looked for some time', () => {
    const due = dueTelling(expiry, null, before(5, 60_000));
    assert.deepEqual(due, { daysLeft: 5, next: { told_days: 7, tell_at: before(1) } });
    const late = dueTelling(expiry, null, before(-90));
    assert.deepEqual(late, { daysLeft: 0, next: { told_days: 0, tell_at: null } });
  });

  it('is told of by its end alone where no days are wished for', () => {
    const bare = { expires_at: END, remind_days_before: [] };
    assert.deepEqual(tellingAfter(bare, null), { told_days: null, tell_at: END });
    assert.equal(dueTelling(bare, null, before(1)), null);
  });

  it('tells of days that are added only where they come after those that were told of', () => {
    const more = { expires_at: END, remind_days_before: [60, 14, 3] };
    assert.deepEqual(tellingAfter(more, 30), { told_days: 30, tell_at: before(14) });
  });

  it('is never told of where it has no end', () => {
    const endless = { expires_at: null, remind_days_before: [30] };
    assert.deepEqual(tellingAfter(endless, null), { told_days: null, tell_at: null });
    assert.equal(dueTelling(endless, null, END), null);
  });

  it('is told of at most once for each of its days, and of its end exactly once, whenever somebody looks', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 365 }), { maxLength: 10 });
    const looks = fc.array(fc.integer({ min: -400 * DAY_MS, max: 10 * DAY_MS }), { maxLength: 40 });
    fc.assert(
      fc.property(days, looks, (remind_days_before, offsets) => {
        const wished = { expires_at: END, remind_days_before };
        let telling = tellingAfter(wished, null);
        const told: (number | null)[] = [];
        const left: number[] = [];
        for (const offset of [...offsets.toSorted((a, b) => a - b), 11 * DAY_MS]) {
          const due = dueTelling(wished, telling.told_days, new Date(END.getTime() + offset));
          // What is kept of when to look next is when there is something to tell.
          const isTime = telling.tell_at !== null && telling.tell_at.getTime() <= END.getTime() + offset;
          assert.equal(due !== null, isTime);
          if (due === null) continue;
          telling = due.next;
          told.push(telling.told_days);
          left.push(due.daysLeft);
        }
        assert.equal(new Set(told).size, told.length);
        assert.ok(told.every((day) => day === 0 || (day !== null && remind_days_before.includes(day))));
        assert.equal(left.filter((day) => day === 0).length, 1);
        assert.deepEqual(
          left,
          left.toSorted((a, b) => b - a),
        );
        assert.equal(telling.tell_at, null);
      }),
    );
  });

  it('is told of in words that are true', () => {
    assert.deepEqual([0, 1, 7].map(expiryInWords), ['has expired', 'expires within a day', 'expires within 7 days']);
  });
});
