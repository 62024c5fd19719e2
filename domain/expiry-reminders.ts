/** When people are told that something expires: some days before, as often as they wish, and once it has. */

import type { OperationalEvent } from './operational-event.ts';

export const DEFAULT_REMIND_DAYS: readonly number[] = [30, 7, 1];

export interface Expiry {
  /** null: never. */
  readonly expires_at: Date | null;
  /** Days before that, each told of once. */
  readonly remind_days_before: readonly number[];
}

/** How far the telling has come. */
export interface Telling {
  /** The fewest of the days before that were told of; 0: that it has expired; null: none yet. */
  readonly told_days: number | null;
  /** When there is something to tell next; null: never again. */
  readonly tell_at: Date | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** @param toldDays what was told of this very expiry; null where it is a new one, of which everything is told anew. */
export function tellingAfter(expiry: Expiry, toldDays: number | null): Telling {
  const [next] = untold(expiry, toldDays);
  const tellAt = expiry.expires_at === null || next === undefined ? null : timeOf(expiry.expires_at, next);
  return { told_days: toldDays, tell_at: tellAt };
}

/** What is told at `now`. */
export interface DueTelling {
  /** Whole days left, the last one begun counting as one; 0: it has expired. */
  readonly daysLeft: number;
  readonly next: Telling;
}

/**
 * null where nothing is due. Of several that are, as after a time without anybody who looks, the last one stands for all
 * of them: to be told of thirty days when there are five would be wrong.
 */
export function dueTelling(expiry: Expiry, toldDays: number | null, now: Date): DueTelling | null {
  const { expires_at } = expiry;
  if (expires_at === null) return null;
  const due = untold(expiry, toldDays).filter((days) => timeOf(expires_at, days) <= now);
  const last = due.at(-1);
  if (last === undefined) return null;
  const daysLeft = Math.max(0, Math.ceil((expires_at.getTime() - now.getTime()) / DAY_MS));
  return { daysLeft, next: tellingAfter(expiry, last) };
}

/** Days before the end that are still to be told of, the earliest first; the end itself is the last. */
function untold({ remind_days_before }: Expiry, toldDays: number | null): number[] {
  const days = [...new Set([...remind_days_before, 0])].sort((a, b) => b - a);
  return days.filter((day) => toldDays === null || day < toldDays);
}

function timeOf(expiresAt: Date, daysBefore: number): Date {
  return new Date(expiresAt.getTime() - daysBefore * DAY_MS);
}

/** @param daysLeft 0: none. */
export function expiryInWords(daysLeft: number): string {
  if (daysLeft === 0) return 'has expired';
  return daysLeft === 1 ? 'expires within a day' : `expires within ${daysLeft} days`;
}

/** Nobody may look at it before it is needed, and then it is too late. */
export function informationExpiryEvent(expiring: {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly informationId: number;
  /** 0: it has expired. */
  readonly daysLeft: number;
  readonly correlationId: string;
}): OperationalEvent {
  const { informationId, daysLeft } = expiring;
  return {
    organization_id: expiring.organizationId,
    scope_id: expiring.scopeId,
    level: daysLeft === 0 ? 'error' : 'warn',
    kind: 'protected_information',
    message: `Protected information ${informationId} ${expiryInWords(daysLeft)}`,
    code: daysLeft === 0 ? 'expired' : 'expires_soon',
    correlation_id: expiring.correlationId,
    attributes: { protected_information_id: informationId, days_left: daysLeft },
  };
}
