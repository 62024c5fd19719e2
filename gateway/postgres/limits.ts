/** What the PostgreSQL proxy takes from strangers and from clients. */

import type { StrangerLimits } from '../strangers.ts';

export interface PostgresLimits {
  /** From the first byte to the password. */
  readonly openingMs: number;
  /** When refusals are answered, counted from the password. */
  readonly refusalMs: number;
  /** When connections that ask for a statement to be canceled are closed, whether they meant one or not. */
  readonly cancelMs: number;
  /** Of one message of either side, in bytes; nothing longer is ever held. */
  readonly messageBytes: number;
  /** Of messages that wait for their answers; what the client sends beyond waits until half of them have theirs. */
  readonly unanswered: number;
  readonly strangers: StrangerLimits;
}

export const POSTGRES_LIMITS: PostgresLimits = {
  openingMs: 10_000,
  refusalMs: 1_000,
  cancelMs: 100,
  messageBytes: 16 * 1024 * 1024,
  // Servers hold back some kilobytes of answers until they are asked for them: it has to be more than fit in there.
  unanswered: 10_000,
  strangers: { waiting: 200, waitingOfOne: 20, refusedOfOne: 10 },
};
