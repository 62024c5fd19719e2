/**
 * A device of a batch whose places single operations may wait for: the batch lends them as many, each once the item in it
 * has ended, and takes them back afterwards. For how long that may be is bounded, since what is prepared holds its lease.
 */

import type { BatchLeases } from '../../store/batch-leases.ts';

/** Then what waits for the place is put back, and comes again later. */
const LENT_WITHIN_MS = 15_000;

export interface Lending {
  held: number;
  readonly used: number;
  /** Places that are lent as soon as nothing is at work in them. */
  giving: number;
  /** Places that the batch is without, and wants back. */
  lent: number;
  /** Of those, how many nobody waits for any more, as far as the last look has shown. */
  due: number;
  since: number;
}

export const NOTHING_LENT = { giving: 0, lent: 0, due: 0, since: 0 } as const;

/** @param waiting how many operations wait for a place. */
export function noteWaiting(count: Lending, waiting: number): void {
  count.giving = Math.min(count.held, Math.max(0, waiting - count.lent));
  count.due = Math.max(0, count.lent - waiting);
}

/** Whether something is to be given or taken now. */
export function isLendingDue(count: Lending, now: number): boolean {
  return canGive(count) || count.due > 0 || isOverdue(count, now);
}

/** @throws LeaseLost */
export async function lend(
  count: Lending,
  { device, most }: { readonly device: number; readonly most: number },
  leases: BatchLeases,
  now: number,
): Promise<void> {
  if (canGive(count)) {
    const { giving } = count;
    count.held = await leases.takeSlots({ device }, most, count.held - giving);
    if (count.lent === 0) count.since = now;
    count.lent += giving;
    count.giving = 0;
  } else if (count.due > 0) {
    const held = await leases.takeSlots({ device }, most, count.held + count.due);
    count.lent -= held - count.held;
    count.held = held;
    count.due = 0;
    await leases.extend();
  }
  if (isOverdue(count, now)) count.lent = 0;
}

function canGive({ giving, used, held }: Lending): boolean {
  return giving > 0 && used <= held - giving;
}

function isOverdue({ lent, since }: Lending, now: number): boolean {
  return lent > 0 && now - since > LENT_WITHIN_MS;
}
