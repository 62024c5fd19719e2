/**
 * Slows down who guesses, without a way to shut anybody out for good: every limit ends within 15 minutes, and who
 * comes from where they came before is not held to what strangers do elsewhere.
 */

import { networkOf } from '../../runtime/addresses.ts';
import { isLoopback } from '../../runtime/no-machine.ts';
import type { Store } from '../../store/store.ts';
import { AttemptLimit, type AttemptRule } from './attempt-limit.ts';

const MINUTES_15 = 900;

export const THROTTLE_RULES = {
  /** One login name from one network. */
  pair: { name: 'sign-in-pair', points: 10, withinSeconds: MINUTES_15 },
  /** One login name from everywhere. */
  login: { name: 'sign-in-login', points: 100, withinSeconds: MINUTES_15 },
  /** All login names from one network. */
  network: { name: 'sign-in-network', points: 200, withinSeconds: MINUTES_15 },
} as const satisfies Record<string, AttemptRule>;

/** A wrong code comes from somebody who has the password already, and there are only a million codes. */
export const CODE_WEIGHT = 5;

/** Where a caller comes from. */
export interface Origin {
  /** null: not known. */
  readonly address: string | null;
  /** A proxy that nobody has declared as trusted says that it hands the request on. */
  readonly isForwarded: boolean;
}

/** Somebody who tries to prove that they are a user. */
export interface Claimant extends Origin {
  /** `<organization>/<user>`, the same for every spelling of a login name. */
  readonly login: string;
  /** null: there is no such user. */
  readonly userId: number | null;
}

const KNOWN_FOR_MS = 30 * 24 * 60 * 60 * 1000;
/** An arrival is written at most once in this time. */
const NOTED_EVERY_MS = 60 * 60 * 1000;
const MAX_NOTED = 10_000;

interface Counted {
  readonly limit: AttemptLimit;
  readonly whom: string;
  readonly weight: number;
}

export class SignInThrottle {
  readonly #store: Store;
  readonly #limits: Readonly<Record<keyof typeof THROTTLE_RULES, AttemptLimit>>;
  /** Known address -> when it was last written, epoch ms. */
  readonly #noted = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    this.#limits = {
      pair: new AttemptLimit(store, THROTTLE_RULES.pair),
      login: new AttemptLimit(store, THROTTLE_RULES.login),
      network: new AttemptLimit(store, THROTTLE_RULES.network),
    };
  }

  /**
   * Runs `check` as one guess: counted before, given back where it answers yes or cannot be carried out.
   * @throws CapstanError `too_many_requests` instead of running it; it takes the same course for unknown names.
   */
  async attempt(claimant: Claimant, check: () => Promise<boolean>, weight = 1): Promise<boolean> {
    const counted = await this.#count(claimant, weight);
    let isWrong = false;
    try {
      const isRight = await check();
      isWrong = !isRight;
      return isRight;
    } finally {
      if (!isWrong) await giveBack(counted);
    }
  }

  /** Remembers where a user has come in from. */
  async noteArrival(userId: number, { address }: Origin): Promise<void> {
    if (address === null) return;
    const id = knownAddressId(userId, address);
    const now = Date.now();
    if (now - (this.#noted.get(id) ?? 0) < NOTED_EVERY_MS) return;
    await this.#store.models.knownAddresses.updateOne(
      { _id: id },
      { $set: { expires_at: new Date(now + KNOWN_FOR_MS) } },
      { upsert: true },
    );
    const oldest = this.#noted.keys().next();
    if (this.#noted.size >= MAX_NOTED && !oldest.done) this.#noted.delete(oldest.value);
    this.#noted.set(id, now);
  }

  async #count(claimant: Claimant, weight: number): Promise<Counted[]> {
    const network = claimant.address === null ? 'unknown' : networkOf(claimant.address);
    const pair = { limit: this.#limits.pair, whom: `${claimant.login}\n${network}`, weight: 1 };
    // Only asked: a client that goes on with one wrong password uses up nothing of what all behind its address share.
    await pair.limit.requireLeft(pair.whom);
    const counted: Counted[] = [];
    // First and alone: login names are the guesser's to choose, and each is counted in a document of its own. Not on
    // loopback: everybody behind a proxy on this machine would share the limit.
    if (!isOnLoopback(claimant)) await count({ limit: this.#limits.network, whom: network, weight: 1 }, counted);
    await count(pair, counted);
    if (!(await this.#isAtHome(claimant))) {
      await count({ limit: this.#limits.login, whom: claimant.login, weight }, counted);
    }
    return counted;
  }

  /** Whether guesses of others do not concern the claimant: on this machine, or where the user was lately. */
  async #isAtHome(claimant: Claimant): Promise<boolean> {
    if (isOnLoopback(claimant) && !claimant.isForwarded) return true;
    const { userId, address } = claimant;
    const known = await this.#store.models.knownAddresses
      .findOne({ _id: knownAddressId(userId ?? 0, address ?? 'unknown') }, { expires_at: 1 })
      .lean();
    return known !== null && known.expires_at > new Date();
  }
}

function isOnLoopback({ address }: Origin): boolean {
  return address !== null && isLoopback(address);
}

function knownAddressId(userId: number, address: string): string {
  return `${userId}|${networkOf(address)}`;
}

/** Counts `next` as well, or gives back what is `counted` already. */
async function count(next: Counted, counted: Counted[]): Promise<void> {
  try {
    await next.limit.count(next.whom, next.weight);
  } catch (refused) {
    await giveBack(counted);
    throw refused;
  }
  counted.push(next);
}

async function giveBack(counted: readonly Counted[]): Promise<void> {
  await Promise.all(counted.map(({ limit, whom, weight }) => limit.giveBack(whom, weight)));
}
