/** When maintenance windows and blackouts let targets be changed. */

import { DateTime, IANAZone } from 'luxon';
import type { WindowState } from '../../domain/policy/decide.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import { type Blackout, type MaintenanceWindow, WEEKDAYS } from '../../domain/policy/rules.ts';

/** How far is looked at once; every window comes within a week. */
const AHEAD_DAYS = 15;
/** A window that opened so long ago may still be open. */
const BEHIND_DAYS = 2;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A stretch of time, in ms since 1970; its end is not part of it. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** In ms since 1970; null where the text is no time of RFC 3339, or one that no clock here shows (a leap second). */
export function instantOf(text: string): number | null {
  const instant = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}

/**
 * Local times that a change of the clocks leaves out are the moment of that change; those that come twice count from
 * their first time on.
 */
export function windowStateOf(policy: EffectivePolicy, at: Date): WindowState {
  const now = at.getTime();
  const windows = ruleValue(policy, 'maintenance_windows');
  const blackouts = (ruleValue(policy, 'blackouts') ?? []).map(stretchOf);
  if (blackouts.includes(null)) return { closedBy: 'blackouts', opensAt: null, closesAt: null };
  const closed = blackouts.filter((one) => one !== null).filter(({ until }) => until > now);
  const isClosed = closed.some((one) => contains(one, now));
  const openings = openingsAround(windows, now);
  if (!isClosed && isOpen(openings, now)) {
    return { closedBy: null, opensAt: at, closesAt: closingAfter(openings, closed, now) };
  }
  const closedBy = isClosed ? 'blackouts' : 'maintenance_windows';
  return { closedBy, opensAt: openingAfter(windows, closed, now), closesAt: null };
}

function stretchOf({ from, until }: Blackout): Stretch | null {
  const [begins, ends] = [instantOf(from), instantOf(until)];
  // What cannot be read was not written by Capstan; then nothing is changed.
  return begins === null || ends === null ? null : { from: begins, until: ends };
}

function contains({ from, until }: Stretch, time: number): boolean {
  return from <= time && time < until;
}

/** null: always. */
type Openings = readonly Stretch[] | null;

function isOpen(openings: Openings, time: number): boolean {
  return openings === null || openings.some((one) => contains(one, time));
}

/** Where windows follow upon one another they are one; null where no end is in sight. */
function closingAfter(openings: Openings, closed: readonly Stretch[], now: number): Date | null {
  let end = openings === null ? Number.POSITIVE_INFINITY : now;
  for (let next = openings?.find((one) => contains(one, end)); next; ) {
    end = next.until;
    next = openings?.find((one) => contains(one, end));
  }
  const [blackout] = closed.filter(({ from }) => from > now).sort((one, other) => one.from - other.from);
  const closes = Math.min(end, blackout?.from ?? Number.POSITIVE_INFINITY);
  // The last windows that were looked at are not the last there are.
  return closes > now + (AHEAD_DAYS - BEHIND_DAYS) * DAY_MS && closes === end ? null : new Date(closes);
}

function openingAfter(
  windows: readonly MaintenanceWindow[] | undefined,
  closed: readonly Stretch[],
  now: number,
): Date | null {
  let time = now;
  let [openings, openingsFrom] = [openingsAround(windows, now), now];
  // Each blackout is left once, and a window is looked for once after each.
  for (let jump = 0; jump <= 2 * closed.length + 1; jump += 1) {
    const blackout = closed.find((one) => contains(one, time));
    if (blackout) {
      time = blackout.until;
      continue;
    }
    // Working them out is what costs time; what comes within a week is in those of a week ago.
    if (time - openingsFrom > WEEK_MS) [openings, openingsFrom] = [openingsAround(windows, time), time];
    if (isOpen(openings, time)) return new Date(time);
    const later = (openings ?? []).filter(({ from }) => from > time).map(({ from }) => from);
    if (later.length === 0) return null;
    time = Math.min(...later);
  }
  return null;
}

function openingsAround(windows: readonly MaintenanceWindow[] | undefined, time: number): Openings {
  return windows === undefined ? null : windows.flatMap((one) => openingsOf(one, time));
}

function openingsOf({ days, start, end, time_zone: zone }: MaintenanceWindow, time: number): Stretch[] {
  const openings: Stretch[] = [];
  const first = DateTime.fromMillis(time, { zone }).startOf('day').minus({ days: BEHIND_DAYS });
  for (let count = 0; count < BEHIND_DAYS + AHEAD_DAYS; count += 1) {
    const day = first.plus({ days: count });
    const weekday = WEEKDAYS[day.weekday - 1];
    if (!weekday || !days.includes(weekday)) continue;
    const from = at(day, start);
    const until = at(end > start ? day : day.plus({ days: 1 }), end);
    if (until > from) openings.push({ from, until });
  }
  return openings;
}

function at(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const found = day.set({ hour, minute });
  // Luxon moves what the clocks leave out by as much as they are changed.
  return found.hour === hour && found.minute === minute ? found.toMillis() : changeBefore(found);
}

/** The moment in the three hours before `time` at which the clocks were changed, to the minute. */
function changeBefore(time: DateTime): number {
  let [before, after] = [time.minus({ hours: 3 }).toMillis(), time.toMillis()];
  const offset = time.offset;
  while (after - before > 60_000) {
    const middle = before + Math.ceil((after - before) / 120_000) * 60_000;
    if (DateTime.fromMillis(middle, { zone: time.zone }).offset === offset) after = middle;
    else before = middle;
  }
  return after;
}
