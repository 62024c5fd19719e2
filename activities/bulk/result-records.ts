/** What the audit log says of an item's result. */

import type { AuditStatus } from '../../domain/audit.ts';
import type { IdentifiedEntry } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf, type JobEvent } from '../../store/job-audit.ts';
import { type Batch, type ItemResult, itemOf } from './batch.ts';

/** The last one is that of the operation itself; none where the item comes again. */
export function recordsOf(batch: Batch, result: ItemResult): IdentifiedEntry[] {
  const { job, operation } = batch;
  const { resource_id: resourceId, bulk } = itemOf(result);
  const scopeId = 'prepared' in result ? result.prepared.facts.resource.scope_id : bulk.scope_id;
  const policy = 'prepared' in result ? result.prepared.policy : result.kind === 'refused' ? result.policy : null;
  const entry = (what: JobEvent): IdentifiedEntry => ({
    id: newEventId(),
    entry: auditEntryOf(job, resourceId, { policy, ...what }, scopeId),
  });
  const applied = (code: string) =>
    operation === 'verify' ? [] : [entry({ operation: `${operation}.apply`, status: 'failed', code })];
  switch (result.kind) {
    case 'proven':
      // That it was applied as intended goes without a record of its own.
      return [entry({ operation, status: 'succeeded' })];
    case 'failed':
      return [...applied(result.code), entry({ operation, status: 'failed', code: result.code })];
    case 'put_back':
      return applied('not_sent');
    case 'refused':
      return [entry({ operation, status: statusOf(result), code: result.code })];
    case 'deferred':
    case 'doubtful':
      return [];
  }
}

function statusOf({ code, outcome }: Extract<ItemResult, { kind: 'refused' }>): AuditStatus {
  if (code === 'policy_refused') return 'denied';
  return outcome === 'unknown' ? 'unknown' : 'failed';
}
