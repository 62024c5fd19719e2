/**
 * Sees to it that every active log collector has its workflow, and that this hears of changes: at once when told, by a
 * timer for what is due, in every API process. The collector's document is the outbox, as a job's is.
 */

import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import type { Store } from '../../store/store.ts';
import {
  COLLECTOR_CHANGED,
  DELIVERY_WORKFLOW,
  type DeliveryInput,
  deliveryWorkflowIdOf,
  TASK_QUEUE,
} from '../../workflows/contract.ts';
import { Watch } from './watch.ts';

/** A workflow that is gone (terminated, or lost with Temporal's data) is started again within this time. */
const LOOK_AGAIN_MS = 30_000;
const AFTER_FAILURE_MS = 5_000;
/** Longer than a start may take, so that two processes do not look after the same collector at once. */
const CLAIM_MS = 10_000;
const START_WITHIN_MS = 5_000;

type Watched = Pick<LogCollectorDocument, '_id' | 'organization_id' | 'revision' | 'told_revision'>;

export interface DeliveryWatchOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

export class DeliveryWatch extends Watch<Watched> {
  readonly #options: DeliveryWatchOptions;

  constructor(options: DeliveryWatchOptions) {
    const { logger } = options;
    super({ noun: 'Deliveries', logger, claim: () => this.#claim(), see: (due) => this.#see(due) });
    this.#options = options;
  }

  /** Moving the due time forward is the claim: another process does not see the collector meanwhile. */
  async #claim(): Promise<Watched | null> {
    const now = Date.now();
    return this.#options.store.models.logCollectors
      .findOneAndUpdate(
        { status: 'active', watch_due_at: { $lte: new Date(now) } },
        { $set: { watch_due_at: new Date(now + CLAIM_MS) } },
        {
          sort: { watch_due_at: 1 },
          returnDocument: 'after',
          projection: { organization_id: 1, revision: 1, told_revision: 1 },
        },
      )
      .lean<Watched>();
  }

  /** Rejects where Temporal or MongoDB does not answer, which it would not for the next collector either. */
  async #see(collector: Watched): Promise<void> {
    const { store } = this.#options;
    const { _id, revision } = collector;
    try {
      await this.#ensureWorkflow(collector);
      await store.models.logCollectors.updateOne(
        { _id, revision },
        { $set: { told_revision: revision, watch_due_at: new Date(Date.now() + LOOK_AGAIN_MS) } },
      );
    } catch (error) {
      const watch_due_at = new Date(Date.now() + AFTER_FAILURE_MS);
      await store.models.logCollectors.updateOne({ _id, revision }, { $set: { watch_due_at } });
      throw error;
    }
  }

  /** Rejects while Temporal cannot be reached. Starting what runs is harmless; only a change is worth a signal. */
  async #ensureWorkflow({ _id, organization_id, revision, told_revision }: Watched): Promise<void> {
    const { temporal } = this.#options;
    const input: DeliveryInput = { organizationId: organization_id, collectorId: _id };
    const options = { taskQueue: TASK_QUEUE, workflowId: deliveryWorkflowIdOf(_id), args: [input] };
    const { workflow } = temporal.client;
    await temporal.within<unknown>(START_WITHIN_MS, () =>
      revision === told_revision
        ? workflow.start(DELIVERY_WORKFLOW, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' })
        : workflow.signalWithStart(DELIVERY_WORKFLOW, { ...options, signal: COLLECTOR_CHANGED }),
    );
  }
}
