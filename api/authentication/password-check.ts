/** Checks passwords by argon2id: bounded in parallel, remembered for a minute, and as slow for unknown names. */

import { createHmac, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { CapstanError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';

/** OWASP's second choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 1_000;
/** Each takes 19 MiB and a core; more at once would only make all of them slower. */
const MAX_PARALLEL = 2;
const MAX_WAITING = 64;

/** PHC string of an argon2id hash. */
export async function hashPassword(password: Secret): Promise<string> {
  return hash(password.reveal(), COST);
}

/** What surrounds a check that is really carried out: a password that is remembered is not a guess. */
export interface Guess {
  /** Who guesses: checks are shared among equal ones only. */
  readonly by: string;
  /** Counts the guess, then runs the check. */
  readonly counted: (check: () => Promise<boolean>) => Promise<boolean>;
}

const UNCOUNTED: Guess = { by: '', counted: (check) => check() };

export class PasswordCheck {
  /** Keyed by an HMAC whose key dies with the process: memory dumps and logs give no password to guess at. */
  readonly #remembered = new Map<string, number>();
  readonly #key = randomBytes(32);
  readonly #dummyHash = hash(randomBytes(16).toString('hex'), COST);
  /** A busy client sends the same password many times at once: one check answers all of them. */
  readonly #checking = new Map<string, Promise<boolean>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * Whether `password` makes `passwordHash`; `undefined` (no such user) takes as long and answers no.
   * @throws CapstanError `too_many_requests` where too many checks wait already; what `guess.counted` throws.
   */
  async matches(passwordHash: string | undefined, password: string, guess: Guess = UNCOUNTED): Promise<boolean> {
    const key = createHmac('sha256', this.#key).update(`${passwordHash}\0${password}`).digest('base64');
    const until = this.#remembered.get(key);
    if (until !== undefined && until > Date.now()) return true;
    this.#remembered.delete(key);
    const shared = `${key} ${guess.by}`;
    const running = this.#checking.get(shared);
    if (running) return running;
    const check = guess
      .counted(() => this.#check(passwordHash, password))
      .then((isRight) => {
        if (isRight) this.#remember(key);
        return isRight;
      })
      .finally(() => this.#checking.delete(shared));
    this.#checking.set(shared, check);
    return check;
  }

  async #check(passwordHash: string | undefined, password: string): Promise<boolean> {
    const correct = await this.#inTurn(async () => verify(passwordHash ?? (await this.#dummyHash), password));
    return passwordHash !== undefined && correct;
  }

  /** The oldest goes first: a Map keeps the order of insertion. */
  #remember(key: string): void {
    const oldest = this.#remembered.keys().next();
    if (this.#remembered.size >= MAX_REMEMBERED && !oldest.done) this.#remembered.delete(oldest.value);
    this.#remembered.set(key, Date.now() + REMEMBERED_MS);
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= MAX_PARALLEL) {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new CapstanError('too_many_requests', 'Too many passwords are being checked.', { retryAfterSeconds: 2 });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes to the next in line, or becomes free.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
