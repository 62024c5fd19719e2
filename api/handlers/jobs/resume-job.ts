/** POST /v1/jobs/{id}/resume */

import { endedOf } from '../../../domain/bulk-pace.ts';
import type { BulkState } from '../../../store/models/job.ts';
import { placeOf } from '../../authorization/places.ts';
import { command } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { type BulkJob, requireBulkJob, requireUnended } from './bulk-job.ts';
import { findJob } from './find-job.ts';
import { showJob } from './show-job.ts';

export const resumeJob = command(
  'resumeJob',
  async (request, tx) => {
    const { job, operation } = requireBulkJob(await findJob(request, tx.session), 'resumed');
    request.access.requireAlso(`resource:${operation}`, placeOf('job', job));
    requireUnended(job);
    if (!standsStill(job)) {
      return {
        ...showing(200, job, await showJob(request.means.store, job)),
        jobId: job._id,
        change: 'nothing to change',
      };
    }
    const status = job.status === 'paused' ? 'running' : job.status;
    const bulk = resumed(job.bulk, request.now);
    const revised = await revise(request.means.store.models.jobs, request, tx, job, { status, bulk });
    const { paused } = job.bulk;
    const change = paused ? `goes on, after a pause (${paused.kind})` : 'goes on, before it has stood still';
    return { ...showing(200, revised, await showJob(request.means.store, revised)), jobId: job._id, change };
  },
  ({ means, path }) => means.tellJobSoon(path.id),
);

function standsStill({ status, bulk }: BulkJob): boolean {
  return bulk.pause_requested || bulk.paused !== null || status === 'paused';
}

/**
 * Failures are forgiven where they were what it paused for: whoever resumes it from another pause has said nothing about
 * them. So is the canary where one of it had failed; after any other pause it goes on.
 */
export function resumed(bulk: BulkState, now: Date): BulkState {
  const isForgiven = bulk.paused?.kind === 'failure_budget' || bulk.paused?.kind === 'canary';
  return {
    ...bulk,
    pause_requested: false,
    paused: null,
    resumed_at: isForgiven ? now : bulk.resumed_at,
    is_canary_waived: bulk.is_canary_waived === true || bulk.paused?.kind === 'canary',
    pace_since: { at: now, ended: endedOf(bulk.counts) },
    windows_seen: null,
  };
}
