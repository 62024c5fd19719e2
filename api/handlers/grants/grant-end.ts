/** When a grant is to end. */

import { unusable } from '../found.ts';

const MAX_YEARS = 10;

/**
 * null: never.
 * @throws CapstanError `unprocessable` for a time that is past, or too far away to be meant.
 */
export function readEnd(expiresAt: string | null | undefined, now: Date): Date | null {
  if (expiresAt === null || expiresAt === undefined) return null;
  const end = new Date(expiresAt);
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + MAX_YEARS);
  if (!(end > now)) throw unusable('expires_at', 'must lie in the future');
  if (end > latest)
    throw unusable('expires_at', `must lie within ${MAX_YEARS} years; leave it out for a grant without end`);
  return end;
}

/** The later one; null is never. */
export function laterEnd(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}
