/** Wakes the workflow of a job that waits for people or time when somebody has changed what is wanted of it. */

import type { Logger } from 'winston';
import type { TemporalClient } from '../runtime/temporal-client.ts';
import { JOB_CHANGED, workflowIdOf } from '../workflows/contract.ts';

const SIGNAL_WITHIN_MS = 2_000;

export interface JobSignalOptions {
  readonly temporal: TemporalClient;
  readonly logger: Logger;
}

/**
 * The job document is what counts, and the workflow looks at it by itself now and then: a signal that is lost costs
 * time and nothing else.
 */
export class JobSignal {
  readonly #options: JobSignalOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: JobSignalOptions) {
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
      await temporal.within(SIGNAL_WITHIN_MS, () => handle.signal(JOB_CHANGED));
    } catch (error) {
      logger.debug('The workflow of a job could not be told of a change; it looks by itself', { job_id: jobId, error });
    }
  }
}
