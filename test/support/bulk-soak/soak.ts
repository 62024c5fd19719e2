/**
 * A rotation by a plan from its preflight to the last login, while things are killed and some of its roles cannot be
 * rotated; then what it has left behind is judged.
 */

import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../../../domain/bulk.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { ManagedRole } from '../bulk-estate.ts';
import { assertAllLogIn, judgeItems, judgeRotations, refusalsOf } from '../bulk-outcome.ts';
import { Random } from '../ledger-race/random.ts';
import { until } from '../until.ts';
import { breakRoles, type FailingRoles } from './failing-roles.ts';
import { historiesOf } from './histories.ts';
import { killSpread } from './kills.ts';
import { type MemoryFigures, MemoryWatch } from './memory.ts';
import { BulkOperations } from './operations.ts';
import { GUARD_SECONDS, MOST_FAILED_LOGINS, persistently, Stage } from './stage.ts';

export interface SoakOptions {
  readonly roles: number;
  readonly canary: number;
  readonly kills: number;
  /** Of the roles; more than the failure budget makes the job pause. */
  readonly failShare: number;
  readonly changeBy: 'self' | 'reconcile_account';
  readonly parallel: number;
  readonly seed: number;
  readonly note: (line: string) => void;
}

/** Of Temporal, for one run. */
const MOST_EVENTS = 10_000;
const MOST_GROWTH = 1.15;
/** In less time memory says nothing: it grows until it is collected for the first time. */
const SHORTEST_TREND_MS = 60_000;
const ENDED_WITHIN_MS = 60 * 60_000;
const BUDGET_PERCENT = DEFAULT_BUDGET.percent ?? 100;

/** @throws AssertionError that names the first promise that was broken. */
export async function runSoak(options: SoakOptions): Promise<void> {
  const { roles: count, changeBy, parallel, note } = options;
  const reconcile = changeBy === 'reconcile_account';
  note(`starting engines, API and two workers; making and registering ${count} roles`);
  const stage = await Stage.start({ roles: count, changeBy, reconcile, parallel });
  try {
    await new Soak(stage, options).run();
  } finally {
    await stage.stop();
  }
}

class Soak {
  readonly #stage: Stage;
  readonly #options: SoakOptions;
  readonly #random: Random;
  #kills: ReadonlyMap<string, number> = new Map();

  constructor(stage: Stage, options: SoakOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<void> {
    const { roles } = this.#stage;
    const { canary, failShare: share, note } = this.#options;
    const operations = await BulkOperations.under(this.#stage);
    const began = performance.now();
    const plan = await operations.preflight();
    const seconds = (performance.now() - began) / 1_000;
    note(
      `plan ready in ${seconds.toFixed(1)} s: ${JSON.stringify(plan.counts)}, estimated ${plan.estimated_seconds} s`,
    );
    assert.equal(
      (plan.counts['ready'] ?? 0) + (plan.counts['warned'] ?? 0),
      roles.length,
      'all of them can be rotated',
    );
    const failing = await breakRoles(this.#stage, plan.id, { share, canary, random: this.#random });
    const job = await operations.rotate(plan, { canary });
    note(`job ${job} was approved by another person; ${failing.roles.length} roles were broken behind its back`);
    await this.#carriedOut(operations, job, failing);
    const jobs = [job];
    const failed = await this.#failedOf(job, failing);
    if (failed.length > 0) {
      await failing.repair();
      await this.#guardsOpen(failed);
      const again = await operations.retry(job);
      const { status } = await this.#ended(again);
      assert.notEqual(status, 'paused', `job ${again} has paused: ${await this.#codesOf(again)}`);
      await judgeItems(this.#stage.estate, again, failed);
      note(`job ${again} has done the ${failed.length} failed ones again`);
      jobs.push(again);
    }
    await this.#judge(jobs);
  }

  /** With kills and memory watched, until it has ended; where it pauses by itself, over a repair and a resumption. */
  async #carriedOut(operations: BulkOperations, jobId: number, failing: FailingRoles): Promise<void> {
    const { kills: count, seed, failShare, note } = this.#options;
    const watch = new MemoryWatch(this.#stage.supervised);
    const began = performance.now();
    this.#kills = await killSpread(this.#stage, { count, seed, jobId, note, limitMs: ENDED_WITHIN_MS });
    const stopped = await this.#ended(jobId);
    const isOver = failShare * 100 > BUDGET_PERCENT;
    assert.equal(
      stopped.status === 'paused',
      isOver,
      `it is ${stopped.status}: ${JSON.stringify(stopped.bulk?.paused)}`,
    );
    if (isOver) {
      await this.#assertPausedWell(operations, jobId);
      await failing.repair();
      await operations.resume(jobId);
      assert.notEqual((await this.#ended(jobId)).status, 'paused', 'after the repair it does not pause again');
    }
    const forMs = performance.now() - began;
    const pace = (this.#stage.roles.length / forMs) * 1_000;
    note(`job ${jobId} has ended after ${(forMs / 1_000).toFixed(1)} s (${pace.toFixed(1)}/s)`);
    this.#tellMemory(watch.stop(), count === 0 && !isOver && forMs >= SHORTEST_TREND_MS);
    if (count === 0) return;
    const total = [...this.#kills.values()].reduce((sum, one) => sum + one, 0);
    note(`killed: ${[...this.#kills].map(([kind, times]) => `${times} × ${kind}`).join(', ')}; ${total} of ${count}`);
    const ended = [...this.#stage.supervised].map(([name, role]) => `${name} ${role.endedByItself}`);
    note(`ended by themselves and were started anew: ${ended.join(', ')}`);
    if (!isOver) assert.ok(total >= count - 2, 'the kills were spread over the job');
  }

  #tellMemory(figures: readonly MemoryFigures[], isJudged: boolean): void {
    for (const { name, peakBytes, trend, isWhole } of figures) {
      const growth = trend === null ? '' : `, last third over second third ${trend.toFixed(2)}`;
      this.#options.note(`memory of ${name}: at most ${(peakBytes / 1024 ** 2).toFixed(0)} MiB${growth}`);
      if (isJudged && isWhole && trend !== null) assert.ok(trend <= MOST_GROWTH, `the memory of ${name} grows`);
    }
  }

  /** Nothing is in flight, and what has failed is little more than what may. */
  async #assertPausedWell(operations: BulkOperations, jobId: number): Promise<void> {
    const { status, bulk } = await operations.job(jobId);
    assert.deepEqual([status, bulk.paused?.kind], ['paused', 'failure_budget']);
    const { jobItems, leases } = this.#stage.estate.store.models;
    assert.equal(await jobItems.countDocuments({ job_id: jobId, status: 'running' }), 0, 'nothing is in flight');
    assert.equal(await leases.countDocuments({ job_id: jobId }), 0, 'nothing is held');
    this.#options.note(`it has paused by itself: ${bulk.paused?.detail}; ${JSON.stringify(bulk.counts)}`);
  }

  /** Those that were broken, and no other; all of them where nobody has repaired them meanwhile. */
  async #failedOf(jobId: number, failing: FailingRoles): Promise<readonly ManagedRole[]> {
    const { estate, roles } = this.#stage;
    const ids = new Set<number>(
      await estate.store.models.jobItems.distinct('resource_id', { job_id: jobId, status: 'failed' }),
    );
    await judgeItems(estate, jobId, roles, ids);
    const failed = failing.roles.filter(({ resource }) => ids.has(resource));
    assert.equal(failed.length, ids.size, 'only what was broken has failed');
    if (this.#options.failShare * 100 <= BUDGET_PERCENT) assert.equal(failed.length, failing.roles.length);
    if (failed.length > 0)
      this.#options.note(`${failed.length} items say why they failed: ${await this.#codesOf(jobId)}`);
    return failed;
  }

  /** What was tried in vain counts for a while: so long no guard lets anybody try whether a repair has helped. */
  async #guardsOpen(roles: readonly ManagedRole[]): Promise<void> {
    const ids = roles.map(({ resource }) => resource);
    const credentials = this.#stage.estate.store.connection.getClient().db().collection('credentials');
    await until(
      'the login guards to forget',
      async () => {
        const since = new Date(Date.now() - GUARD_SECONDS * 1_000);
        const recent = await credentials.countDocuments({
          resource_id: { $in: ids },
          $or: [{ failed_logins: { $gt: since } }, { 'open_logins.at': { $gt: since } }],
        });
        return recent === 0 || undefined;
      },
      2_000 * GUARD_SECONDS,
    );
  }

  async #codesOf(jobId: number): Promise<string> {
    const rows = await this.#stage.estate.store.models.jobItems.aggregate<{ _id: string; count: number }>([
      { $match: { job_id: jobId, status: 'failed' } },
      { $group: { _id: '$code', count: { $sum: 1 } } },
    ]);
    return rows.map(({ _id, count }) => `${count} × ${_id}`).join(', ');
  }

  async #judge(jobs: readonly number[]): Promise<void> {
    const { estate, target, roles } = this.#stage;
    const { note } = this.#options;
    const { givenUp, handedOn } = await judgeRotations(estate, jobs, roles);
    note(
      `each of ${roles.length} was rotated exactly once; ${givenUp} candidates were given up, ${handedOn} items handed on`,
    );
    // Otherwise nobody was at work when it was killed, and nothing was proven.
    if ((this.#kills.get('both workers') ?? 0) > 1) assert.ok(handedOn > 0, 'something was left open, and settled');
    const refusals = await refusalsOf(target);
    const most = Math.max(0, ...roles.map(({ username }) => refusals.get(username) ?? 0));
    note(`the target has refused a password of one role ${most} times at most`);
    assert.ok(most <= MOST_FAILED_LOGINS, 'nothing is locked out');
    await assertAllLogIn(estate, target, roles);
    note(`all ${roles.length} log in with their stored password`);
    for (const job of jobs) {
      const { runs, longest, children } = await historiesOf(estate.client, job);
      note(`job ${job}: ${runs} runs, the longest with ${longest} events; ${children} operations of their own`);
      assert.ok(longest < MOST_EVENTS, 'its histories stay small');
    }
  }

  #ended(jobId: number): Promise<JobDocument> {
    return until(
      `job ${jobId} to end or pause`,
      async () => {
        const job = await persistently(() => this.#stage.estate.store.models.jobs.findById(jobId).lean<JobDocument>());
        return job && (job.ended_at !== null || job.status === 'paused') ? job : undefined;
      },
      ENDED_WITHIN_MS,
    );
  }
}
