/** What the contract cannot say of an API key: an end that lies ahead, and addresses that are some. */

import { rangeProblem } from '../../../runtime/addresses.ts';
import { unusable } from '../found.ts';

/**
 * `undefined` is what was left out, null no end at all.
 * @throws CapstanError `unprocessable`.
 */
export function storedExpiry(expiresAt: string | null | undefined, now: Date): Date | null | undefined {
  if (expiresAt === undefined || expiresAt === null) return expiresAt;
  const time = new Date(expiresAt);
  if (!(time > now)) throw unusable('expires_at', 'lies in the past; to end a key now, revoke it');
  return time;
}

/** @throws CapstanError `unprocessable` that points at the first entry that is neither address nor range. */
export function checkRanges(ranges: readonly string[], field: string): void {
  for (const [index, range] of ranges.entries()) {
    const problem = rangeProblem(range);
    if (problem !== null) throw unusable(`${field}.${index}`, `holds what cannot be used: ${problem}`);
  }
}
