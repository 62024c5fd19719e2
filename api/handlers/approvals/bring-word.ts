/** What approving, denying and withdrawing have in common: the word is written down, brought to the workflow, and answered. */

import { objectionToDecision, objectionToWithdrawal } from '../../../domain/approval.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { requestOf } from '../../../store/approvals/approval-request.ts';
import { loadDecider } from '../../../store/approvals/decider.ts';
import { isWantedByNobody, type WordObjection } from '../../../store/approvals/take-word.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { ApprovalDocument, ApprovalMove, RequestMark } from '../../../store/models/approval.ts';
import type { RelayedAnswer, Request, SentRequest } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentApproval } from './present-approval.ts';

/** Nobody takes an older word: it is brought within seconds, or brought again. */
const VALID_MS = 15 * 60_000;

export interface Word {
  readonly move: ApprovalMove;
  readonly comment: string | null;
}

/**
 * @param approval where the caller may say it, as far as grants decide that.
 * @throws CapstanError `forbidden`, `own_request`, `not_an_approver`, `conflict`, `idempotency_key_reused`, `not_ready`.
 */
export async function bringWord(
  request: Request,
  sent: SentRequest,
  approval: ApprovalDocument,
  { move, comment }: Word,
): Promise<RelayedAnswer> {
  const { actor, means, organizationId } = request;
  const earlier = takenBy(approval, sent);
  if (earlier) return answerOf(request, approval, true);
  // Whoever is certain to be refused hears it at once, and with Temporal away.
  const at = await databaseTime(means.store);
  const by = await loadDecider(means.store, organizationId, requirePersonId(request), at);
  if (!by) throw objectionError('not_an_approver');
  const asked = requestOf(approval);
  const certain = move === 'withdraw' ? objectionToWithdrawal(asked, by.userId) : objectionToDecision(asked, by, at);
  if (certain !== null) throw objectionError(certain);
  if (await isWantedByNobody(means.store, approval, move)) throw objectionError('requester_inactive');
  const intentId = newEventId();
  await means.store.models.approvalIntents.create({
    _id: intentId,
    organization_id: organizationId,
    approval_id: approval._id,
    move,
    actor: request.auditActor,
    comment,
    request: { key: sent.key, hash: sent.hashes[0] },
    correlation_id: request.correlationId,
    trace_id: request.traceId,
    expires_at: new Date(at.getTime() + VALID_MS),
  });
  const word = { approvalId: approval._id, intentId, move, by, key: sent.key };
  const objection = await means.approvals.desk.bring(approval, word);
  const after = await reread(request, approval._id);
  const taken = takenBy(after, sent);
  if (!taken) {
    // What was refused must not count later, when nothing stands against it any more.
    await means.store.models.approvalIntents.deleteOne({ _id: intentId });
    if (objection !== null) throw objectionError(objection);
    throw new Error(`a word on approval ${approval._id} was taken (user ${actor.id}), and is not there`);
  }
  // A job may wait for nothing but its start.
  means.dispatchSoon();
  return answerOf(request, after, taken.eventId !== intentId);
}

/** Persons alone decide: consent is somebody's own. @throws CapstanError `forbidden`. */
export function requirePersonId({ actor }: Pick<Request, 'actor'>): number {
  if (actor.type === 'user') return actor.id;
  throw new CapstanError(
    'forbidden',
    'Applications do not decide: consent is for persons to give, refuse or take back.',
  );
}

async function answerOf(
  { means, now }: Request,
  approval: ApprovalDocument,
  isRepeat: boolean,
): Promise<RelayedAnswer> {
  const { _id, job_id } = approval;
  const shown = showing(200, approval, await presentApproval(means.store, approval, now));
  return { ...shown, jobId: job_id, approvalId: _id, isRepeat };
}

interface Taken {
  readonly mark: RequestMark;
  readonly eventId: string;
}

/**
 * What an earlier request with this key, or this one, has done.
 * @throws CapstanError `idempotency_key_reused`.
 */
function takenBy(
  { decisions, ended_request: ended, last_event_id }: ApprovalDocument,
  sent: SentRequest,
): Taken | null {
  const all: Taken[] = decisions.map(({ request: mark, event_id: eventId }) => ({ mark, eventId }));
  // Nothing happens to a request after it was withdrawn.
  if (ended) all.push({ mark: ended, eventId: last_event_id });
  const taken = all.find(({ mark }) => mark.key === sent.key);
  if (!taken) return null;
  if (sent.hashes.includes(taken.mark.hash)) return taken;
  throw new CapstanError('idempotency_key_reused', 'Another request came with this Idempotency-Key before.');
}

async function reread({ organizationId, means }: Request, id: number): Promise<ApprovalDocument> {
  const found = await means.store.models.approvals
    .findOne({ _id: id, organization_id: organizationId })
    .lean<ApprovalDocument>();
  if (!found) throw new Error(`approval ${id} is gone`);
  return found;
}

const TOLD: Readonly<Record<WordObjection, readonly ['own_request' | 'not_an_approver' | 'conflict', string]>> = {
  own_request: ['own_request', 'You have asked for this yourself.'],
  not_an_approver: ['not_an_approver', 'No rule of this request asks you, or anybody who has lent you their place.'],
  not_the_requester: ['not_an_approver', 'Somebody else has asked for this.'],
  is_review: ['conflict', 'A review is not taken back by whoever it is about.'],
  not_pending: ['conflict', 'The request has ended already.'],
  expired: ['conflict', 'The request has expired.'],
  decided_before: ['conflict', 'You have decided already, or somebody has in your place.'],
  requester_inactive: [
    'conflict',
    'Whoever has asked for this is not active any more: deny it, and let somebody ask anew who is.',
  ],
  unknown_intent: ['conflict', 'What was said is not known any more; say it again.'],
};

function objectionError(objection: WordObjection): CapstanError {
  return new CapstanError(...TOLD[objection]);
}
