/** The work of a batch as it flows: candidates are stored ahead of the lanes, and results are committed behind them. */

import { Context } from '@temporalio/activity';
import type { Batch, BatchItem, ItemResult, PreparedItem } from './batch.ts';
import { pauseOverBudget } from './budget.ts';
import { standsStill } from './bulk-job.ts';
import { commitResults } from './commit-results.ts';
import { LANES, roomFor, type Slots } from './lease-items.ts';
import { prepare } from './prepare.ts';
import { ReconcileSessions } from './reconcile-sessions.ts';
import { hasFailures } from './result-updates.ts';
import { workItem } from './work-item.ts';

/** So many are prepared at once: a batch that is cut off leaves no more than about twice as many in doubt. */
const AHEAD = 32;
/** One commit costs about the same for few and for many, so results wait for one another, but not for long. */
const ENOUGH_TO_COMMIT = 32;
const MOST_A_COMMIT = 64;
const COMMIT_WITHIN_MS = 250;

export class Pipeline {
  readonly #batch: Batch;
  readonly #sessions: ReconcileSessions;
  /** Slots that no lane has at the moment. */
  readonly #free: { readonly devices: Map<number, number>; readonly platforms: Map<number, number> };
  readonly #ready: PreparedItem[] = [];
  #settled: ItemResult[] = [];
  #committing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;
  readonly #doubtful: number[] = [];

  constructor(batch: Batch, { devices, platforms }: Slots) {
    this.#batch = batch;
    this.#sessions = new ReconcileSessions(batch);
    this.#free = { devices: new Map(devices), platforms: new Map(platforms) };
  }

  get isWorkerStopping(): boolean {
    return Context.current().cancellationSignal.aborted;
  }

  /** Takes in what needs no more work; it is committed with the next group. */
  settle(...results: readonly ItemResult[]): void {
    this.#settled.push(...results);
    if (this.#settled.length >= ENOUGH_TO_COMMIT) this.#committing ??= this.#commit();
    else if (results.length > 0) this.#timer ??= setTimeout(() => this.#flush(), COMMIT_WITHIN_MS);
  }

  #flush(): void {
    if (this.#settled.length > 0) this.#committing ??= this.#commit();
  }

  /**
   * Resolves once all of `items` are settled and committed, with the resources that are left in doubt.
   * Rejects with the first failure of the store; what was under way at targets is waited for even then.
   */
  async run(items: readonly BatchItem[]): Promise<readonly number[]> {
    const stop = () => this.#batch.halt.abort();
    const { cancellationSignal } = Context.current();
    cancellationSignal.addEventListener('abort', stop, { once: true });
    if (cancellationSignal.aborted) stop();
    try {
      await this.#flow([...items]);
      for (this.#flush(); this.#committing; this.#flush()) await this.#committing;
    } finally {
      clearTimeout(this.#timer);
      cancellationSignal.removeEventListener('abort', stop);
      await this.#sessions.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#doubtful;
  }

  /** Candidates are stored while the lanes work, so that none of them waits. */
  async #flow(waiting: BatchItem[]): Promise<void> {
    const lanes = new Set<Promise<void>>();
    let preparing: Promise<void> | undefined;
    while (waiting.length + this.#ready.length + lanes.size > 0 || preparing) {
      // What was not prepared needs nothing: it is as if it had not been looked at.
      if (this.#batch.halt.signal.aborted) waiting.length = 0;
      if (waiting.length > 0 && this.#ready.length < AHEAD) {
        preparing ??= this.#prepare(waiting.splice(0, AHEAD)).finally(() => {
          preparing = undefined;
        });
      }
      this.#startLanes(lanes);
      const underWay = [...lanes, ...(preparing ? [preparing] : [])];
      if (underWay.length > 0) await Promise.race(underWay);
      else if (this.#ready.length > 0) throw new Error('a prepared item has no lane that could take it');
    }
  }

  async #prepare(items: readonly BatchItem[]): Promise<void> {
    try {
      this.#ready.push(...(await prepare(this.#batch, items)));
    } catch (error) {
      this.#fail(error);
    }
  }

  #startLanes(lanes: Set<Promise<void>>): void {
    while (lanes.size < LANES) {
      const at = this.#ready.findIndex(({ facts }) => roomFor(this.#free, facts) > 0);
      const [prepared] = at < 0 ? [] : this.#ready.splice(at, 1);
      if (!prepared) return;
      const lane: Promise<void> = this.#work(prepared).finally(() => lanes.delete(lane));
      lanes.add(lane);
    }
  }

  async #work(prepared: PreparedItem): Promise<void> {
    this.#take(prepared, 1);
    try {
      const result = await workItem(this.#batch, this.#sessions, prepared);
      if (result.kind === 'doubtful') this.#doubtful.push(prepared.item.resource_id);
      this.settle(result);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#take(prepared, -1);
    }
  }

  #take({ facts }: PreparedItem, slots: number): void {
    const { devices, platforms } = this.#free;
    devices.set(facts.device._id, (devices.get(facts.device._id) ?? 0) - slots);
    const ofPlatform = platforms.get(facts.platform._id);
    if (ofPlatform !== undefined) platforms.set(facts.platform._id, ofPlatform - slots);
  }

  async #commit(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
      if (this.#settled.length > 0) this.#timer ??= setTimeout(() => this.#flush(), COMMIT_WITHIN_MS);
    }
  }

  /** Nothing new is begun; what the store did not take is found by the next attempt. */
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#batch.halt.abort();
  }
}
