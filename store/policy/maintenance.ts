/** When maintenance windows and blackouts let targets be changed. */

import { DateTime, IANAZone, Interval } from 'luxon';
import type { WindowState } from '../../domain/policy/decide.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import { type Blackout, type MaintenanceWindow, WEEKDAYS } from '../../domain/policy/rules.ts';

/** How far ahead is looked; every window comes within a week. */
const AHEAD_DAYS = 15;
/** A window that opened so long ago may still be open. */
const BEHIND_DAYS = 2;

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/**
 * Local times that a change of the clocks leaves out begin when the clocks have been changed, those that come twice
 * count from their first time on.
 */
export function windowStateOf(policy: EffectivePolicy, now: Date): WindowState {
  const windows = ruleValue(policy, 'maintenance_windows');
  const blackouts = (ruleValue(policy, 'blackouts') ?? []).filter(({ until }) => new Date(until) > now);
  if (windows === undefined && blackouts.length === 0) return { closedBy: null, opensAt: now, closesAt: null };
  const lastEnd = Math.max(now.getTime(), ...blackouts.map(({ until }) => Date.parse(until)));
  const sight = Interval.fromDateTimes(
    DateTime.fromJSDate(now).minus({ days: BEHIND_DAYS }),
    DateTime.fromMillis(lastEnd).plus({ days: AHEAD_DAYS }),
  );
  const inWindows = windows === undefined ? [sight] : Interval.merge(windows.flatMap((one) => openingsOf(one, sight)));
  const closed = Interval.merge(blackouts.map(intervalOf));
  const open = inWindows.flatMap((one) => one.difference(...closed)).sort((a, b) => startOf(a) - startOf(b));
  const at = DateTime.fromJSDate(now);
  const current = open.find((one) => one.contains(at));
  if (current) {
    const isEndless = current.end?.toMillis() === sight.end?.toMillis();
    return { closedBy: null, opensAt: now, closesAt: isEndless ? null : dateOf(current.end) };
  }
  const next = open.find((one) => startOf(one) > now.getTime());
  const closedBy = closed.some((one) => one.contains(at)) ? 'blackouts' : 'maintenance_windows';
  return { closedBy, opensAt: dateOf(next?.start), closesAt: null };
}

function startOf(interval: Interval): number {
  return interval.start?.toMillis() ?? Number.POSITIVE_INFINITY;
}

function dateOf(time: DateTime | null | undefined): Date | null {
  return time?.toJSDate() ?? null;
}

function intervalOf({ from, until }: Blackout): Interval {
  return Interval.fromDateTimes(DateTime.fromISO(from), DateTime.fromISO(until));
}

function openingsOf({ days, start, end, time_zone: zone }: MaintenanceWindow, sight: Interval): Interval[] {
  const openings: Interval[] = [];
  const last = sight.end?.toMillis() ?? 0;
  for (let day = sight.start?.setZone(zone).startOf('day'); day && day.toMillis() < last; day = day.plus({ days: 1 })) {
    const weekday = WEEKDAYS[day.weekday - 1];
    if (!weekday || !days.includes(weekday)) continue;
    const opens = at(day, start);
    const closes = end > start ? at(day, end) : at(day.plus({ days: 1 }), end);
    if (closes > opens) openings.push(Interval.fromDateTimes(opens, closes));
  }
  return openings;
}

function at(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
