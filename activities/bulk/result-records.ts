/** What the audit log says of an item's result. */

import type { IdentifiedEntry } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf, type JobEvent } from '../../store/job-audit.ts';
import { objectionOnRecord } from '../policy-objection.ts';
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
      return [entry({ operation, ...refusalOf(result) })];
    case 'deferred':
    case 'doubtful':
      return [];
  }
}

function refusalOf({
  code,
  message,
  outcome,
  policy,
}: Extract<ItemResult, { kind: 'refused' }>): Pick<JobEvent, 'status' | 'code' | 'change'> {
  if (code === 'policy_refused') return { status: 'denied', code, change: objectionOnRecord(message, policy) };
  return { status: outcome === 'unknown' ? 'unknown' : 'failed', code };
}
