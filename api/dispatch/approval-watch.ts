/**
 * Sees to it that every request for consent that waits has its workflow, and that the workflow of one that was ended
 * otherwise hears of it: at once when told, by a timer for what is due, in every API process. The document is the outbox,
 * as a job's is.
 */

import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import type { Store } from '../../store/store.ts';
import { APPROVAL_CHANGED, approvalWorkflowIdOf } from '../../workflows/contract.ts';
import { startApproval } from './start-approval.ts';
import { Watch } from './watch.ts';

/** A workflow that is gone (terminated, or lost with Temporal's data) is started again within this time. */
const LOOK_AGAIN_MS = 60_000;
const AFTER_FAILURE_MS = 5_000;
/** Longer than a start may take, so that two processes do not look after the same request at once. */
const CLAIM_MS = 10_000;
const SIGNAL_WITHIN_MS = 5_000;

type Watched = Pick<
  ApprovalDocument,
  '_id' | 'organization_id' | 'correlation_id' | 'status' | 'revision' | 'dispatch_due_at'
>;

export interface ApprovalWatchOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

export class ApprovalWatch extends Watch<Watched> {
  readonly #options: ApprovalWatchOptions;

  constructor(options: ApprovalWatchOptions) {
    const { logger } = options;
    super({ noun: 'Approvals', logger, claim: () => this.#claim(), see: (due) => this.#see(due) });
    this.#options = options;
  }

  /** Those that are new or changed come before those that only wait. */
  async #claim(): Promise<Watched | null> {
    return (await this.#claimOf({ dispatch: 'accepted' })) ?? (await this.#claimOf({ status: 'pending' }));
  }

  /** Moving the due time forward is the claim: another process does not see the request meanwhile. */
  async #claimOf(which: { readonly dispatch: 'accepted' } | { readonly status: 'pending' }): Promise<Watched | null> {
    const now = Date.now();
    return this.#options.store.models.approvals
      .findOneAndUpdate(
        { ...which, dispatch_due_at: { $lte: new Date(now) } },
        { $set: { dispatch_due_at: new Date(now + CLAIM_MS) }, $inc: { dispatch_attempts: 1 } },
        {
          sort: { dispatch_due_at: 1 },
          returnDocument: 'after',
          projection: { organization_id: 1, correlation_id: 1, status: 1, revision: 1, dispatch_due_at: 1 },
        },
      )
      .lean<Watched>();
  }

  /** Rejects where Temporal or MongoDB does not answer, which it would not for the next request either. */
  async #see(approval: Watched): Promise<void> {
    const { store, temporal } = this.#options;
    // Whoever has changed it meanwhile has made it due again.
    const { _id, dispatch_due_at } = approval;
    const seen = { _id, dispatch_due_at };
    try {
      if (approval.status === 'pending') await startApproval(temporal, approval);
      else await this.#tellChanged(_id);
      const next = new Date(Date.now() + LOOK_AGAIN_MS);
      await store.models.approvals.updateOne(seen, { $set: { dispatch: 'started', dispatch_due_at: next } });
    } catch (error) {
      const next = new Date(Date.now() + AFTER_FAILURE_MS);
      await store.models.approvals.updateOne(seen, { $set: { dispatch_due_at: next } });
      throw error;
    }
  }

  async #tellChanged(id: number): Promise<void> {
    const { temporal } = this.#options;
    const handle = temporal.client.workflow.getHandle(approvalWorkflowIdOf(id));
    try {
      await temporal.within(SIGNAL_WITHIN_MS, () => handle.signal(APPROVAL_CHANGED));
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
