/** How often something may be tried within a time, counted in MongoDB, so that it holds for all processes together. */

import { createHash } from 'node:crypto';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { CapstanError } from '../../domain/errors.ts';
import { ATTEMPT_COUNTERS } from '../../store/models/sign-in.ts';
import type { Store } from '../../store/store.ts';

export interface AttemptRule {
  /** Kebab-case; counters of different rules are apart. */
  readonly name: string;
  readonly points: number;
  readonly withinSeconds: number;
}

export class AttemptLimit {
  readonly #limiter: RateLimiterMongo;

  constructor(store: Store, { name, points, withinSeconds }: AttemptRule) {
    this.#limiter = new RateLimiterMongo({
      storeClient: store.connection.getClient(),
      dbName: store.connection.name,
      tableName: ATTEMPT_COUNTERS,
      // The store makes them.
      disableIndexesCreation: true,
      keyPrefix: name,
      points,
      duration: withinSeconds,
      // Who is over the limit costs no more writes until the window ends.
      inMemoryBlockOnConsumed: points + 1,
    });
  }

  /**
   * Counts before it is known how the attempt ends, so that many at once are no way around.
   * @throws CapstanError `too_many_requests`, at most a window long; what the driver throws where the database is away.
   */
  async count(whom: string, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(keyOf(whom), points);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw overLimit(refused);
    }
  }

  /**
   * Asks without counting, and writes nothing.
   * @throws CapstanError `too_many_requests` where one more would be too many.
   */
  async requireLeft(whom: string): Promise<void> {
    const found = await this.#limiter.get(keyOf(whom));
    if (found !== null && found.consumedPoints >= this.#limiter.points) throw overLimit(found);
  }

  /** Takes back what {@link count} counted. */
  async giveBack(whom: string, points = 1): Promise<void> {
    await this.#limiter.reward(keyOf(whom), points);
  }
}

function overLimit({ msBeforeNext }: RateLimiterRes): CapstanError {
  return new CapstanError('too_many_requests', 'There were too many failures; wait before the next try.', {
    retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
  });
}

/** Hashed: what strangers type for a name may be anything, a password in the wrong field too. */
function keyOf(whom: string): string {
  return createHash('sha256').update(whom).digest('base64url');
}
