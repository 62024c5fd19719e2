/** Bounds on the time of what is named by an `evt_` id, so that the index skips what is certainly too old or too new. */

import { decodeTime, encodeTime } from 'ulid';

/** Ids begin with the time at which their request began, which is before their own by less than this. */
const ID_SLACK_MS = 60 * 60 * 1000;
const PREFIX = 'evt_';
const ULID_TIME_LENGTH = 10;

type TimeCondition = { readonly timestamp: { $gte: Date } | { $lt: Date } } & {
  readonly _id: { $gte: string } | { $lt: string };
};

/** Conditions that hold from `from` on and before `to`; none for a bound that is not there. */
export function within({ from, to }: { readonly from?: string; readonly to?: string }): TimeCondition[] {
  const conditions: TimeCondition[] = [];
  if (from !== undefined) {
    const time = new Date(from);
    conditions.push({ timestamp: { $gte: time }, _id: { $gte: firstIdOf(time.getTime() - ID_SLACK_MS) } });
  }
  if (to !== undefined) {
    const time = new Date(to);
    conditions.push({ timestamp: { $lt: time }, _id: { $lt: firstIdOf(time.getTime() + ID_SLACK_MS) } });
  }
  return conditions;
}

/** What certainly happened before `time`: its id begins with a smaller time. */
export function before(time: Date): { readonly _id: { readonly $lt: string } } {
  return { _id: { $lt: firstIdOf(time.getTime()) } };
}

/** No id that was made at `timeMs` or later is smaller, and every one that was made before is. */
export function firstIdOf(timeMs: number): string {
  return `${PREFIX}${encodeTime(Math.max(0, timeMs), ULID_TIME_LENGTH)}`;
}

/** When the request of the event began, in milliseconds since 1970. */
export function timeOfId(id: string): number {
  return decodeTime(id.slice(PREFIX.length));
}
