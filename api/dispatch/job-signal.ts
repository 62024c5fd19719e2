/** Wakes the workflow of a job by a plan when somebody has changed what is wanted of it. */

import type { Logger } from 'winston';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import { BULK_CHANGED, workflowIdOf } from '../../workflows/contract.ts';

const SIGNAL_WITHIN_MS = 2_000;

export interface BulkSignalOptions {
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

/**
 * The job document is what counts, and the workflow looks at it by itself every few minutes: a signal that is lost costs
 * time and nothing else.
 */
export class BulkSignal {
  readonly #options: BulkSignalOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: BulkSignalOptions) {
    this.#options = options;
  }

  /** Returns at once; never fails. */
  tellSoon(jobId: number): void {
    const telling = this.#tell(jobId).finally(() => this.#underWay.delete(telling));
    this.#underWay.add(telling);
  }

  /** Resolves when nothing is being told any more. */
  async stop(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #tell(jobId: number): Promise<void> {
    const { temporal, logger } = this.#options;
    try {
      const handle = temporal.client.workflow.getHandle(workflowIdOf(jobId));
      await temporal.within(SIGNAL_WITHIN_MS, () => handle.signal(BULK_CHANGED));
    } catch (error) {
      logger.debug('The workflow of a job could not be told of a change; it looks by itself', { job_id: jobId, error });
    }
  }
}
