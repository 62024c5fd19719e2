/**
 * Tells what protected information expires soon, and what has expired: by an audit record and an operational event in one
 * commit, so that of many processes one tells it, and once.
 */

import type { ClientSession } from 'mongoose';
import type { Logger } from 'winston';
import type { AuditActor, AuditEntry } from '../../domain/audit.ts';
import { type DueTelling, dueTelling, expiryInWords, informationExpiryEvent } from '../../domain/expiry-reminders.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { ProtectedInformationDocument } from '../../store/models/protected-information.ts';
import { operationalEventDocument } from '../../store/operational-event-document.ts';
import type { Store } from '../../store/store.ts';

interface ExpiryReminderOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Default: the earlier one of this host's time and the database's. */
  readonly now?: Date;
}

/** The rest waits for the next look. */
const MOST_AT_ONCE = 1_000;

const REMINDERS: AuditActor = {
  type: 'system',
  id: null,
  name: 'expiry reminders',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** Rejects where MongoDB does not answer. @returns how much was told. */
export async function tellExpiries({ store, logger, ...options }: ExpiryReminderOptions): Promise<number> {
  const now = options.now ?? (await cautiousNow(store));
  const due = await store.models.protectedInformation
    .find({ status: 'active', tell_at: { $lte: now } })
    .sort({ tell_at: 1 })
    .limit(MOST_AT_ONCE)
    .lean<ProtectedInformationDocument[]>();
  let told = 0;
  for (const information of due) {
    const { _id: protected_information_id, organization_id } = information;
    try {
      if (await store.transaction((session) => tell(store, session, information, now))) told += 1;
    } catch (error) {
      logger.warn('An expiry could not be told; it is tried again', {
        organization_id,
        protected_information_id,
        error,
      });
    }
  }
  return told;
}

/** Moving on what is to be told is the claim. @returns whether it was told: not where it has changed since it was read. */
async function tell(
  store: Store,
  session: ClientSession,
  information: ProtectedInformationDocument,
  now: Date,
): Promise<boolean> {
  const { _id, revision, status, tell_at } = information;
  const telling = dueTelling(information, information.told_days, now);
  if (telling === null) return false;
  // No new revision: nothing has changed that anybody could edit.
  const { modifiedCount } = await store.models.protectedInformation.updateOne(
    { _id, revision, status, tell_at },
    { $set: { ...telling.next } },
    { session },
  );
  if (modifiedCount === 0) return false;
  const correlationId = newEventId();
  await recordEffect(store, session, entryOf(information, telling, correlationId));
  const event = informationExpiryEvent({
    organizationId: information.organization_id,
    scopeId: information.scope_id,
    informationId: _id,
    daysLeft: telling.daysLeft,
    correlationId,
  });
  await store.models.operationalEvents.create([operationalEventDocument(event, 'api')], { session });
  return true;
}

function entryOf(
  { _id, organization_id, scope_id, expires_at }: ProtectedInformationDocument,
  { daysLeft }: DueTelling,
  correlationId: string,
): AuditEntry {
  return {
    organization_id,
    scope_id,
    resource_id: null,
    actor: REMINDERS,
    target_type: 'protected_information',
    target_id: _id,
    operation: daysLeft === 0 ? 'protected_information.expire' : 'protected_information.remind',
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change: `${expiryInWords(daysLeft)}: ${expires_at?.toISOString()}`,
    ticket_id: null,
    job_id: null,
    correlation_id: correlationId,
    trace_id: null,
  };
}
