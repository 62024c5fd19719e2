/** The audit ledger's own terms: logs, their state, and why one is not signed. */

/**
 * Every organization has a log, whose number is the organization's id. This one is the platform's: its leaves are the
 * signed checkpoints of the others.
 */
export const PLATFORM_LOG = 0;

/** Why a log is not signed; `null` where it is. */
export const REFUSAL_CODES = ['database_older_than_checkpoint', 'history_differs_from_checkpoint'] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface LedgerRefusal {
  readonly code: RefusalCode;
  /** What a worker has signed, and keeps outside of the database. */
  readonly signed_size: number;
  /** What the database holds. */
  readonly found_size: number;
  readonly noticed_at: Date;
}
