/** The work of a batch as it flows: items are looked at and candidates stored ahead of the lanes, and results are committed behind them. */

import { Context } from '@temporalio/activity';
import { waitFor } from '../../domain/item-wait.ts';
import type { Batch, BatchItem, ItemResult, PreparedItem } from './batch.ts';
import { pauseOverBudget } from './budget.ts';
import { standsStill } from './bulk-job.ts';
import { commitResults } from './commit-results.ts';
import { CommitTimer } from './commit-timer.ts';
import type { Intake } from './intake.ts';
import { prepare } from './prepare.ts';
import { ReconcileSessions } from './reconcile-sessions.ts';
import { hasFailures } from './result-updates.ts';
import { LANES, type Slots } from './slots.ts';
import { nextLook } from './sort-items.ts';
import { Waiters } from './waiters.ts';
import { workItem } from './work-item.ts';

/** So many are prepared at once: a batch that is cut off leaves no more than about four times as many in doubt. */
const AHEAD = 64;
/** One commit costs about the same for few and for many, so results wait for one another, but not for long. */
const ENOUGH_TO_COMMIT = 64;
const MOST_A_COMMIT = 128;

export class Pipeline {
  readonly #batch: Batch;
  readonly #sessions: ReconcileSessions;
  readonly #slots: Slots;
  readonly #intake: Intake;
  readonly #waiters: Waiters;
  readonly #ready: PreparedItem[] = [];
  #settled: ItemResult[] = [];
  #committing: Promise<void> | undefined;
  readonly #timer = new CommitTimer(() => this.#flush());
  #failure: unknown;
  readonly #doubtful: number[] = [];

  constructor(batch: Batch, slots: Slots, intake: Intake) {
    this.#batch = batch;
    this.#sessions = new ReconcileSessions(batch);
    this.#slots = slots;
    this.#intake = intake;
    this.#waiters = new Waiters(batch, slots);
  }

  get isWorkerStopping(): boolean {
    return Context.current().cancellationSignal.aborted;
  }

  /** Takes what needs no more work; it is committed with the next group. */
  #settle(...results: readonly ItemResult[]): void {
    this.#settled.push(...results);
    if (this.#settled.length >= ENOUGH_TO_COMMIT) this.#committing ??= this.#commit();
    else if (results.length > 0) this.#timer.start(hasFailures(results));
  }

  #flush(): void {
    if (this.#settled.length > 0) this.#committing ??= this.#commit();
  }

  /**
   * Resolves once all items are settled and committed, with the resources that are left to operations of their own.
   * Rejects with the first failure of the store; what was under way at targets is waited for even then.
   */
  async run(): Promise<readonly number[]> {
    const stop = () => this.#batch.halt.abort();
    const { cancellationSignal } = Context.current();
    cancellationSignal.addEventListener('abort', stop, { once: true });
    if (cancellationSignal.aborted) stop();
    this.#waiters.start();
    try {
      await this.#flow();
      for (this.#flush(); this.#committing; this.#flush()) await this.#committing;
    } finally {
      this.#timer.stop();
      this.#waiters.stop();
      cancellationSignal.removeEventListener('abort', stop);
      await this.#sessions.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#doubtful;
  }

  /** Items are looked at, and candidates stored, while the lanes work, so that none of them waits. */
  async #flow(): Promise<void> {
    const lanes = new Set<Promise<void>>();
    let looking: Promise<void> | undefined;
    let preparing: Promise<void> | undefined;
    for (;;) {
      // What was not prepared needs nothing.
      if (this.#batch.halt.signal.aborted) this.#intake.close();
      // A place goes while nothing is being prepared: whoever prepares must hold one.
      if (this.#slots.areDue && !looking && !preparing) await this.#lend();
      const isLending = this.#slots.areDue;
      const next = preparing || isLending ? [] : this.#intake.take(AHEAD);
      if (next.length > 0) {
        preparing = this.#prepare(next).finally(() => {
          preparing = undefined;
        });
      }
      if (!looking && !isLending && this.#intake.isShortOf(AHEAD)) {
        looking = this.#look().finally(() => {
          looking = undefined;
        });
      }
      this.#startLanes(lanes);
      const underWay = [...lanes, looking, preparing].filter((one) => one !== undefined);
      if (underWay.length > 0 || this.#awaitsPlaces) await Promise.race([...underWay, this.#waiters.looked]);
      else if (this.#ready.length > 0) this.#putBack();
      else if (this.#intake.isEmpty) return;
      else throw new Error('an item has no place that it could wait for');
    }
  }

  /** Something is left to do in places that were lent. */
  get #awaitsPlaces(): boolean {
    if (this.#batch.halt.signal.aborted || !this.#slots.areLent) return false;
    return this.#ready.length > 0 || !this.#intake.isEmpty;
  }

  /** What has waited too long for a place that was lent is put back. */
  async #lend(): Promise<void> {
    try {
      await this.#slots.lend();
      this.#putBack((facts) => this.#slots.lacks(facts) !== null);
      this.#settle(...(await this.#intake.putOffCrowded()));
    } catch (error) {
      this.#fail(error);
    }
  }

  async #look(): Promise<void> {
    try {
      const { results, handedOn } = await this.#intake.look();
      this.#doubtful.push(...handedOn);
      this.#settle(...results);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #prepare(waiting: readonly BatchItem[]): Promise<void> {
    try {
      const { items, results, changed } = await prepare(this.#batch, waiting);
      this.#ready.push(...items);
      const begun = new Set(items.map(({ item }) => item));
      for (const { item, facts } of waiting) if (!begun.has(item)) this.#slots.forgo(facts);
      this.#settle(...results);
      this.#intake.giveBack(changed);
      // Nothing waits for it but a lane that wants the same connection: what it has not told in time is asked for each.
      if (!this.#batch.halt.signal.aborted) this.#sessions.look(items).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #startLanes(lanes: Set<Promise<void>>): void {
    while (lanes.size < LANES) {
      const at = this.#ready.findIndex(({ facts }) => this.#slots.isFree(facts));
      const [prepared] = at < 0 ? [] : this.#ready.splice(at, 1);
      if (!prepared) return;
      const lane: Promise<void> = this.#work(prepared).finally(() => lanes.delete(lane));
      lanes.add(lane);
    }
  }

  /** Their places were given to others: those who waited for one, or since somebody has changed what the device or the platform allows. */
  #putBack(isWithout: (facts: PreparedItem['facts']) => boolean = () => true): void {
    const waiting = this.#ready.splice(0);
    this.#ready.push(...waiting.filter(({ facts }) => !isWithout(facts)));
    for (const prepared of waiting.filter(({ facts }) => isWithout(facts))) {
      this.#slots.forgo(prepared.facts);
      const waitsFor = waitFor(this.#slots.lacks(prepared.facts) ?? 'device');
      this.#settle({ kind: 'put_back', prepared, until: nextLook(), waitsFor });
    }
  }

  async #work(prepared: PreparedItem): Promise<void> {
    this.#slots.occupy(prepared.facts);
    try {
      const result = await workItem(this.#batch, this.#sessions, prepared);
      if (result.kind === 'doubtful') this.#doubtful.push(prepared.item.resource_id);
      this.#settle(result);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#slots.leave(prepared.facts);
    }
  }

  async #commit(): Promise<void> {
    this.#timer.stop();
    await Promise.resolve();
    try {
      // What came while one commit was on its way goes with the next.
      do {
        const group = this.#settled.splice(0, MOST_A_COMMIT);
        const job = await commitResults(this.#batch, group);
        const isOver = hasFailures(group) && (await pauseOverBudget(this.#batch.dependencies, job, false)) !== null;
        if (isOver || standsStill(job)) this.#batch.halt.abort();
      } while (this.#settled.length >= ENOUGH_TO_COMMIT);
    } catch (error) {
      this.#settled = [];
      this.#fail(error);
    } finally {
      this.#committing = undefined;
      // What is left has not been waited for to its end.
      if (this.#settled.length > 0) this.#timer.start(hasFailures(this.#settled));
    }
  }

  /** Nothing new is begun; what the store did not take is found by the next attempt. */
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#batch.halt.abort();
  }
}
