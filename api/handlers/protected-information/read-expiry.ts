/** When information expires, and when it is told before that, as a client asks for it. */

import { DEFAULT_REMIND_DAYS } from '../../../domain/expiry-reminders.ts';
import { unusable } from '../found.ts';

/**
 * null: never.
 * @throws CapstanError `unprocessable` for a time that is past.
 */
export function readExpiry(expiresAt: string | null | undefined, now: Date): Date | null {
  if (expiresAt === null || expiresAt === undefined) return null;
  const expiry = new Date(expiresAt);
  if (!(expiry > now)) throw unusable('expires_at', 'must lie in the future');
  return expiry;
}

/** The earliest first. */
export function readRemindDays(days: readonly number[] = DEFAULT_REMIND_DAYS): readonly number[] {
  return days.toSorted((a, b) => b - a);
}
