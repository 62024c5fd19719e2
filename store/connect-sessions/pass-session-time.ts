/**
 * What time does to a session: it expires unlaunched, is to end when its time is over or what it rests on is gone, is
 * interrupted when its gateway is lost, and is through when its recording is whole and its credential has turned. All that
 * counts is here; the workflow only asks again.
 */

import type { ClientSession } from 'mongoose';
import { isLive, SESSION_TOKEN_MS } from '../../domain/connect-session.ts';
import { startAccessJob } from '../access-job.ts';
import type { AccessObjection } from '../access-objection.ts';
import { databaseTime } from '../database-clock.ts';
import type { Moment } from '../end-unbegun-job.ts';
import { newEventId } from '../event-ids.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { turn } from '../turning/turn-credential.ts';
import { dueEnding, endingOf, endSession, isOver, wantEnd } from './end-session.ts';
import { finishRecording } from './finish-recording.ts';
import { reviseSession } from './revise-session.ts';
import { turningSubjectOf } from './session-audit.ts';
import { endSessionJob } from './session-job.ts';
import { groundObjection } from './session-objection.ts';

export interface SessionRef {
  readonly organizationId: number;
  readonly jobId: number;
}

/** What a session rests on is asked again this often, and whether its gateway is there; the gateway itself looks more often. */
const ASK_EVERY_MS = 15_000;
const FOLLOW_EVERY_MS = 2_000;
const SOON_MS = 500;
/** Its gateway is to end it. */
const LOOK_AGAIN_MS = 5_000;
/** What a gateway takes to close what it takes for lost: until then the target may be reached. */
const CLOSES_WITHIN_MS = 3_000;
/** A gateway that is heard of, and does not end what it is told to, does not have it in hand. */
const ENDS_WITHIN_MS = 60_000;

interface Seen {
  readonly session: ConnectSessionDocument;
  readonly job: JobDocument;
  readonly objection: AccessObjection | null;
}

/** Looks at the clock of the database. Harmless to repeat. @returns how long nothing can happen by itself; null: it is through. */
export async function passSessionTime(store: Store, ref: SessionRef): Promise<number | null> {
  // Rights and policy are read beside the transaction, which is short: what changes meanwhile is seen the next time.
  const before = await read(store, ref);
  const objection = await objectionTo(store, before);
  if (before.session.ended_at !== null && before.job.ended_at === null) await finishRecording(store, before.session);
  return store.transaction(async (within) => {
    const { session, job } = await read(store, ref, within);
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    if (job.ended_at !== null) return null;
    // It has ended meanwhile: its recording is looked after first.
    if (session.ended_at !== null && before.session.ended_at === null) return 0;
    if (session.status === 'pending_approval') return ASK_EVERY_MS;
    const begun = job.started_at ? job : await startAccessJob(store, within, job, moment);
    const seen = { session, job: begun, objection };
    if (session.status === 'pending_launch') return waitForLaunch(store, within, seen, moment);
    if (isLive(session.status)) return watchLive(store, within, seen, moment);
    return seeToTheRest(store, within, seen, moment);
  });
}

async function read(store: Store, { organizationId, jobId }: SessionRef, within?: ClientSession) {
  const options = within ? { session: within } : {};
  const session = await store.models.connectSessions
    .findOne({ job_id: jobId, organization_id: organizationId }, null, options)
    .lean<ConnectSessionDocument>();
  const job = await store.models.jobs.findById(jobId, null, options).lean<JobDocument>();
  if (!session || !job) throw new Error(`job ${jobId} of organization ${organizationId} is about no session`);
  return { session, job };
}

async function objectionTo(store: Store, { session, job }: Omit<Seen, 'objection'>): Promise<AccessObjection | null> {
  const isOpen = session.status === 'pending_launch' || isLive(session.status);
  const now = await databaseTime(store);
  // What ends it whatever can be read of rights is not kept from doing so by what cannot.
  if (!isOpen || isLost(session, now) || (session.status !== 'pending_launch' && isOver(session, now))) return null;
  return groundObjection(store, session, job, now);
}

async function waitForLaunch(
  store: Store,
  within: ClientSession,
  { session, job, objection }: Seen,
  moment: Moment,
): Promise<number> {
  // Whoever has got a token just before the end may use it.
  const left = (session.launch_by?.getTime() ?? 0) + SESSION_TOKEN_MS - moment.now.getTime();
  if (objection === null && !job.cancel_requested && left > 0) return Math.min(left, ASK_EVERY_MS);
  const end = objection
    ? ({ status: 'canceled', ending: endingOf('revoked', objection.detail, objection.policy) } as const)
    : job.cancel_requested
      ? ({ status: 'canceled', ending: endingOf('canceled', 'its job was canceled') } as const)
      : ({ status: 'expired', ending: endingOf('not_launched') } as const);
  await endSession(store, within, session, { ...end, head: null }, moment);
  return 0;
}

/** Its gateway is not heard of any more, or does not do what it is told. */
function isLost({ status, lease_expires_at, updated_at }: ConnectSessionDocument, now: Date): boolean {
  const leased = (lease_expires_at?.getTime() ?? 0) + CLOSES_WITHIN_MS;
  const told = updated_at.getTime() + ENDS_WITHIN_MS;
  return isLive(status) && (leased <= now.getTime() || (status === 'terminating' && told <= now.getTime()));
}

/** Also where its gateway sees to it: a gateway that hangs ends nothing. */
async function watchLive(
  store: Store,
  within: ClientSession,
  { session, job, objection }: Seen,
  moment: Moment,
): Promise<number> {
  const { now } = moment;
  if (isLost(session, now)) {
    const ending = session.ending ?? endingOf('gateway_lost', `gateway ${session.gateway_id} is not heard of any more`);
    await endSession(store, within, session, { status: 'interrupted', ending, head: null }, moment);
    return 0;
  }
  if (session.status === 'terminating') return LOOK_AGAIN_MS;
  const ending = dueEnding(session, job, objection, now);
  if (ending === null) {
    const left = (session.expires_at?.getTime() ?? 0) - now.getTime();
    // When its gateway is lost, if it is not heard of until then.
    const leased = (session.lease_expires_at?.getTime() ?? 0) + CLOSES_WITHIN_MS - now.getTime();
    return Math.min(left, leased + SOON_MS, ASK_EVERY_MS);
  }
  await wantEnd(store, within, session, ending, moment);
  return LOOK_AGAIN_MS;
}

/** The job goes on until the credential has turned, where it is to. */
async function seeToTheRest(
  store: Store,
  within: ClientSession,
  { session, job }: Seen,
  moment: Moment,
): Promise<number | null> {
  const before = session.turning ?? { status: 'not_wanted', job_id: null, attempts: 0, next_at: null };
  const turning = await turn(store, within, turningSubjectOf(session), before, moment);
  const isChanged = turning.status !== before.status || turning.next_at?.getTime() !== before.next_at?.getTime();
  const turned = isChanged ? await reviseSession(store, within, session, { turning }, moment) : session;
  if (turning.status === 'running') return FOLLOW_EVERY_MS;
  if (turning.status === 'due') return Math.max(0, (turning.next_at?.getTime() ?? 0) - moment.now.getTime());
  await endSessionJob(store, within, turned, job, moment);
  return null;
}
