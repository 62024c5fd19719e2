/** Maintenance windows and blackouts, over changes of the clocks and the turn of days. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EffectivePolicy, effectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { instantOf, isTimeZone, windowStateOf } from '../../store/policy/maintenance.ts';

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

  it('begin and end at the change of the clocks where that leaves out their times', () => {
    const between = (start: string, end: string) =>
      ({ maintenance_windows: [{ days: ['sun'], start, end, time_zone: 'Europe/Berlin' }] }) as const;
    // From 02:00 to 03:00, which is at 01:00 UTC.
    assert.equal(stateAt('2026-03-28T12:00:00.000Z', between('02:30', '04:00')).opensAt, '2026-03-29T01:00:00.000Z');
    assert.equal(stateAt('2026-03-29T00:30:00.000Z', between('01:00', '02:30')).closesAt, '2026-03-29T01:00:00.000Z');
    assert.equal(stateAt('2026-03-29T01:05:00.000Z', between('02:30', '03:10')).closedBy, null);
  });

  it('that are always open have no end', () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const always = { maintenance_windows: [{ days, start: '00:00', end: '00:00', time_zone: 'UTC' }] } as const;
    assert.equal(stateAt('2026-11-30T21:00:00.000Z', always).closesAt, null);
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

  it('that take away one night after another leave the first one after them', () => {
    const nights = Array.from({ length: 40 }, (_, night) => {
      const from = Date.parse('2026-11-30T00:00:00.000Z') + night * 86_400_000;
      return {
        from: new Date(from + 12 * 3_600_000).toISOString(),
        until: new Date(from + 30 * 3_600_000).toISOString(),
        note: null,
      };
    });
    const { opensAt } = stateAt('2026-11-30T12:00:00.000Z', { ...NIGHTS, blackouts: nights });
    const first = stateAt(new Date(Date.parse(nights.at(-1)?.until ?? '')).toISOString(), NIGHTS);
    assert.equal(opensAt, first.opensAt);
    assert.ok(opensAt);
  });

  it('that go on for ages cost no more than others', () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const window = { days, start: '22:00', end: '04:00', time_zone: 'Europe/Berlin' };
    const rules = {
      maintenance_windows: Array.from({ length: 50 }, () => window),
      blackouts: [{ from: '2026-01-01T00:00:00Z', until: '9999-12-31T00:00:00Z', note: null }],
    };
    const began = performance.now();
    assert.equal(stateAt('2026-11-30T21:30:00.000Z', rules).opensAt, '9999-12-31T00:00:00.000Z');
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
  });

  it('that cannot be read close, whatever else there is', () => {
    const over = { from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z', note: null };
    const unreadable = { from: '2026-01-01 00:00:00Z', until: '2027-01-01T00:00:00Z', note: null };
    assert.equal(stateAt('2026-11-30T21:30:00.000Z', { blackouts: [over, unreadable] }).closedBy, 'blackouts');
  });

  it('that are over are of no concern', () => {
    assert.equal(stateAt('2027-02-01T00:00:00.000Z', { blackouts: [freeze] }).closedBy, null);
  });
});

describe('times', () => {
  it('are those of RFC 3339 that a clock shows', () => {
    const readable = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5+02:00'];
    const others = ['2026-01-01 00:00:00Z', '2026-01-01T00:00:60Z', '2026-01-01', '2026-13-01T00:00:00Z'];
    assert.deepEqual(readable.map(instantOf), [1767225600000, 1767218400500]);
    assert.deepEqual(others.map(instantOf), [null, null, null, null]);
  });
});

describe('time zones', () => {
  it('are those of the IANA database', () => {
    assert.deepEqual(['Europe/Berlin', 'UTC', 'Mars/Base', ''].map(isTimeZone), [true, true, false, false]);
  });
});
