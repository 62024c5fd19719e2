/** How many large answers a caller may have under way in this process: each holds memory for as long as it is read. */

import { CapstanError } from '../domain/errors.ts';
import type { Request } from './operation.ts';

const MAX_OF_CALLER = 4;
const RETRY_AFTER_SECONDS = 5;

export class Downloads {
  readonly #underWay = new Map<string, number>();

  /**
   * Counts the answer to `request` until it has been sent, or its client is gone.
   * @throws CapstanError `too_many_requests`.
   */
  begin({ actor: { type, id }, whenAnswered }: Pick<Request, 'actor' | 'whenAnswered'>): void {
    const caller = `${type}:${id}`;
    const before = this.#underWay.get(caller) ?? 0;
    if (before >= MAX_OF_CALLER) {
      throw new CapstanError(
        'too_many_requests',
        `${MAX_OF_CALLER} exports or files are on their way to you already; read them to the end, or close them.`,
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
    this.#underWay.set(caller, before + 1);
    whenAnswered(() => this.#end(caller));
  }

  #end(caller: string): void {
    const left = (this.#underWay.get(caller) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(caller);
    else this.#underWay.set(caller, left);
  }
}
