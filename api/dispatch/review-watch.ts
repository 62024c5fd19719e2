/**
 * Sees to it that every open access review has its workflow, and that this hears at once of what was decided. The document
 * is the outbox, as a job's is.
 */

import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { AccessReviewDocument } from '../../store/models/access-review.ts';
import type { Store } from '../../store/store.ts';
import {
  REVIEW_CHANGED,
  REVIEW_WORKFLOW,
  type ReviewInput,
  reviewWorkflowIdOf,
  TASK_QUEUE,
} from '../../workflows/contract.ts';
import { Watch } from './watch.ts';

/** A workflow that is gone (terminated, or lost with Temporal's data) is started again within this time. */
const LOOK_AGAIN_MS = 60_000;
const AFTER_FAILURE_MS = 5_000;
/** Longer than a start may take, so that two processes do not look after the same review at once. */
const CLAIM_MS = 10_000;
const TOLD_WITHIN_MS = 5_000;

type Watched = Pick<
  AccessReviewDocument,
  '_id' | 'organization_id' | 'correlation_id' | 'status' | 'dispatch' | 'dispatch_due_at'
>;

export interface ReviewWatchOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

export class ReviewWatch extends Watch<Watched> {
  readonly #options: ReviewWatchOptions;

  constructor(options: ReviewWatchOptions) {
    const { logger } = options;
    super({ noun: 'Access reviews', logger, claim: () => this.#claim(), see: (due) => this.#see(due) });
    this.#options = options;
  }

  /** Those that are new or changed come before those that only wait. */
  async #claim(): Promise<Watched | null> {
    return (await this.#claimOf({ dispatch: 'accepted' })) ?? (await this.#claimOf({ status: 'open' }));
  }

  /** Moving the due time forward is the claim: another process does not see the review meanwhile. */
  async #claimOf(which: { readonly dispatch: 'accepted' } | { readonly status: 'open' }): Promise<Watched | null> {
    const now = Date.now();
    return this.#options.store.models.accessReviews
      .findOneAndUpdate(
        { ...which, dispatch_due_at: { $lte: new Date(now) } },
        { $set: { dispatch_due_at: new Date(now + CLAIM_MS) } },
        {
          sort: { dispatch_due_at: 1 },
          returnDocument: 'after',
          projection: { organization_id: 1, correlation_id: 1, status: 1, dispatch: 1, dispatch_due_at: 1 },
        },
      )
      .lean<Watched>();
  }

  /** Rejects where Temporal or MongoDB does not answer, which it would not for the next review either. */
  async #see(review: Watched): Promise<void> {
    const { store } = this.#options;
    // Whoever has changed it meanwhile has made it due again.
    const { _id, dispatch_due_at } = review;
    const seen = { _id, dispatch_due_at };
    try {
      if (review.status === 'open') await this.#start(review);
      if (review.dispatch === 'accepted') await this.#tellChanged(_id);
      const next = new Date(Date.now() + LOOK_AGAIN_MS);
      await store.models.accessReviews.updateOne(seen, { $set: { dispatch: 'started', dispatch_due_at: next } });
    } catch (error) {
      const next = new Date(Date.now() + AFTER_FAILURE_MS);
      await store.models.accessReviews.updateOne(seen, { $set: { dispatch_due_at: next } });
      throw error;
    }
  }

  /** Starting it twice is starting it once. */
  async #start({ _id: reviewId, organization_id, correlation_id }: Watched): Promise<void> {
    const { temporal } = this.#options;
    const input: ReviewInput = { organizationId: organization_id, reviewId, correlationId: correlation_id };
    await temporal.within(TOLD_WITHIN_MS, () =>
      temporal.client.workflow.start(REVIEW_WORKFLOW, {
        taskQueue: TASK_QUEUE,
        workflowId: reviewWorkflowIdOf(reviewId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [input],
      }),
    );
  }

  async #tellChanged(id: number): Promise<void> {
    const { temporal } = this.#options;
    const handle = temporal.client.workflow.getHandle(reviewWorkflowIdOf(id));
    try {
      await temporal.within(TOLD_WITHIN_MS, () => handle.signal(REVIEW_CHANGED));
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
