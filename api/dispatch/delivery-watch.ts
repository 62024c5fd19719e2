/**
 * Sees to it that everything that is delivered to has its workflow while it is active, and that this hears of changes: at
 * once when told, by a timer for what is due, in every API process. Its document is the outbox, as a job's is.
 */

import type { mongo } from 'mongoose';
import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { Tracked } from '../../store/models/define-model.ts';
import type { Store } from '../../store/store.ts';
import {
  CHANNEL_CHANGED,
  COLLECTOR_CHANGED,
  DELIVERY_WORKFLOW,
  type DeliveryInput,
  deliveryWorkflowIdOf,
  NOTIFY_WORKFLOW,
  type NotifyInput,
  notifyWorkflowIdOf,
  TASK_QUEUE,
} from '../../workflows/contract.ts';
import { Watch } from './watch.ts';

/** A workflow that is gone (terminated, or lost with Temporal's data) is started again within this time. */
const LOOK_AGAIN_MS = 30_000;
const AFTER_FAILURE_MS = 5_000;
/** Longer than a start may take, so that two processes do not look after the same one at once. */
const CLAIM_MS = 10_000;
const START_WITHIN_MS = 5_000;

interface Watched extends Pick<Tracked, 'revision'> {
  readonly _id: number;
  readonly organization_id: number;
  /** The revision that its workflow has been told of. */
  readonly told_revision: number;
}

interface WatchedDocument extends Watched {
  readonly status: string;
  readonly watch_due_at: Date;
}

/** What is delivered to, and by which workflow. */
export interface DeliveredKind {
  /** What cannot be looked after where that fails: the beginning of a sentence. */
  readonly noun: string;
  readonly collection: 'log_collectors' | 'notification_channels';
  readonly workflow: string;
  readonly workflowIdOf: (id: number) => string;
  readonly inputOf: (watched: Watched) => DeliveryInput | NotifyInput;
  /** Signal: there is nothing to wait for. */
  readonly changed: string;
}

export const LOG_COLLECTORS: DeliveredKind = {
  noun: 'Deliveries',
  collection: 'log_collectors',
  workflow: DELIVERY_WORKFLOW,
  workflowIdOf: deliveryWorkflowIdOf,
  inputOf: ({ _id, organization_id }) => ({ organizationId: organization_id, collectorId: _id }),
  changed: COLLECTOR_CHANGED,
};

export const NOTIFICATION_CHANNELS: DeliveredKind = {
  noun: 'Notifications',
  collection: 'notification_channels',
  workflow: NOTIFY_WORKFLOW,
  workflowIdOf: notifyWorkflowIdOf,
  inputOf: ({ _id, organization_id }) => ({ organizationId: organization_id, channelId: _id }),
  changed: CHANNEL_CHANGED,
};

export interface DeliveryWatchOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
  readonly kind: DeliveredKind;
}

export class DeliveryWatch extends Watch<Watched> {
  readonly #options: DeliveryWatchOptions;

  constructor(options: DeliveryWatchOptions) {
    const { logger, kind } = options;
    super({ noun: kind.noun, logger, claim: () => this.#claim(), see: (due) => this.#see(due) });
    this.#options = options;
  }

  /** The driver's own: a model takes conditions on the fields of its own documents alone, and these are in both. */
  get #documents(): mongo.Collection<WatchedDocument> {
    const { store, kind } = this.#options;
    return store.connection.getClient().db().collection<WatchedDocument>(kind.collection);
  }

  /** Moving the due time forward is the claim: another process does not see it meanwhile. */
  async #claim(): Promise<Watched | null> {
    const now = Date.now();
    return this.#documents.findOneAndUpdate(
      { status: 'active', watch_due_at: { $lte: new Date(now) } },
      { $set: { watch_due_at: new Date(now + CLAIM_MS) } },
      {
        sort: { watch_due_at: 1 },
        returnDocument: 'after',
        projection: { organization_id: 1, revision: 1, told_revision: 1 },
      },
    );
  }

  /** Rejects where Temporal or MongoDB does not answer, which it would not for the next one either. */
  async #see(watched: Watched): Promise<void> {
    const { _id, revision } = watched;
    try {
      await this.#ensureWorkflow(watched);
      await this.#documents.updateOne(
        { _id, revision },
        { $set: { told_revision: revision, watch_due_at: new Date(Date.now() + LOOK_AGAIN_MS) } },
      );
    } catch (error) {
      const watch_due_at = new Date(Date.now() + AFTER_FAILURE_MS);
      await this.#documents.updateOne({ _id, revision }, { $set: { watch_due_at } });
      throw error;
    }
  }

  /** Rejects while Temporal cannot be reached. Starting what runs is harmless; only a change is worth a signal. */
  async #ensureWorkflow(watched: Watched): Promise<void> {
    const { temporal, kind } = this.#options;
    const workflowId = kind.workflowIdOf(watched._id);
    const options = { taskQueue: TASK_QUEUE, workflowId, args: [kind.inputOf(watched)] };
    const { workflow } = temporal.client;
    await temporal.within<unknown>(START_WITHIN_MS, () =>
      watched.revision === watched.told_revision
        ? workflow.start(kind.workflow, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' })
        : workflow.signalWithStart(kind.workflow, { ...options, signal: kind.changed }),
    );
  }
}
