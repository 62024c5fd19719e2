/** When rotations become due by policy, so spread that what came under management together is not rotated together. */

const DAY_MS = 24 * 3_600_000;

/** Earlier, never later: nobody's interval is exceeded for it. */
const EARLIEST_SHARE = 0.1;

/** How often an organization is looked through. */
export const SWEEP_EVERY_MS = 15 * 60_000;
/** More wait for the next sweep, the oldest first. */
export const MOST_SWEPT = 5_000;
/** What is due waits for its maintenance window; it is taken in time to begin when that opens. */
export const WINDOW_WITHIN_MS = 3_600_000;
/** What a sweep could not do, or was kept from doing by people, is left alone for so long. */
export const BACK_OFF_MS = 6 * 3_600_000;

/** How Capstan names the reason of its own rotations. */
export const SCHEDULE_REASON = 'due by policy: rotation_interval_days';

/** @param since when it was rotated last, or came under management. */
export function rotationDueAt(resourceId: number, since: Date, intervalDays: number): Date {
  const interval = intervalDays * DAY_MS;
  return new Date(since.getTime() + interval - Math.floor(interval * EARLIEST_SHARE * shareOf(resourceId)));
}

/** Nothing is due before, whichever resource it is. */
export function earliestDueAt(since: Date, intervalDays: number): Date {
  return new Date(since.getTime() + intervalDays * DAY_MS * (1 - EARLIEST_SHARE));
}

/** In [0, 1), always the same for a resource, and evenly spread over ids that follow upon one another (Murmur's finalizer). */
function shareOf(resourceId: number): number {
  let mixed = (resourceId ^ Math.floor(resourceId / 2 ** 32)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
