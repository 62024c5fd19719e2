/**
 * Brings accepted jobs to Temporal: at once when told, by a timer for what is due, in every API process. What is due by
 * policy becomes a job here first, and access reviews are made again; what expires is told, and what has expired and is of no more use is removed.
 */

import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { removeExpiredBundles } from '../../store/evidence-bundles.ts';
import type { Store } from '../../store/store.ts';
import { type DispatchedJob, dispatchJob } from './dispatch-job.ts';
import { requestDueLooks } from './due-looks.ts';
import { requestDuePrunes } from './due-prunes.ts';
import { beginDueReviews } from './due-reviews.ts';
import { requestDueRotations } from './due-rotations.ts';
import { tellExpiries } from './expiry-reminders.ts';
import { removeOutdatedEvents } from './outdated-events.ts';
import { settleStaleJobs } from './stale-jobs.ts';

const TICK_MS = 1_000;
const STALE_CHECK_MS = 15_000;
const POLICY_CHECK_MS = 60_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** Longer than a start may take, so that two processes do not start the same job at once. */
const CLAIM_MS = 10_000;
const PARALLEL = 8;

export interface RelayOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

/** Time until attempt `attempts + 1`: doubling from half a second to half a minute. */
export function retryDelayMs(attempts: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1));
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #hands = new Set<Promise<void>>();
  #calledInVain = false;
  #stopped = false;
  #staleRound: Promise<void> | undefined;
  #policyRound: Promise<void> | undefined;
  #failing = false;
  #lastTickMs = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timers.push(setInterval(() => this.dispatchSoon(), TICK_MS).unref());
    this.#timers.push(setInterval(() => this.#checkStale(), STALE_CHECK_MS).unref());
    this.#timers.push(setInterval(() => this.#checkPolicies(), POLICY_CHECK_MS).unref());
    this.dispatchSoon();
  }

  /** Looks for due jobs now; returns at once. */
  dispatchSoon(): void {
    if (this.#stopped) return;
    if (this.#hands.size === PARALLEL) {
      this.#calledInVain = true;
      return;
    }
    const hand = this.#work().finally(() => this.#hands.delete(hand));
    this.#hands.add(hand);
  }

  /** Rejects where nobody could look lately; for readiness. */
  async check(): Promise<void> {
    const silentMs = performance.now() - this.#lastTickMs;
    if (silentMs > 10 * TICK_MS + MAX_RETRY_MS) throw new Error('the relay has not looked for due jobs lately');
  }

  /** Resolves when what has begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#hands, this.#staleRound, this.#policyRound]);
  }

  /** One of several hands: takes due jobs until there is none, and calls another hand for each that it finds. */
  async #work(): Promise<void> {
    try {
      while (!this.#stopped) {
        // Before it looks: what comes from here on may be missed, and is looked for again.
        this.#calledInVain = false;
        const job = await this.#claim();
        this.#lastTickMs = performance.now();
        this.#failing = false;
        if (job) {
          this.dispatchSoon();
          // What is claimed is dispatched, also while stopping: nobody else looks at it for a while.
          await this.#dispatch(job);
        } else if (!this.#calledInVain) return;
      }
    } catch (error) {
      if (!this.#failing) this.#options.logger.warn('Due jobs cannot be read; the relay tries again', { error });
      this.#failing = true;
    }
  }

  /** Moving the due time forward is the claim: another process does not see the job meanwhile. */
  async #claim(): Promise<(DispatchedJob & { readonly dispatch_attempts: number }) | null> {
    const now = Date.now();
    return this.#options.store.models.jobs
      .findOneAndUpdate(
        { dispatch: 'accepted', dispatch_due_at: { $lte: new Date(now) } },
        { $set: { dispatch_due_at: new Date(now + CLAIM_MS) }, $inc: { dispatch_attempts: 1 } },
        {
          sort: { dispatch_due_at: 1 },
          returnDocument: 'after',
          projection: { organization_id: 1, operation: 1, correlation_id: 1, dispatch_attempts: 1 },
        },
      )
      .lean();
  }

  async #dispatch(job: DispatchedJob & { readonly dispatch_attempts: number }): Promise<void> {
    const { store, temporal, logger } = this.#options;
    try {
      await dispatchJob(store, temporal, job);
    } catch (error) {
      const delayMs = retryDelayMs(job.dispatch_attempts);
      const level = job.dispatch_attempts === 1 ? 'warn' : 'debug';
      logger.log(level, 'A job could not be started and is tried again', { job_id: job._id, delay_ms: delayMs, error });
      await store.models.jobs.updateOne(
        { _id: job._id, dispatch: 'accepted' },
        { $set: { dispatch_due_at: new Date(Date.now() + delayMs) } },
      );
    }
  }

  #checkStale(): void {
    this.#staleRound ??= settleStaleJobs(this.#options)
      .catch((error: unknown) => void this.#options.logger.warn('Started jobs could not be checked', { error }))
      .finally(() => {
        this.#staleRound = undefined;
      });
  }

  #checkPolicies(): void {
    this.#policyRound ??= this.#seeToPolicies().finally(() => {
      this.#policyRound = undefined;
    });
  }

  async #seeToPolicies(): Promise<void> {
    const { store, logger } = this.#options;
    try {
      if ((await requestDuePrunes(this.#options)) > 0) this.dispatchSoon();
    } catch (error) {
      logger.warn('Retention policies could not be checked', { error });
    }
    try {
      if ((await requestDueRotations(this.#options)) > 0) this.dispatchSoon();
    } catch (error) {
      logger.warn('Rotations that are due by policy could not be looked for', { error });
    }
    try {
      if ((await requestDueLooks(this.#options)) > 0) this.dispatchSoon();
    } catch (error) {
      logger.warn('Looks that are due by policy could not be looked for', { error });
    }
    try {
      // Their watch finds the new ones by itself.
      await beginDueReviews(this.#options);
    } catch (error) {
      logger.warn('Access reviews that are to be made again could not be looked for', { error });
    }
    try {
      await tellExpiries(this.#options);
    } catch (error) {
      logger.warn('Expiries of protected information could not be looked for', { error });
    }
    await this.#tidy('Expired evidence bundles', async () => removeExpiredBundles(store, await cautiousNow(store)));
    await this.#tidy('Outdated operational events', async () => removeOutdatedEvents(store, await cautiousNow(store)));
  }

  async #tidy(what: string, remove: () => Promise<unknown>): Promise<void> {
    try {
      await remove();
    } catch (error) {
      this.#options.logger.warn(`${what} could not be removed`, { error });
    }
  }
}
