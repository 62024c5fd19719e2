/** What ending a session, and stepping into one, have in common. */

import { isLive, type SessionEndReason } from '../../../domain/connect-session.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { cancelApprovalOfJob } from '../../../store/approvals/cancel-of-job.ts';
import { endSession, wantEnd } from '../../../store/connect-sessions/end-session.ts';
import { readSession, reviseSession } from '../../../store/connect-sessions/revise-session.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { endUnbegunJob } from '../../../store/end-unbegun-job.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { requireRevised } from '../revision.ts';
import { answerOf } from './present-session.ts';

type Acting = Pick<Request, 'means' | 'auditActor'>;

interface WantedEnd {
  readonly reason: Extract<SessionEndReason, 'closed' | 'terminated'>;
  /** The words of who wants it. */
  readonly comment: string | null;
}

/**
 * What no gateway has ends at once; of the others its gateway hears within a second.
 * @throws CapstanError `conflict` where it has ended.
 */
export async function endAtOnceOrSoon(
  { means: { store }, auditActor: by }: Acting,
  tx: Transaction,
  session: ConnectSessionDocument,
  { reason, comment }: WantedEnd,
): Promise<Answer> {
  const moment = { now: await databaseTime(store), eventId: tx.eventId };
  const ending = { reason, by, comment, detail: null, code: null, policy: null };
  if (isLive(session.status)) {
    const ended = await wantEnd(store, tx.session, session, ending, moment);
    return { ...answerOf(ended ?? session, comment), change: `it is to end: ${reason}` };
  }
  if (session.status === 'pending_launch') {
    const end = { status: 'canceled', ending: { ...ending, reason: 'canceled' }, head: null } as const;
    const ended = await endSession(store, tx.session, session, end, { ...moment, eventId: newEventId() });
    return { ...answerOf(ended, comment), change: 'it was never launched' };
  }
  if (session.status !== 'pending_approval')
    throw new CapstanError('conflict', `It has ended: it is ${session.status}.`);
  const job = requireFound(
    await store.models.jobs.findById(session.job_id, null, { session: tx.session }).lean<JobDocument>(),
  );
  const end = { status: 'canceled', code: null, message: 'given up before it was consented to' } as const;
  requireRevised(await endUnbegunJob(store, tx.session, job, end, moment));
  await cancelApprovalOfJob(store, tx.session, job, by, tx.eventId, moment.now);
  const unbegun = await readSession(store, tx.session, session._id);
  const said = { ...ending, reason: 'canceled', detail: end.message } as const;
  const ended = await reviseSession(store, tx.session, unbegun, { ending: said }, moment);
  return { ...answerOf(ended, comment), change: end.message };
}

/** Its gateway hears of it within a second. @throws CapstanError `conflict` where it is not in that status. */
export async function moveBetween(
  { means: { store } }: Acting,
  tx: Transaction,
  session: ConnectSessionDocument,
  {
    from,
    to,
    reason,
  }: { readonly from: 'active' | 'paused'; readonly to: 'active' | 'paused'; readonly reason: string | null },
): Promise<Answer> {
  if (session.status !== from) throw new CapstanError('conflict', `It is not ${from}: it is ${session.status}.`);
  const moment = { now: await databaseTime(store), eventId: tx.eventId };
  const moved = await reviseSession(store, tx.session, session, { status: to }, moment);
  return { ...answerOf(moved, reason), change: `${from} to ${to}` };
}

/** Its workflow sees to what is left to do. */
export function tellWorkflow({ means }: Pick<Request, 'means'>, { jobId }: Answer): void {
  if (jobId !== undefined) means.tellJobSoon(jobId);
}
