/** What an audit log tells of changes, in the order of its tree: for whatever is kept beside the documents themselves. */

import { ledgerCollections } from '../ledger/collections.ts';
import type { AuditRecordDocument } from '../models/evidence.ts';
import type { Store } from '../store.ts';

/** As far as it says what was changed. */
export type ChangeRecord = Pick<
  AuditRecordDocument,
  | '_id'
  | 'resource_id'
  | 'target_type'
  | 'target_id'
  | 'permission'
  | 'status'
  | 'operation'
  | 'job_id'
  | 'approval_id'
  | 'session_id'
>;

const FIELDS = {
  resource_id: 1,
  target_type: 1,
  target_id: 1,
  permission: 1,
  status: 1,
  operation: 1,
  job_id: 1,
  approval_id: 1,
  session_id: 1,
} as const satisfies Partial<Record<keyof ChangeRecord, 1>>;

export interface LogPart {
  readonly nextIndex: number;
  /** Those that may have changed something: no reads, and no refusals but of jobs. */
  readonly changes: readonly ChangeRecord[];
}

/**
 * From index `from` on, `most` records at most. Records that the retention policy has let go are passed over: whoever
 * follows so slowly has to look at what they told of by itself.
 */
export async function readLog(store: Store, organizationId: number, from: number, most: number): Promise<LogPart> {
  const sequence = await ledgerCollections(store)
    .sequence.find({ log: organizationId, index: { $gte: from } })
    .sort({ index: 1 })
    .limit(most)
    .batchSize(most)
    .toArray();
  const last = sequence.at(-1);
  if (!last) return { nextIndex: from, changes: [] };
  const records = await store
    .auditCollection()
    .find({ _id: { $in: sequence.map(({ _id }) => _id) } })
    .project<ChangeRecord>(FIELDS)
    .batchSize(most + 1)
    .toArray();
  return { nextIndex: last.index + 1, changes: records.filter(isChange) };
}

/** What is refused changes nothing, but a job that may not begin ends by that. */
function isChange({ permission, status, job_id }: ChangeRecord): boolean {
  return (status !== 'denied' || job_id !== null) && !permission?.endsWith(':read');
}

/** What is about to be done at a target leaves the resource as it is: its end has a record of its own. */
export function isOnlyIntended({ operation, status }: ChangeRecord): boolean {
  return status === 'intended' && operation.endsWith('.apply');
}

/** Ids of the objects of a type that they are about, each once. */
export function namedIds(changes: readonly ChangeRecord[], type: string): number[] {
  const ids = changes.flatMap(({ target_type, target_id }) =>
    target_type === type && typeof target_id === 'number' ? target_id : [],
  );
  return [...new Set(ids)];
}
