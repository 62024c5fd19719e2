/** The bench's handle on the process that writes records at a given rate, whatever becomes of them. */

import { once } from 'node:events';
import { forkProcess } from '../fork-process.ts';

/** Goes over the channel between the processes: the URI holds a password. */
export interface Offer {
  readonly mongodbUri: string;
  /** Records per second, in even steps; null: as many as 64 callers get through. */
  readonly perSecond: number | null;
  readonly seconds: number;
  /** Among whose logs they are divided. */
  readonly organizations: number;
}

/** An event and when it was known to be committed, in ms since 1970. */
export type Committed = readonly [eventId: string, atMs: number];

export interface Offered {
  readonly perSecond: number;
  readonly committed: readonly Committed[];
}

/** @throws Error where a record could not be written. */
export async function offer(order: Offer): Promise<Offered> {
  const child = forkProcess(new URL('./offer-process.ts', import.meta.url));
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the process that writes records ended with ${signal ?? code}`);
  });
  // It ends while nothing waits for it once it has answered.
  ended.catch(() => undefined);
  child.send(order);
  const [answer]: Offered[] = await Promise.race([once(child, 'message'), ended]);
  if (!answer) throw new Error('the process that writes records has answered nothing');
  return answer;
}
