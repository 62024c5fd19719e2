/** What the workflow hears: whether it was done. The secret itself is in the store, sealed for whoever waits for it. */

import type { HandOverObjection } from '../../domain/hand-over.ts';

export interface HandOverAnswer {
  /** An old answer to another one must not count. */
  readonly intentId: string;
  /** null: it lies there. */
  readonly objection: HandOverObjection | null;
}
