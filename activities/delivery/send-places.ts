/**
 * How many deliveries read and send at the same time in a process. Those that wait for something to come are many and
 * cost next to nothing; those that send hold a batch and a connection, and receivers may be slow for as long as they
 * like. None of them takes all places: neither a receiver, nor an organization that has many.
 */

interface PlaceLimits {
  readonly total: number;
  readonly ofOrganization: number;
}

interface Waiter {
  readonly organizationId: number;
  readonly admit: () => void;
}

export class SendPlaces {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<number, number>();
  #total = 0;
  #waiters: Waiter[] = [];

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` once there is a place for it: in the order of coming, but nobody waits for an organization that has all
   * of its places.
   * @throws the reason of `signal` where that is aborted before the work begins.
   */
  async within<Result>(organizationId: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    if (this.#hasRoom(organizationId)) this.#take(organizationId);
    else await this.#wait(organizationId, signal);
    try {
      return await work();
    } finally {
      this.#release(organizationId);
    }
  }

  #hasRoom(organizationId: number): boolean {
    const { total, ofOrganization } = this.#limits;
    return this.#total < total && (this.#taken.get(organizationId) ?? 0) < ofOrganization;
  }

  #take(organizationId: number): void {
    this.#total += 1;
    this.#taken.set(organizationId, (this.#taken.get(organizationId) ?? 0) + 1);
  }

  #wait(organizationId: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        organizationId,
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #release(organizationId: number): void {
    this.#total -= 1;
    const left = (this.#taken.get(organizationId) ?? 1) - 1;
    if (left === 0) this.#taken.delete(organizationId);
    else this.#taken.set(organizationId, left);
    const next = this.#waiters.find((waiter) => this.#hasRoom(waiter.organizationId));
    if (!next) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter !== next);
    this.#take(next.organizationId);
    next.admit();
  }
}
