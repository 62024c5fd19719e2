/** The job of a custody: it ends with it, in the same transaction. */

import type { ClientSession } from 'mongoose';
import type { PolicyDecision } from '../../domain/audit.ts';
import type { UnheldEnd } from '../../domain/custody.ts';
import type { ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import { endAccessJob } from '../access-job.ts';
import { recordEffect } from '../audit-log.ts';
import type { Moment, UnbegunEnd } from '../end-unbegun-job.ts';
import { newEventId } from '../event-ids.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { JobDocument } from '../models/job.ts';
import type { Turning } from '../models/turning.ts';
import type { Store } from '../store.ts';
import { reviseCustody } from './revise-custody.ts';

interface CustodyAndJob {
  readonly custody: CustodyDocument;
  readonly job: JobDocument;
}

export interface CustodyFailure {
  readonly status: Extract<UnheldEnd, 'canceled' | 'failed' | 'revoked'>;
  /** null where it was canceled. */
  readonly code: ItemFailureCode | null;
  /** In Capstan's words. */
  readonly message: string;
  readonly policy: PolicyDecision | null;
}

/** It never began, and never will. */
export async function failCustody(
  store: Store,
  session: ClientSession,
  { custody, job }: CustodyAndJob,
  { status, code, message, policy }: CustodyFailure,
  moment: Moment,
): Promise<CustodyDocument> {
  const fields = { status, ended_at: moment.now, ended_detail: message };
  const ended = await reviseCustody(store, session, custody, fields, moment);
  const outcome: ItemOutcome =
    code === null
      ? { status: 'canceled', effect: 'none', message }
      : { status: 'failed', code, effect: 'none', message };
  await endAccessJob(store, session, job, outcome.status, outcome, moment);
  const told = { status: code === 'policy_refused' ? 'denied' : 'failed', code: code ?? 'canceled' } as const;
  const entry = auditEntryOf(job, custody.resource_id, { operation: 'checkout', change: message, policy, ...told });
  await recordEffect(store, session, entry, moment.eventId);
  return ended;
}

/** The custody is over and the credential has turned, or has not to. */
export async function endCustodyJob(
  store: Store,
  session: ClientSession,
  { custody, job }: CustodyAndJob,
  { status, job_id }: TurningEnd,
  moment: Moment,
): Promise<void> {
  const how = `${custody.status}; ${TURNED_IN_WORDS[status]}`;
  if (status === 'failed') {
    const message = `${how}: job ${job_id}`;
    const outcome = { status: 'failed', code: 'out_of_sync', effect: 'unknown', message } as const;
    await endAccessJob(store, session, job, 'failed', outcome, moment);
    const failed = { operation: 'checkout.conclude', status: 'failed', code: 'out_of_sync', change: message } as const;
    await recordEffect(store, session, auditEntryOf(job, custody.resource_id, failed), newEventId());
    return;
  }
  const done = { status: 'succeeded', effect: status === 'succeeded' ? 'applied' : 'none', note: how } as const;
  await endAccessJob(store, session, job, 'succeeded', done, moment);
  const record = { operation: 'checkout.conclude', status: 'succeeded', change: how } as const;
  await recordEffect(store, session, auditEntryOf(job, custody.resource_id, record), newEventId());
}

type TurningEnd = Turning & { readonly status: 'succeeded' | 'not_wanted' | 'failed' };

const TURNED_IN_WORDS = {
  succeeded: 'the credential has turned',
  not_wanted: 'the credential was not to be turned',
  failed: 'the credential has not turned, and somebody has to see to it',
} as const;

/** What became of the job before anybody had begun with it: the custody follows. */
export async function endUnbegunCustody(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  { code, message }: UnbegunEnd,
  { now, eventId }: Moment,
): Promise<void> {
  const status: UnheldEnd = (code && STATUS_OF_CODE[code]) ?? 'canceled';
  await store.models.custodies.updateOne(
    { job_id: job._id, ended_at: null },
    {
      $set: { status, ended_at: now, ended_detail: message, updated_at: now, last_event_id: eventId },
      $inc: { revision: 1 },
    },
    { session },
  );
}

const STATUS_OF_CODE: Readonly<Partial<Record<ItemFailureCode, UnheldEnd>>> = {
  approval_denied: 'denied',
  approval_expired: 'expired',
  approval_revoked: 'revoked',
};

/** Consent is there: it begins as soon as its workflow runs. */
export async function releaseCustody(
  store: Store,
  session: ClientSession,
  jobId: number,
  { now, eventId }: Moment,
): Promise<void> {
  await store.models.custodies.updateOne(
    { job_id: jobId, status: 'pending_approval' },
    { $set: { status: 'pending', updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
}
