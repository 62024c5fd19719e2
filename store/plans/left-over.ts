/** What a job by a plan has left: the items that another one does again, by how they have ended. */

import { type LeftStatus, RETRYABLE_STATUSES } from '../../domain/bulk.ts';
import type { BulkState } from '../models/job.ts';

/** Condition on items. */
export function leftOver(statuses: readonly LeftStatus[]) {
  return { status: { $in: [...statuses] }, 'bulk.position': { $gt: 0 } };
}

/** What a retry takes of the job before it: all that is left where it was asked for before there was a choice. */
export function retriedStatuses({ retry_statuses }: Pick<BulkState, 'retry_statuses'>): readonly LeftStatus[] {
  return retry_statuses ?? RETRYABLE_STATUSES;
}
