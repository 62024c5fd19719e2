/**
 * How many deliveries read and send at the same time in a process. Those that wait for something to come are many and
 * cost next to nothing; those that send hold a batch and a connection, and receivers may be slow for as long as they
 * like. None of them takes all places: neither a receiver, nor an organization that has many, nor several of those.
 */

interface PlaceLimits {
  readonly total: number;
  readonly ofOrganization: number;
}

/** Who asks for a place. */
export interface PlaceSeeker {
  readonly organizationId: number;
  readonly receiverId: number;
  readonly signal: AbortSignal;
  /** Of `performance.now()`: nobody waits for longer. */
  readonly endMs: number;
}

interface Waiter {
  readonly seeker: PlaceSeeker;
  readonly admit: () => void;
}

export class SendPlaces {
  readonly #limits: PlaceLimits;
  readonly #ofOrganizations = new Counts();
  readonly #ofReceivers = new Counts();
  #total = 0;
  #waiters: Waiter[] = [];

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` once there is a place for it: those first whose organization, and then whose receiver, has the fewest,
   * and among equals in the order of coming.
   * @returns null where there was none in time.
   * @throws the reason of the seeker's signal where that is aborted before the work begins.
   */
  async within<Result>(seeker: PlaceSeeker, work: () => Promise<Result>): Promise<Result | null> {
    seeker.signal.throwIfAborted();
    if (this.#hasRoom(seeker)) this.#take(seeker);
    else if (!(await this.#wait(seeker))) return null;
    try {
      return await work();
    } finally {
      this.#release(seeker);
    }
  }

  #hasRoom({ organizationId }: PlaceSeeker): boolean {
    const { total, ofOrganization } = this.#limits;
    return this.#total < total && this.#ofOrganizations.of(organizationId) < ofOrganization;
  }

  #take({ organizationId, receiverId }: PlaceSeeker): void {
    this.#total += 1;
    this.#ofOrganizations.add(organizationId, 1);
    this.#ofReceivers.add(receiverId, 1);
  }

  /** @returns whether the seeker has a place. */
  #wait(seeker: PlaceSeeker): Promise<boolean> {
    const { signal, endMs } = seeker;
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
      };
      const stop = () => {
        leave();
        reject(signal.reason);
      };
      const giveUp = () => {
        leave();
        resolve(false);
      };
      const admit = () => {
        leave();
        resolve(true);
      };
      const waiter: Waiter = { seeker, admit };
      const timer = setTimeout(giveUp, Math.max(0, endMs - performance.now()));
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #release({ organizationId, receiverId }: PlaceSeeker): void {
    this.#total -= 1;
    this.#ofOrganizations.add(organizationId, -1);
    this.#ofReceivers.add(receiverId, -1);
    const next = this.#neediest();
    if (!next) return;
    this.#take(next.seeker);
    next.admit();
  }

  #neediest(): Waiter | undefined {
    const held = ({ seeker }: Waiter) => [
      this.#ofOrganizations.of(seeker.organizationId),
      this.#ofReceivers.of(seeker.receiverId),
    ];
    // Sorting keeps the order of coming among equals.
    return this.#waiters
      .filter(({ seeker }) => this.#hasRoom(seeker))
      .map((waiter) => ({ waiter, held: held(waiter) }))
      .sort((one, other) => compare(one.held, other.held))[0]?.waiter;
  }
}

function compare([one = 0, ofOne = 0]: readonly number[], [other = 0, ofOther = 0]: readonly number[]): number {
  return one - other || ofOne - ofOther;
}

/** Numbers by key, of which those that are 0 are not kept. */
class Counts {
  readonly #counts = new Map<number, number>();

  of(key: number): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: number, change: number): void {
    const count = this.of(key) + change;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}
