/** When looks at the accounts of devices become due by policy. */

import { rotationDueAt } from './rotation-schedule.ts';

/** How often an organization is looked through. */
export const LOOKS_SWEEP_EVERY_MS = 5 * 60_000;
/** More wait for the next sweep, the longest due first. */
export const MOST_LOOKS = 200;
/** A look that has failed, or was kept from beginning, is left alone for so long. */
export const LOOK_BACK_OFF_MS = 6 * 3_600_000;

/** How Capstan names the reason of its own looks. */
export const LOOK_REASON = 'due by policy: discovery_interval_days';

/** A device that was never looked at is due at once; others in the last tenth of the interval, each at its own time. */
export function lookDueAt(deviceId: number, lookedAt: Date | null, intervalDays: number): Date {
  return lookedAt === null ? new Date(0) : rotationDueAt(deviceId, lookedAt, intervalDays);
}
