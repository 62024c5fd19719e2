/** How many streams of events a caller, and all of them together, may hold open in this process: each reads as long as it lasts. */

import { CapstanError } from '../domain/errors.ts';
import type { Request } from './operation.ts';

export const MAX_STREAMS = { ofCaller: 10, total: 500 } as const;
const RETRY_AFTER_SECONDS = 5;

export class StreamPlaces {
  readonly #open = new Map<string, number>();
  #total = 0;

  /**
   * Counts the stream that answers `request` until it has ended.
   * @throws CapstanError `too_many_requests`.
   */
  begin({ actor: { type, id }, whenAnswered }: Pick<Request, 'actor' | 'whenAnswered'>): void {
    const caller = `${type}:${id}`;
    const before = this.#open.get(caller) ?? 0;
    if (before >= MAX_STREAMS.ofCaller) {
      throw refused(`You hold ${MAX_STREAMS.ofCaller} streams of events open already; close one of them.`);
    }
    if (this.#total >= MAX_STREAMS.total) {
      throw refused(`${MAX_STREAMS.total} streams of events are open here, and no more may be; come back later.`);
    }
    this.#open.set(caller, before + 1);
    this.#total += 1;
    whenAnswered(() => this.#end(caller));
  }

  #end(caller: string): void {
    this.#total -= 1;
    const left = (this.#open.get(caller) ?? 1) - 1;
    if (left === 0) this.#open.delete(caller);
    else this.#open.set(caller, left);
  }
}

function refused(detail: string): CapstanError {
  return new CapstanError('too_many_requests', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
