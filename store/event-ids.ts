/** Ids of events: `evt_` + ULID, so that they sort by time. */

import { monotonicFactory } from 'ulid';

/**
 * Ids of one process grow, for which the factory holds on to the highest time that it has seen. Lists and bundles bound
 * ids by time, so it must not do so for long once a clock that was ahead is set right.
 */
const LONGEST_HOLD_MS = 60_000;

let nextUlid = monotonicFactory();
let highestMs = 0;

/** A fresh id of an audit record, or a correlation id. */
export function newEventId(): string {
  const now = Date.now();
  if (now < highestMs - LONGEST_HOLD_MS) {
    nextUlid = monotonicFactory();
    highestMs = 0;
  }
  highestMs = Math.max(highestMs, now);
  return `evt_${nextUlid(now)}`;
}
