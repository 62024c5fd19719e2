/** The job of a retrieval: it begins and ends with it, in the same transaction. It is about no resource, and has no items. */

import type { ClientSession } from 'mongoose';
import type { ItemFailureCode, JobStatus } from '../../domain/job.ts';
import type { RetrievalStatus, UnrevealedEnd } from '../../domain/retrieval.ts';
import { recordEffect } from '../audit-log.ts';
import type { Moment, UnbegunEnd } from '../end-unbegun-job.ts';
import type { JobDocument } from '../models/job.ts';
import type { RetrievalDocument } from '../models/retrieval.ts';
import type { Store } from '../store.ts';
import { retrievalAuditEntryOf } from './retrieval-audit.ts';
import { reviseRetrieval } from './revise-retrieval.ts';

export interface RetrievalAndJob {
  readonly retrieval: RetrievalDocument;
  readonly job: JobDocument;
}

export type RetrievalEnd =
  | { readonly status: 'revealed'; readonly version: number }
  | {
      readonly status: UnrevealedEnd;
      /** null where nothing has failed. */
      readonly code: ItemFailureCode | null;
      /** In Capstan's words. */
      readonly detail: string;
    };

const JOB_STATUS_OF = {
  revealed: 'succeeded',
  expired: 'timed_out',
  revoked: 'failed',
  denied: 'failed',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Partial<Record<RetrievalStatus, JobStatus>>;

/** Ends both; whoever calls records it. */
export async function endRetrieval(
  store: Store,
  session: ClientSession,
  { retrieval, job }: RetrievalAndJob,
  end: RetrievalEnd,
  moment: Moment,
): Promise<RetrievalDocument> {
  const { now, eventId } = moment;
  const ended = { status: end.status, ended_at: now };
  const fields =
    end.status === 'revealed'
      ? { ...ended, revealed_at: now, revealed_version: end.version }
      : { ...ended, ended_detail: end.detail };
  const result =
    end.status === 'revealed'
      ? { retrieval_id: retrieval._id, version: end.version }
      : { retrieval_id: retrieval._id, code: end.code ?? end.status, message: end.detail };
  const { modifiedCount } = await store.models.jobs.updateOne(
    { _id: job._id, revision: job.revision },
    {
      $set: {
        status: JOB_STATUS_OF[end.status],
        result,
        started_at: job.started_at ?? now,
        ended_at: now,
        updated_at: now,
        last_event_id: eventId,
      },
      $inc: { revision: 1 },
    },
    { session },
  );
  if (modifiedCount === 0) throw new Error(`job ${job._id} is not what it was`);
  return reviseRetrieval(store, session, retrieval, fields, moment);
}

/** What became of the job before anybody had begun with it: the retrieval follows, and the record says how it went. */
export async function endUnbegunRetrieval(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  { code, message }: UnbegunEnd,
  { now, eventId }: Moment,
): Promise<void> {
  const status: UnrevealedEnd = (code && STATUS_OF_CODE[code]) ?? 'canceled';
  const ended = await store.models.retrievals
    .findOneAndUpdate(
      { job_id: job._id, ended_at: null },
      {
        $set: { status, ended_at: now, ended_detail: message, updated_at: now, last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<RetrievalDocument>();
  if (!ended) throw new Error(`job ${job._id} is about no retrieval that has not ended`);
  const said = {
    operation: 'retrieval',
    actor: job.actor,
    permission: 'protected_information:retrieve',
    status: 'failed',
    code: code ?? 'canceled',
    change: message,
  } as const;
  await recordEffect(store, session, retrievalAuditEntryOf(ended, said));
}

const STATUS_OF_CODE: Readonly<Partial<Record<ItemFailureCode, UnrevealedEnd>>> = {
  approval_denied: 'denied',
  approval_expired: 'expired',
  approval_revoked: 'revoked',
};

/** Consent is there: it is granted as soon as its workflow runs. */
export async function releaseRetrieval(
  store: Store,
  session: ClientSession,
  jobId: number,
  { now, eventId }: Moment,
): Promise<void> {
  await store.models.retrievals.updateOne(
    { job_id: jobId, status: 'pending_approval' },
    { $set: { status: 'pending', updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
}
