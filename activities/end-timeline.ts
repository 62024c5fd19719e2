/** Whoever sees a job ended sees its timeline ended too: the last step, and attempts whose worker died. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../store/store.ts';
import type { RunningStep } from './timeline.ts';

/** @param resourceId left out where the job concerns its organization as a whole. */
export async function endTimeline(
  store: Store,
  session: ClientSession,
  { jobId, resourceId }: { readonly jobId: number; readonly resourceId?: number },
  self: RunningStep,
  now: Date,
): Promise<void> {
  const { jobSteps } = store.models;
  await jobSteps.updateOne(
    { _id: self.id },
    { $set: { outcome: 'succeeded', ended_at: now, duration_ms: now.getTime() - self.startedAt.getTime() } },
    { session },
  );
  await jobSteps.updateMany(
    { job_id: jobId, resource_id: resourceId ?? null, outcome: 'running' },
    [
      {
        $set: {
          outcome: 'failed',
          detail: 'interrupted: the worker stopped before it answered',
          ended_at: now,
          duration_ms: { $subtract: [now, '$started_at'] },
        },
      },
    ],
    { session, updatePipeline: true },
  );
}
