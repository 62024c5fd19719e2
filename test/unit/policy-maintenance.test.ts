/** Maintenance windows and blackouts, over changes of the clocks and the turn of days. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EffectivePolicy, effectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { isTimeZone, windowStateOf } from '../../store/policy/maintenance.ts';

function policyWith(rules: PolicyRules): EffectivePolicy {
  const bound = { bindingId: 1, policyId: 1, policyName: 'p', version: 1, conditions: null } as const;
  return effectivePolicy([{ ...bound, targetType: 'scope', targetId: 1, rules }], { lineage: [1], resourceId: 9 });
}

function stateAt(time: string, rules: PolicyRules) {
  const { closedBy, opensAt, closesAt } = windowStateOf(policyWith(rules), new Date(time));
  return { closedBy, opensAt: opensAt?.toISOString() ?? null, closesAt: closesAt?.toISOString() ?? null };
}

const NIGHTS = {
  maintenance_windows: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '22:00', end: '04:00', time_zone: 'Europe/Berlin' },
  ],
} as const;

describe('maintenance windows', () => {
  it('are open for ever where nobody has said anything', () => {
    const at = '2026-11-29T12:00:00.000Z';
    assert.deepEqual(stateAt(at, {}), { closedBy: null, opensAt: at, closesAt: null });
  });

  it('open and close in their own zone, over midnight', () => {
    // A Monday evening, 22:30 in Berlin.
    assert.deepEqual(stateAt('2026-11-30T21:30:00.000Z', NIGHTS), {
      closedBy: null,
      opensAt: '2026-11-30T21:30:00.000Z',
      closesAt: '2026-12-01T03:00:00.000Z',
    });
    assert.deepEqual(stateAt('2026-11-30T20:59:59.000Z', NIGHTS), {
      closedBy: 'maintenance_windows',
      opensAt: '2026-11-30T21:00:00.000Z',
      closesAt: null,
    });
  });

  it('that opened on the last day of the week are open in the early hours of the next', () => {
    assert.equal(stateAt('2026-12-05T02:59:00.000Z', NIGHTS).closedBy, null);
    assert.deepEqual(stateAt('2026-12-05T03:00:00.000Z', NIGHTS), {
      closedBy: 'maintenance_windows',
      opensAt: '2026-12-07T21:00:00.000Z',
      closesAt: null,
    });
  });

  it('keep their local times when the clocks are changed', () => {
    const sundays = {
      maintenance_windows: [{ days: ['sun'], start: '01:00', end: '05:00', time_zone: 'Europe/Berlin' }],
    } as const;
    // Three hours in March, five in October.
    assert.equal(stateAt('2026-03-29T00:30:00.000Z', sundays).closesAt, '2026-03-29T03:00:00.000Z');
    assert.equal(stateAt('2026-10-24T23:30:00.000Z', sundays).closesAt, '2026-10-25T04:00:00.000Z');
  });

  it('that touch are one', () => {
    const always = {
      maintenance_windows: [
        { days: ['mon'], start: '20:00', end: '00:00', time_zone: 'UTC' },
        { days: ['tue'], start: '00:00', end: '02:00', time_zone: 'UTC' },
      ],
    } as const;
    assert.equal(stateAt('2026-11-30T21:00:00.000Z', always).closesAt, '2026-12-01T02:00:00.000Z');
  });
});

describe('blackouts', () => {
  const freeze = { from: '2026-12-20T00:00:00Z', until: '2027-01-05T00:00:00Z', note: 'year end' };

  it('close what is open otherwise, and name when it opens again', () => {
    assert.deepEqual(stateAt('2026-12-24T12:00:00.000Z', { blackouts: [freeze] }), {
      closedBy: 'blackouts',
      opensAt: '2027-01-05T00:00:00.000Z',
      closesAt: null,
    });
    assert.deepEqual(stateAt('2026-12-24T22:00:00.000Z', { ...NIGHTS, blackouts: [freeze] }), {
      closedBy: 'blackouts',
      // In the middle of the night that began on the fourth.
      opensAt: '2027-01-05T00:00:00.000Z',
      closesAt: null,
    });
  });

  it('end a window early', () => {
    const soon = { from: '2026-11-30T22:00:00Z', until: '2026-11-30T23:00:00Z', note: null };
    assert.equal(
      stateAt('2026-11-30T21:30:00.000Z', { ...NIGHTS, blackouts: [soon] }).closesAt,
      '2026-11-30T22:00:00.000Z',
    );
    assert.equal(
      stateAt('2026-11-30T22:30:00.000Z', { ...NIGHTS, blackouts: [soon] }).opensAt,
      '2026-11-30T23:00:00.000Z',
    );
  });

  it('that are over are of no concern', () => {
    assert.equal(stateAt('2027-02-01T00:00:00.000Z', { blackouts: [freeze] }).closedBy, null);
  });
});

describe('time zones', () => {
  it('are those of the IANA database', () => {
    assert.deepEqual(['Europe/Berlin', 'UTC', 'Mars/Base', ''].map(isTimeZone), [true, true, false, false]);
  });
});
