/** When something is looked at again though nothing has happened. */

/** What no record tells of is seen within a day. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** @param times when time alone will change what is found; null: never. */
export function lookAgainAt(now: Date, ...times: readonly (Date | null)[]): Date {
  const all = [now.getTime() + LOOK_AGAIN_MS, ...times.flatMap((at) => at?.getTime() ?? [])];
  return new Date(Math.min(...all));
}
