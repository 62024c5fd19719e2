/** What the gateway that has a session writes about it; nobody else does, and it does no more once it has lost it. */

import type { ClientSession } from 'mongoose';
import { type EndedStatus, isLive } from '../../domain/connect-session.ts';
import type { RecordingHead } from '../../domain/recording.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { ConnectSessionDocument, SessionEnding } from '../models/connect-session.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { dueEnding, endSession, isOver, wantEnd } from './end-session.ts';
import { readSession, reviseSession } from './revise-session.ts';
import { headInWords } from './sealed-heads.ts';
import { actorOf, type SessionEvent, sessionAuditEntryOf } from './session-audit.ts';
import { groundObjection, sessionObjection } from './session-objection.ts';

export interface HeldRef {
  readonly sessionId: string;
  readonly gatewayId: string;
}

/** The session is not this gateway's any more. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';

  constructor({ sessionId, gatewayId }: HeldRef) {
    super(`gateway ${gatewayId} does not have session ${sessionId} any more`);
  }
}

/** It does not begin before a moderator is there again. */
export class ModeratorGone extends Error {
  override readonly name = 'ModeratorGone';

  constructor({ sessionId }: HeldRef) {
    super(`session ${sessionId} waits for a moderator`);
  }
}

/**
 * The target has let it in.
 * @throws SessionLost, also where it is to end: nothing more begins in it. ModeratorGone
 */
export async function beginHeld(store: Store, ref: HeldRef, change: string): Promise<void> {
  await store.transaction(async (within) => {
    const session = await readHeld(store, within, ref);
    if (session.status === 'terminating') throw new SessionLost(ref);
    // The answer to an earlier try was lost.
    if (session.status !== 'launching') return;
    if (session.waits_for === 'moderator') throw new ModeratorGone(ref);
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    const begun = await reviseSession(store, within, session, { status: 'active', started_at: moment.now }, moment);
    const said = { operation: 'session.start', actor: actorOf(begun), change } as const;
    await recordEffect(store, within, sessionAuditEntryOf(begun, said), moment.eventId);
  });
}

/** What somebody does in a session; `actor`: where it is not the one who has asked for it. */
export type HeldEvent = Omit<SessionEvent, 'actor'> & Partial<Pick<SessionEvent, 'actor'>>;

/** What happens in it. @throws SessionLost */
export async function tellHeld(store: Store, ref: HeldRef, event: HeldEvent): Promise<void> {
  await store.transaction(async (within) => {
    const session = await readHeld(store, within, ref);
    await recordEffect(store, within, sessionAuditEntryOf(session, { actor: actorOf(session), ...event }));
  });
}

export interface HeldEnd {
  readonly status: Extract<EndedStatus, 'terminated' | 'failed' | 'interrupted'>;
  readonly ending: SessionEnding;
  /** null: it is not recorded, or what was recorded is not whole. */
  readonly head: RecordingHead | null;
}

/**
 * Its end, within the transaction that ends its recording, or in one of its own. Whoever has wanted the end is named with
 * their reason. Where the session has ended, or somebody else has it, it does nothing by itself.
 * @throws SessionLost there, where it is to end with its recording: whoever has ended the session sees to that.
 */
export async function endHeld(store: Store, ref: HeldRef, end: HeldEnd, within?: ClientSession): Promise<void> {
  const run = async (transaction: ClientSession) => {
    const session = await readSession(store, transaction, ref.sessionId);
    if (!isLive(session.status) || session.gateway_id !== ref.gatewayId) {
      if (within) throw new SessionLost(ref);
      return;
    }
    const wanted = session.status === 'terminating' && session.ending !== null && end.ending.code === null;
    // Whatever happened on the way: it has ended because somebody wanted it so.
    const ended = wanted && session.ending ? ({ status: 'terminated', ending: session.ending } as const) : {};
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    await endSession(store, transaction, session, { ...end, ...ended }, moment);
  };
  await (within ? run(within) : store.transaction(run));
}

/** How far the recording goes by now: a later cut shows against it. @throws SessionLost */
export function sealHeld(store: Store, ref: HeldRef, head: RecordingHead): Promise<void> {
  return tellHeld(store, ref, { operation: 'session.recording', change: headInWords(head) });
}

/**
 * Asks whether its time is not over and what the session rests on still holds; otherwise it is to end. The gateway asks
 * more often than the workflow does.
 */
export async function checkHeld(store: Store, { sessionId, gatewayId }: HeldRef): Promise<void> {
  const session = await store.models.connectSessions
    .findOne({ _id: sessionId, gateway_id: gatewayId })
    .lean<ConnectSessionDocument>();
  if (!session || !isLive(session.status) || session.status === 'terminating') return;
  const job = await store.models.jobs.findById(session.job_id).lean<JobDocument>();
  if (!job) throw new Error(`the job of session ${sessionId} is gone`);
  const now = await databaseTime(store);
  // Its time is over whatever can be read of its rights.
  const objection = isOver(session, now) ? null : await groundObjection(store, session, job, now);
  const ending = dueEnding(session, job, objection, now);
  if (ending === null) return;
  await store.transaction(async (within) => {
    const current = await readSession(store, within, sessionId);
    await wantEnd(store, within, current, ending, { now, eventId: newEventId() });
  });
}

/**
 * A page that had lost its connection comes back: asked for whoever has the session, from there, and put on record.
 * @returns whether it may. @throws SessionLost
 */
export async function returnToHeld(store: Store, ref: HeldRef, address: string): Promise<boolean> {
  const session = await store.models.connectSessions.findById(ref.sessionId).lean<ConnectSessionDocument>();
  if (!session) throw new SessionLost(ref);
  const actor = { ...session.requester, address };
  const objection = await sessionObjection(store, session, await databaseTime(store), actor);
  const denied = { status: 'denied', code: 'policy_refused', change: objection?.detail ?? null } as const;
  const said = objection ? denied : { change: 'its page has come back' };
  await tellHeld(store, ref, { operation: 'session.return', actor, policy: objection?.policy ?? null, ...said });
  return objection === null;
}

/** @throws SessionLost */
export async function readHeld(store: Store, within: ClientSession, ref: HeldRef): Promise<ConnectSessionDocument> {
  const session = await readSession(store, within, ref.sessionId);
  const isTheirs = isLive(session.status) && session.gateway_id === ref.gatewayId;
  const lease = session.lease_expires_at;
  if (!isTheirs || lease === null || lease <= (await databaseTime(store))) throw new SessionLost(ref);
  return session;
}
