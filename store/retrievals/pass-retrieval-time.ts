/**
 * What time does to a retrieval: it is granted once it may be, and ends when it is over or what it rests on is gone. All that
 * counts is here; the workflow only asks again.
 */

import type { ClientSession } from 'mongoose';
import { grantedAt } from '../../domain/retrieval.ts';
import type { AccessObjection } from '../access-objection.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import type { Moment } from '../end-unbegun-job.ts';
import { newEventId } from '../event-ids.ts';
import type { JobDocument } from '../models/job.ts';
import type { RetrievalDocument } from '../models/retrieval.ts';
import type { Store } from '../store.ts';
import { RETRIEVAL_ACTOR, retrievalAuditEntryOf } from './retrieval-audit.ts';
import { endRetrieval, type RetrievalAndJob } from './retrieval-job.ts';
import { retrievalObjection } from './retrieval-objection.ts';
import { reviseRetrieval } from './revise-retrieval.ts';

export interface RetrievalRef {
  readonly organizationId: number;
  readonly jobId: number;
}

export interface RetrievalTime {
  /** How long nothing can happen by itself; null: its job has ended, and nothing will. */
  readonly quietMs: number | null;
}

/** What a retrieval rests on is asked again this often. */
const ASK_EVERY_MS = 30_000;
const OVER: RetrievalTime = { quietMs: null };

interface Seen extends RetrievalAndJob {
  readonly objection: AccessObjection | null;
}

/** Looks at the clock of the database. Harmless to repeat. */
export async function passRetrievalTime(store: Store, ref: RetrievalRef): Promise<RetrievalTime> {
  // Rights and policy are read beside the transaction, which is short: what changes meanwhile is seen the next time.
  const objection = await objectionTo(store, await read(store, ref));
  return store.transaction(async (session) => {
    const { retrieval, job } = await read(store, ref, session);
    if (job.ended_at !== null) return OVER;
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    const seen = { retrieval, job, objection };
    if (retrieval.status === 'pending') return begin(store, session, seen, moment);
    if (retrieval.status === 'granted') return goOn(store, session, seen, moment);
    return { quietMs: ASK_EVERY_MS };
  });
}

async function read(
  store: Store,
  { organizationId, jobId }: RetrievalRef,
  session?: ClientSession,
): Promise<RetrievalAndJob> {
  const options = session ? { session } : {};
  const retrieval = await store.models.retrievals
    .findOne({ job_id: jobId, organization_id: organizationId }, null, options)
    .lean<RetrievalDocument>();
  const job = await store.models.jobs.findById(jobId, null, options).lean<JobDocument>();
  if (!retrieval || !job) throw new Error(`job ${jobId} of organization ${organizationId} is about no retrieval`);
  return { retrieval, job };
}

async function objectionTo(store: Store, { retrieval, job }: RetrievalAndJob): Promise<AccessObjection | null> {
  const isOpen = retrieval.status === 'pending' || retrieval.status === 'granted';
  return isOpen ? retrievalObjection(store, retrieval, job, await databaseTime(store)) : null;
}

async function begin(
  store: Store,
  session: ClientSession,
  { retrieval, job, objection }: Seen,
  moment: Moment,
): Promise<RetrievalTime> {
  const { requester: actor } = retrieval;
  const request = { operation: 'retrieval', actor, permission: 'protected_information:retrieve' } as const;
  // What it rested on may be why somebody has canceled it.
  if (objection !== null) {
    const { code, detail, policy } = objection;
    const status = code === 'approval_revoked' ? 'revoked' : 'failed';
    const ended = await endRetrieval(store, session, { retrieval, job }, { status, code, detail }, moment);
    const told = { status: code === 'policy_refused' ? 'denied' : 'failed', code, change: detail, policy } as const;
    await recordEffect(store, session, retrievalAuditEntryOf(ended, { ...request, ...told }), moment.eventId);
    return OVER;
  }
  if (job.cancel_requested) {
    const end = { status: 'canceled', code: null, detail: 'canceled before it was granted' } as const;
    const ended = await endRetrieval(store, session, { retrieval, job }, end, moment);
    const told = { status: 'failed', code: 'canceled', change: end.detail } as const;
    await recordEffect(store, session, retrievalAuditEntryOf(ended, { ...request, ...told }), moment.eventId);
    return OVER;
  }
  const { now, eventId } = moment;
  await store.models.jobs.updateOne(
    { _id: job._id, ended_at: null },
    { $set: { status: 'running', started_at: now, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
  const granted = await reviseRetrieval(store, session, retrieval, grantedAt(now), moment);
  const change = `it may be shown until ${granted.expires_at?.toISOString()}`;
  await recordEffect(
    store,
    session,
    retrievalAuditEntryOf(granted, { operation: 'retrieval.grant', actor, change }),
    eventId,
  );
  return quiet(granted, now);
}

async function goOn(
  store: Store,
  session: ClientSession,
  { retrieval, job, objection }: Seen,
  moment: Moment,
): Promise<RetrievalTime> {
  const end = endOf(retrieval, job, objection, moment.now);
  if (end === null) return quiet(retrieval, moment.now);
  const ended = await endRetrieval(store, session, { retrieval, job }, end, moment);
  const change = `${end.status}: ${end.detail}`;
  const policy = objection?.policy ?? null;
  const said = { operation: 'retrieval.end', actor: RETRIEVAL_ACTOR, change, policy };
  await recordEffect(store, session, retrievalAuditEntryOf(ended, said), moment.eventId);
  return OVER;
}

function endOf({ expires_at }: RetrievalDocument, job: JobDocument, objection: AccessObjection | null, now: Date) {
  if (objection !== null) return { status: 'revoked', code: objection.code, detail: objection.detail } as const;
  if (job.cancel_requested) return { status: 'canceled', code: null, detail: 'its job was canceled' } as const;
  if (expires_at === null || expires_at > now) return null;
  return { status: 'expired', code: null, detail: 'nobody has asked to see it in time' } as const;
}

function quiet({ expires_at }: RetrievalDocument, now: Date): RetrievalTime {
  const left = expires_at === null ? ASK_EVERY_MS : expires_at.getTime() - now.getTime();
  return { quietMs: Math.max(0, Math.min(left, ASK_EVERY_MS)) };
}
