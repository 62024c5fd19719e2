/** Makes the daily job of every organization whose retention policy is due: one job, whichever process comes first. */

import type { ClientSession } from 'mongoose';
import type { Logger } from 'winston';
import type { AuditActor } from '../../domain/audit.ts';
import { PRUNE_EVERY_MS } from '../../domain/retention.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import { insertLedgerJob, unfinishedLedgerJobs } from '../../store/ledger-job.ts';
import type { RetentionPolicyDocument } from '../../store/models/retention.ts';
import type { Store } from '../../store/store.ts';

interface DuePrunesOptions {
  readonly store: Store;
  readonly logger: Logger;
}

/** Where one is still under way, whoever asked for it. */
const TRY_AGAIN_MS = 60 * 60 * 1000;
const OPERATION = 'ledger_prune';

const RETENTION: AuditActor = {
  type: 'system',
  id: null,
  name: 'retention',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** Rejects where MongoDB does not answer. @returns how many jobs were made. */
export async function requestDuePrunes({ store, logger }: DuePrunesOptions): Promise<number> {
  // A clock that is ahead would call for it too early, and then not for a long time.
  const now = await cautiousNow(store);
  const due = await store.models.retentionPolicies
    .find({ next_prune_at: { $lte: now } })
    .sort({ next_prune_at: 1 })
    .lean<RetentionPolicyDocument[]>();
  let made = 0;
  for (const policy of due) {
    const organization_id = policy._id;
    try {
      const jobId = await store.transaction((session) => requestPrune(store, session, policy, now));
      if (jobId === null) continue;
      made += 1;
      logger.info('The retention policy is due', { organization_id, job_id: jobId });
    } catch (error) {
      logger.warn('A retention policy is due, but its job could not be made; it is tried again', {
        organization_id,
        error,
      });
    }
  }
  return made;
}

/** Moving the due time forward is the claim; it commits with the job, so none is lost. @returns the job, if it was made. */
async function requestPrune(
  store: Store,
  session: ClientSession,
  { _id: organizationId, next_prune_at }: RetentionPolicyDocument,
  now: Date,
): Promise<number | null> {
  const isBusy = (await unfinishedLedgerJobs(store, session, organizationId, OPERATION, 1)) > 0;
  const next = new Date(now.getTime() + (isBusy ? TRY_AGAIN_MS : PRUNE_EVERY_MS));
  const policy = await store.models.retentionPolicies
    .findOneAndUpdate({ _id: organizationId, next_prune_at }, { $set: { next_prune_at: next } }, { session })
    .lean<RetentionPolicyDocument>();
  if (!policy || isBusy) return null;
  const eventId = newEventId();
  const { record_days, event_days, reason } = policy;
  const job = await insertLedgerJob(store, session, {
    organizationId,
    operation: OPERATION,
    input: { dry_run: false, record_days, event_days },
    actor: RETENTION,
    reason,
    ticketId: null,
    correlationId: newEventId(),
    traceId: null,
    now,
    eventId,
  });
  const intent = ledgerAuditEntryOf(job, { operation: auditOperationOf(OPERATION), status: 'intended' });
  await recordEffect(store, session, intent, eventId);
  return job._id;
}
