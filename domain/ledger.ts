/** The audit ledger's own terms: logs, their state, and why one is not signed. */

/**
 * Every organization has a log, whose number is the organization's id. This one is the platform's: its leaves are the
 * signed checkpoints of the others.
 */
export const PLATFORM_LOG = 0;

/** Why a log is not signed; `null` where it is. */
export const REFUSAL_CODES = [
  'database_older_than_checkpoint',
  'history_differs_from_checkpoint',
  'name_not_given',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface LedgerRefusal {
  readonly code: RefusalCode;
  /** What a worker has signed, and keeps outside of the database. */
  readonly signed_size: number;
  /** What the database holds. */
  readonly found_size: number;
  readonly noticed_at: Date;
}

/**
 * `starting`: no worker has opened the log yet. `stalled`: records have waited too long to be put into its tree.
 * `refused`: it is not signed any more.
 */
export const LEDGER_STATES = ['starting', 'current', 'stalled', 'refused'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** A keeper needs a second, and another one that has to take over some more. */
export const STALLED_AFTER_MS = 60_000;

/**
 * @param head of the log; null: it has none yet.
 * @param oldestPendingMs for how long the one has waited that has waited longest; null: none waits.
 */
export function ledgerStateOf(
  head: { readonly refusal: LedgerRefusal | null; readonly published_at: Date | null } | null,
  oldestPendingMs: number | null,
): LedgerState {
  if (head?.refusal) return 'refused';
  if (head && (oldestPendingMs ?? 0) > STALLED_AFTER_MS) return 'stalled';
  return head?.published_at ? 'current' : 'starting';
}
