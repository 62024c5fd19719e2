/** Of an access review that is made again, one at a time is open. */

import { isRepeatTooSoon } from '../../../domain/access-review.ts';
import { unusable } from '../found.ts';

/** @throws CapstanError `unprocessable`. */
export function requireNotTooSoon(repeatDays: number | null, startedAt: Date, dueAt: Date): void {
  if (repeatDays === null || !isRepeatTooSoon(startedAt, dueAt, repeatDays)) return;
  throw unusable('repeat_every_days', 'must not be shorter than the time for which a review is open');
}
