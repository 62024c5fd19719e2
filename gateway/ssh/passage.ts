/** What happens to the bytes of a channel between the person and the target. */

import type { Exit } from './door.ts';
import type { StreamName } from './outlet.ts';

export interface Passage {
  /** What the person sent. A promise: nothing more is read from there before it has resolved. */
  inward(data: Buffer): Promise<void> | undefined;
  outward(data: Buffer, stream: StreamName): Promise<void> | undefined;
  /** Nothing passes any more, and nobody waits any longer. */
  closed(exit: Exit): void;
}

/** Where a passage sends what may pass. */
export interface PassageEnds {
  toTarget(data: Buffer): Promise<void> | undefined;
  toPerson(data: Buffer, stream: StreamName): Promise<void> | undefined;
}

/** One side does not keep to the protocol that is spoken in the channel: the session ends. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
  readonly side: 'client' | 'target';

  constructor(side: 'client' | 'target', message: string) {
    super(message);
    this.side = side;
  }
}

/** What happens could not be recorded: the session ends. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}

/** Waits for those that are to be waited for; undefined where there are none. */
export function both(one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined {
  if (one === undefined) return other;
  if (other === undefined) return one;
  return Promise.all([one, other]).then(() => undefined);
}
