/**
 * What time does to a custody: it begins once it may, ends when it is over or what it rests on is gone, and is through when
 * the credential has turned. All that counts is here; the workflow only asks again.
 */

import type { ClientSession } from 'mongoose';
import { type CustodyStatus, isPendingCustody } from '../../domain/custody.ts';
import { startAccessJob } from '../access-job.ts';
import type { AccessObjection } from '../access-objection.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import type { Moment } from '../end-unbegun-job.ts';
import { newEventId } from '../event-ids.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { turn } from '../turning/turn-credential.ts';
import { type BeginRefusal, beginCustody, REFUSED_IN_WORDS } from './begin-custody.ts';
import { CUSTODY_ACTOR, custodyAuditEntryOf, turningSubjectOf } from './custody-audit.ts';
import { endCustodyJob, failCustody } from './custody-job.ts';
import { custodyObjection } from './custody-objection.ts';
import { endCustody } from './end-custody.ts';
import { reviseCustody } from './revise-custody.ts';

export interface CustodyRef {
  readonly organizationId: number;
  readonly jobId: number;
}

export interface CustodyTime {
  readonly custodyId: number;
  readonly status: CustodyStatus;
  /** How long nothing can happen by itself; null: its job has ended, and nothing will. */
  readonly quietMs: number | null;
}

/** What a custody rests on is asked again this often. */
const ASK_EVERY_MS = 30_000;
/** Whoever waits for somebody else's custody, or for a job on the resource, looks again. */
const BUSY_EVERY_MS = 5_000;
const BUSY_WITHIN_MS = 30 * 60_000;
const FOLLOW_EVERY_MS = 2_000;

interface Seen {
  readonly custody: CustodyDocument;
  readonly job: JobDocument;
  readonly objection: AccessObjection | null;
}

/** Looks at the clock of the database. Harmless to repeat. */
export async function passCustodyTime(store: Store, ref: CustodyRef): Promise<CustodyTime> {
  // Rights and policy are read beside the transaction, which is short: what changes meanwhile is seen the next time.
  const before = await read(store, ref);
  const objection = before.job.ended_at === null ? await objectionTo(store, before) : null;
  return store.transaction(async (session) => {
    const { custody, job } = await read(store, ref, session);
    const now = await databaseTime(store);
    const moment = { now, eventId: newEventId() };
    if (job.ended_at !== null || custody.status === 'pending_approval') return timeOf(custody, job, now);
    const seen = { custody, job, objection };
    if (isPendingCustody(custody.status)) return begin(store, session, seen, moment);
    if (custody.status === 'held') return goOn(store, session, seen, moment);
    return seeToTurning(store, session, seen, moment);
  });
}

async function read(store: Store, { organizationId, jobId }: CustodyRef, session?: ClientSession) {
  const options = session ? { session } : {};
  const custody = await store.models.custodies
    .findOne({ job_id: jobId, organization_id: organizationId }, null, options)
    .lean<CustodyDocument>();
  const job = await store.models.jobs.findById(jobId, null, options).lean<JobDocument>();
  if (!custody || !job) throw new Error(`job ${jobId} of organization ${organizationId} is about no custody`);
  return { custody, job };
}

async function objectionTo(store: Store, { custody, job }: Omit<Seen, 'objection'>): Promise<AccessObjection | null> {
  const isOpen = custody.status === 'pending' || custody.status === 'held';
  return isOpen ? custodyObjection(store, custody, job, await databaseTime(store)) : null;
}

async function begin(store: Store, session: ClientSession, seen: Seen, moment: Moment): Promise<CustodyTime> {
  const { custody, objection } = seen;
  const job = seen.job.started_at ? seen.job : await startAccessJob(store, session, seen.job, moment);
  if (objection !== null) {
    const { code, detail: message, policy } = objection;
    const status = code === 'approval_revoked' ? 'revoked' : 'failed';
    return over(await failCustody(store, session, { custody, job }, { status, code, message, policy }, moment));
  }
  // What it rested on may be why somebody has canceled it.
  if (job.cancel_requested) {
    const end = {
      status: 'canceled',
      code: null,
      message: 'canceled before it was checked out',
      policy: null,
    } as const;
    return over(await failCustody(store, session, { custody, job }, end, moment));
  }
  const begun = await beginCustody(store, session, custody, moment.now);
  if ('refusal' in begun) return wait(store, session, { custody, job }, begun.refusal, moment);
  const held = await reviseCustody(store, session, custody, begun.held, moment);
  const said = { operation: 'checkout.begin', actor: custody.holder, change: `held until ${iso(held.expires_at)}` };
  await recordEffect(store, session, custodyAuditEntryOf(held, said), moment.eventId);
  return timeOf(held, job, moment.now);
}

/** Waiting changes nothing of these. */
const FOR_GOOD: readonly BeginRefusal[] = ['inactive', 'shared_key', 'certified'];

async function wait(
  store: Store,
  session: ClientSession,
  { custody, job }: Omit<Seen, 'objection'>,
  refusal: BeginRefusal,
  moment: Moment,
): Promise<CustodyTime> {
  const since = job.started_at?.getTime() ?? moment.now.getTime();
  if (!FOR_GOOD.includes(refusal) && moment.now.getTime() - since < BUSY_WITHIN_MS) {
    return { custodyId: custody._id, status: custody.status, quietMs: BUSY_EVERY_MS };
  }
  const code = FOR_GOOD.includes(refusal) ? 'credential_missing' : 'resource_busy';
  const message = `the credential ${REFUSED_IN_WORDS[refusal]}`;
  const end = { status: 'failed', code, message, policy: null } as const;
  return over(await failCustody(store, session, { custody, job }, end, moment));
}

async function goOn(
  store: Store,
  session: ClientSession,
  { custody, job, objection }: Seen,
  moment: Moment,
): Promise<CustodyTime> {
  const end = endOf(custody, job, objection, moment.now);
  if (end === null) return timeOf(custody, job, moment.now);
  const ended = await endCustody(store, session, custody, { ...end, by: null, reason: null }, moment);
  const policy = objection?.policy ?? null;
  const said = { operation: 'checkout.end', actor: CUSTODY_ACTOR, change: `${end.status}: ${end.detail}`, policy };
  await recordEffect(store, session, custodyAuditEntryOf(ended, said), moment.eventId);
  return { custodyId: ended._id, status: ended.status, quietMs: 0 };
}

function endOf({ expires_at }: CustodyDocument, job: JobDocument, objection: AccessObjection | null, now: Date) {
  if (objection !== null) return { status: 'revoked', detail: objection.detail } as const;
  if (job.cancel_requested) return { status: 'recalled', detail: 'its job was canceled' } as const;
  return expires_at !== null && expires_at <= now ? ({ status: 'expired', detail: 'its time is over' } as const) : null;
}

/** The job goes on until whoever held the secret is shut out. */
async function seeToTurning(
  store: Store,
  session: ClientSession,
  { custody, job }: Seen,
  moment: Moment,
): Promise<CustodyTime> {
  const before = custody.turning ?? { status: 'not_wanted', job_id: null, attempts: 0, next_at: null };
  const turning = await turn(store, session, turningSubjectOf(custody), before, moment);
  const isChanged = turning.status !== before.status || turning.next_at?.getTime() !== before.next_at?.getTime();
  const turned = isChanged ? await reviseCustody(store, session, custody, { turning }, moment) : custody;
  const { status } = turning;
  if (status === 'running') return { ...idle(turned), quietMs: FOLLOW_EVERY_MS };
  if (status === 'due') {
    const left = (turning.next_at?.getTime() ?? 0) - moment.now.getTime();
    return { ...idle(turned), quietMs: Math.max(0, left) };
  }
  await endCustodyJob(store, session, { custody: turned, job }, { ...turning, status }, moment);
  return over(turned);
}

function timeOf(custody: CustodyDocument, job: JobDocument, now: Date): CustodyTime {
  if (job.ended_at !== null) return over(custody);
  const left = custody.expires_at === null ? ASK_EVERY_MS : custody.expires_at.getTime() - now.getTime();
  return { ...idle(custody), quietMs: Math.max(0, Math.min(left, ASK_EVERY_MS)) };
}

function over(custody: CustodyDocument): CustodyTime {
  return { ...idle(custody), quietMs: null };
}

function idle({ _id: custodyId, status }: CustodyDocument) {
  return { custodyId, status };
}

function iso(time: Date | null): string {
  return time?.toISOString() ?? 'no end';
}
