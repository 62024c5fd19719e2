/** What goes first where work waits for a worker in Temporal; whatever a workflow starts inherits it. */

import type { Priority } from '@temporalio/common';
import { isBulkOperation, isLedgerOperation, type JobOperation } from '../../domain/job.ts';

/** 1 to 5, smaller goes first; what names none has 3. */
const KEY = { oneResource: 2, ledger: 3, bulk: 4 } as const;

/** Somebody waits for one resource; bulk work takes what is left. Of equal work the organizations take turns. */
export function startPriorityOf(job: { readonly operation: JobOperation; readonly organization_id: number }): Priority {
  return { priorityKey: keyOf(job.operation), fairnessKey: `org-${job.organization_id}` };
}

function keyOf(operation: JobOperation): number {
  if (isBulkOperation(operation)) return KEY.bulk;
  return isLedgerOperation(operation) ? KEY.ledger : KEY.oneResource;
}
