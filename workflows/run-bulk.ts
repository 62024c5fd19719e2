/**
 * A job by a plan: wave after wave, as the store says. All that it knows is stored, so it can begin anew at any moment;
 * what it adds is that the next step is taken, whatever dies meanwhile.
 */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkBatchAnswer, BulkBatchRef, BulkNext } from '../activities/bulk/contract.ts';
import type { Activities } from '../activities/index.ts';
import {
  BATCHES_AT_ONCE,
  BULK_QUEUE,
  type BulkJobInput,
  JOB_CHANGED,
  LEASE_LOST,
  type OperationInput,
  STEP_DEFECT,
} from './contract.ts';
import { reconcileCredential } from './reconcile-credential.ts';
import { rotateCredential } from './rotate-credential.ts';
import { resultOf, UNTIL_STORED } from './stamped-answer.ts';
import { verifyCredential } from './verify-credential.ts';

/** Operations of their own at once. */
const ALONE_AT_ONCE = 8;
const AFTER_FAILURE_MS = 20_000;
/** A run's history stays small; the next run goes on. */
const STEPS_A_RUN = 100;
const MOST_EVENTS = 4_000;

const { beginBulk, nextWave, pauseBulk } = proxyActivities<Pick<Activities, 'beginBulk' | 'nextWave' | 'pauseBulk'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10s',
  retry: UNTIL_STORED,
});

const { runBulkBatch } = proxyActivities<Pick<Activities, 'runBulkBatch'>>({
  taskQueue: BULK_QUEUE,
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '10s',
  retry: UNTIL_STORED,
});

const bulkChanged = defineSignal(JOB_CHANGED);

const ALONE = { bulk_verify: verifyCredential, bulk_rotate: rotateCredential, bulk_reconcile: reconcileCredential };

/** Nothing from outside cuts it short: what people want of it is stored, and seen between two steps. */
export async function runBulk(input: BulkJobInput): Promise<void> {
  let isChanged = false;
  setHandler(bulkChanged, () => {
    isChanged = true;
  });
  const run = new BulkRun(input);
  const isOver = await CancellationScope.nonCancellable(async () => {
    if (!(await run.begin())) return true;
    while (!run.isLong()) {
      isChanged = false;
      const next = await run.next();
      if (next.state === 'over') return true;
      if (next.state === 'work') await run.wave(next);
      else await condition(() => isChanged, next.forMs);
    }
    return false;
  });
  if (!isOver) await continueAsNew<typeof runBulk>({ ...input, round: run.round });
}

class BulkRun {
  readonly #input: BulkJobInput;
  readonly #begunWith: number;
  #round: number;

  constructor(input: BulkJobInput) {
    this.#input = input;
    this.#round = input.round ?? 0;
    this.#begunWith = this.#round;
  }

  /** How many steps have been taken, over all runs. */
  get round(): number {
    return this.#round;
  }

  isLong(): boolean {
    return this.#round - this.#begunWith >= STEPS_A_RUN || hasManyEvents();
  }

  /** Whether the run begins nothing more within a wave. What is left of that is found open by the next look, in the next run. */
  #isFull(): boolean {
    return hasManyEvents() && patched('a-run-is-full-within-a-wave');
  }

  async begin(): Promise<boolean> {
    const ref = this.#take();
    return resultOf('begin', ref, await beginBulk(ref)).state === 'ready';
  }

  async next(): Promise<BulkNext> {
    const ref = this.#take();
    return resultOf('wave', ref, await nextWave(ref));
  }

  /** Its batches, some at once, until there is none or one of them says that nothing else is to be begun. */
  async wave({ wave, batches }: Extract<BulkNext, { state: 'work' }>): Promise<void> {
    const waiting = [...batches];
    const lane = async () => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        const { doubtful, stop } = await this.#batch({ ...this.#take(), wave, batch });
        if (stop) waiting.length = 0;
        await this.#settle(doubtful);
        if (this.#isFull()) waiting.length = 0;
      }
    };
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, lane));
  }

  async #batch(ref: BulkBatchRef): Promise<BulkBatchAnswer> {
    try {
      return resultOf('work', ref, await runBulkBatch(ref));
    } catch (error) {
      const cause = error instanceof ActivityFailure ? error.cause : error;
      if (!(cause instanceof ApplicationFailure)) throw error;
      // A later attempt, or another job, has taken over: what is left of the batch is looked up again.
      if (cause.type === LEASE_LOST) return NOTHING_LEFT;
      await this.#pause(
        cause.type === STEP_DEFECT ? cause.message : `a batch could not be worked on: ${cause.message}`,
      );
      return { doubtful: [], stop: true };
    }
  }

  async #pause(detail: string): Promise<void> {
    const ref = this.#take();
    resultOf('wave', ref, await pauseBulk({ ...ref, detail }));
  }

  /** Each by an operation of its own, with all the time that it takes. */
  async #settle(resourceIds: readonly number[]): Promise<void> {
    const waiting = [...resourceIds];
    const lane = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        await this.#settleOne(id);
        if (this.#isFull()) waiting.length = 0;
      }
    };
    await Promise.all(Array.from({ length: Math.min(ALONE_AT_ONCE, waiting.length) }, lane));
  }

  async #settleOne(resourceId: number): Promise<void> {
    const { organizationId, jobId, operation, correlationId } = this.#input;
    if (operation === 'bulk_preflight') return;
    const input: OperationInput = { organizationId, jobId, resourceId, correlationId };
    try {
      await executeChild(ALONE[operation], {
        // One at a time, also where one outlives the run that began it.
        workflowId: `job:${jobId}:${resourceId}`,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [input],
      });
    } catch {
      // It is under way already, or cannot go on. Its item is still open then, and is looked at again.
      await sleep(AFTER_FAILURE_MS);
    }
  }

  #take() {
    this.#round += 1;
    return { ...this.#input, round: this.#round };
  }
}

function hasManyEvents(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength > MOST_EVENTS || continueAsNewSuggested;
}

const NOTHING_LEFT: BulkBatchAnswer = { doubtful: [], stop: false };
