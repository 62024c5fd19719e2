/** Step `wave`, where a batch cannot be worked on at all: the job waits for people instead of failing for ever. */

import { hasEnded } from '../../domain/job.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep } from '../timeline.ts';
import { loadBulkJob } from './bulk-job.ts';
import type { BulkRef } from './contract.ts';
import { notePause } from './note-pause.ts';

export interface BulkPauseRef extends BulkRef {
  /** What could not be done, in Capstan's words. */
  readonly detail: string;
}

export function pauseBulk(dependencies: Dependencies) {
  return (ref: BulkPauseRef): Promise<Stamped<void>> =>
    recordedStep(
      dependencies,
      ref,
      'wave',
      async () => {
        const job = await loadBulkJob(dependencies.store, ref);
        if (!hasEnded(job.status)) await notePause(dependencies, job, { kind: 'internal', detail: ref.detail });
      },
      () => ({ outcome: 'succeeded', detail: `paused: ${ref.detail}` }),
    );
}
