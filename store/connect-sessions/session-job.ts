/** The job of a session: what becomes of the session with it, and of it with the session. */

import type { ClientSession } from 'mongoose';
import { type EndedStatus, LAUNCH_WITHIN_MS, type SessionEndReason } from '../../domain/connect-session.ts';
import type { ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import { endAccessJob } from '../access-job.ts';
import { recordEffect } from '../audit-log.ts';
import type { Moment, UnbegunEnd } from '../end-unbegun-job.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { endingOf } from './end-session.ts';
import { SESSION_ACTOR, sessionAuditEntryOf } from './session-audit.ts';

/** Consent is there: whoever has asked may launch it. */
export async function releaseSession(
  store: Store,
  within: ClientSession,
  jobId: number,
  { now, eventId }: Moment,
): Promise<void> {
  const launch_by = new Date(now.getTime() + LAUNCH_WITHIN_MS);
  await store.models.connectSessions.updateOne(
    { job_id: jobId, status: 'pending_approval' },
    { $set: { status: 'pending_launch', launch_by, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session: within },
  );
}

/** What became of the job before anybody had begun with it: the session follows, with the record of both. */
export async function endUnbegunSession(
  store: Store,
  within: ClientSession,
  job: JobDocument,
  { code, message }: UnbegunEnd,
  { now, eventId }: Moment,
): Promise<void> {
  const [status, reason] = (code && ENDS[code]) ?? (['canceled', 'canceled'] as const);
  const ended = await store.models.connectSessions
    .findOneAndUpdate(
      { job_id: job._id, ended_at: null },
      {
        $set: { status, ending: endingOf(reason, message), ended_at: now, updated_at: now, last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session: within, returnDocument: 'after' },
    )
    .lean<ConnectSessionDocument>();
  // Whoever has asked may have given it up before its workflow has looked.
  if (!ended) return;
  const said = {
    operation: 'session.end',
    actor: SESSION_ACTOR,
    status: 'failed',
    code: code ?? 'canceled',
    change: `${status}: ${reason}; ${message}`,
  } as const;
  await recordEffect(store, within, sessionAuditEntryOf(ended, said));
}

const ENDS: Readonly<Partial<Record<ItemFailureCode, readonly [EndedStatus, SessionEndReason]>>> = {
  approval_denied: ['denied', 'consent_denied'],
  approval_expired: ['expired', 'consent_expired'],
  approval_revoked: ['canceled', 'revoked'],
};

/** The session is over, and so is what followed it. */
export async function endSessionJob(
  store: Store,
  within: ClientSession,
  session: ConnectSessionDocument,
  job: JobDocument,
  moment: Moment,
): Promise<void> {
  const outcome = outcomeOf(session);
  const status = outcome.status === 'succeeded' || outcome.status === 'canceled' ? outcome.status : 'failed';
  await endAccessJob(store, within, job, status, outcome, moment);
}

function outcomeOf({ status, ending, turning }: ConnectSessionDocument): ItemOutcome {
  const message = [`${status}: ${ending?.reason}`, ending?.detail].filter(Boolean).join('; ').slice(0, 500);
  if (turning?.status === 'failed') {
    const unturned = `${message}; the credential has not turned: job ${turning.job_id}`;
    return { status: 'failed', code: 'out_of_sync', effect: 'unknown', message: unturned };
  }
  switch (status) {
    case 'terminated':
      return { status: 'succeeded', effect: turning?.status === 'succeeded' ? 'applied' : 'none', note: message };
    case 'failed':
      return {
        status: 'failed',
        code: ending?.code ?? FAILURES[ending?.reason ?? 'fault'] ?? 'internal',
        effect: 'none',
        message,
      };
    case 'interrupted':
      return { status: 'failed', code: 'internal', effect: 'unknown', message };
    default:
      return ending?.reason === 'revoked'
        ? { status: 'failed', code: 'policy_refused', effect: 'none', message }
        : { status: 'canceled', effect: 'none', message };
  }
}

const FAILURES: Readonly<Partial<Record<SessionEndReason, ItemFailureCode>>> = {
  secret_withheld: 'vault_unavailable',
  refused: 'policy_refused',
};
