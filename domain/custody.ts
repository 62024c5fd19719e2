/** Custody: somebody holds a secret for a time, by check-out, and gives it back, or has it taken away. */

export const CUSTODY_STATUSES = [
  'pending_approval',
  'pending',
  'held',
  'released',
  'expired',
  'recalled',
  'revoked',
  'denied',
  'canceled',
  'failed',
] as const;
export type CustodyStatus = (typeof CUSTODY_STATUSES)[number];

/** How it ends once it was held; after each of these the credential is turned. */
export type CustodyEnd = Extract<CustodyStatus, 'released' | 'expired' | 'recalled' | 'revoked'>;

/** How it ends where nobody has held it. */
export type UnheldEnd = Extract<CustodyStatus, 'denied' | 'expired' | 'canceled' | 'failed' | 'revoked'>;

export function isPendingCustody(status: CustodyStatus): boolean {
  return status === 'pending_approval' || status === 'pending';
}

/** Where neither the request nor a policy says how long. */
export const DEFAULT_CUSTODY_MINUTES = 60;

/** How the turning of the credential stands after the end. */
export type TurningStatus =
  /** It is to be done at a time of its own: the maintenance window is closed, or it has failed before. */
  | 'due'
  /** A rotation is under way. */
  | 'running'
  | 'succeeded'
  /** The policy does not want it. */
  | 'not_wanted'
  /** It has failed so often that somebody has to look at it. */
  | 'failed';

/** So often a rotation after a check-out is asked for before it is left to people: over some three days. */
export const MOST_TURNINGS = 12;
const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 12 * 3_600_000;

/** How long after failed try `attempts` (from 1) the next one comes: doubling from a minute to twelve hours. */
export function turningDelayMs(attempts: number): number {
  return Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** Math.max(0, attempts - 1));
}
