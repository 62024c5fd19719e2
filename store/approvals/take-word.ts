/** One person's word on a request for consent, and what comes of it, in one transaction. */

import type { ClientSession } from 'mongoose';
import {
  type DecisionObjection,
  objectionToDecision,
  objectionToWithdrawal,
  seatsOf,
  statusAfter,
  type WithdrawalObjection,
} from '../../domain/approval.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import type { Moment } from '../end-unbegun-job.ts';
import type { ApprovalDocument, ApprovalIntentDocument, ApprovalMove, StoredDecision } from '../models/approval.ts';
import type { Store } from '../store.ts';
import { approvalAuditEntryOf } from './approval-audit.ts';
import { requestOf } from './approval-request.ts';
import { loadDecider } from './decider.ts';
import { type JobStop, releaseJob, stopJob } from './job-of-approval.ts';
import { reviseApproval } from './revise-approval.ts';
import { tellTurn } from './tell-turn.ts';
import { activeDeciders, countingOnly, isRequesterActive } from './who-counts.ts';

export interface WordRef {
  readonly organizationId: number;
  readonly approvalId: number;
  readonly intentId: string;
}

/**
 * `unknown_intent`: nobody has said so, or so long ago that it does not count any more. `requester_inactive`: nobody is there
 * any more who wants it.
 */
export type WordObjection = DecisionObjection | WithdrawalObjection | 'unknown_intent' | 'requester_inactive';

export interface WordTaken {
  /** As it is now. */
  readonly approval: ApprovalDocument;
  /** null: it was taken, now or before. */
  readonly objection: WordObjection | null;
  /** Whether a job that runs was asked to stop. */
  readonly hasStoppedJob: boolean;
}

/**
 * Takes the word that the intent holds, if it may be taken now: everything is asked anew, of the database and by its
 * clock. Harmless to repeat. Whether its author holds the permission was asked by whoever has written the intent.
 * @throws Error where there is no such approval.
 */
export async function takeWord(store: Store, ref: WordRef): Promise<WordTaken> {
  const { approvalId: _id, organizationId: organization_id, intentId } = ref;
  const { approvals, approvalIntents } = store.models;
  return store.transaction(async (session) => {
    const now = await databaseTime(store);
    const approval = await approvals.findOne({ _id, organization_id }).session(session).lean<ApprovalDocument>();
    if (!approval) throw new Error(`there is no approval ${_id} in organization ${organization_id}`);
    const intent = await approvalIntents
      .findOne({ _id: intentId, approval_id: _id, organization_id, expires_at: { $gt: now } })
      .session(session)
      .lean<ApprovalIntentDocument>();
    if (!intent) return { approval, objection: 'unknown_intent', hasStoppedJob: false };
    if (isTaken(approval, intent)) return { approval, objection: null, hasStoppedJob: false };
    return intent.move === 'withdraw'
      ? withdraw(store, session, approval, intent, now)
      : decide(store, session, approval, { ...intent, move: intent.move }, now);
  });
}

/** By this very request, or by one with the same key. */
function isTaken({ decisions, ended_request: ended }: ApprovalDocument, intent: ApprovalIntentDocument): boolean {
  const { key } = intent.request;
  return ended?.key === key || decisions.some(({ request }) => request.key === key);
}

async function withdraw(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  intent: ApprovalIntentDocument,
  now: Date,
): Promise<WordTaken> {
  const { actor, comment, request } = intent;
  const userId = actor.type === 'user' ? actor.id : null;
  const objection = userId === null ? 'not_the_requester' : objectionToWithdrawal(requestOf(approval), userId);
  if (objection !== null) return { approval, objection, hasStoppedJob: false };
  const moment = { now, eventId: intent._id };
  const ended = { ended_by: actor, ended_reason: comment, ended_request: request, ended_at: now };
  const withdrawn = await reviseApproval(store, session, approval, { status: 'canceled', ...ended }, moment);
  // What was done in an emergency is done; there is no consent to be waited for.
  const stop = await stopJob(store, session, withdrawn, 'canceled', moment);
  await record(store, session, withdrawn, intent, 'withdrawn by whoever has asked');
  await tellTurn(store, session, withdrawn, 'withdrawn', 'worker');
  return { approval: withdrawn, objection: null, hasStoppedJob: stop === 'asked_to_stop' };
}

async function decide(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  intent: ApprovalIntentDocument & { readonly move: StoredDecision['verdict'] },
  now: Date,
): Promise<WordTaken> {
  const { actor, organization_id } = intent;
  const by =
    actor.type === 'user' && actor.id !== null
      ? await loadDecider(store, organization_id, actor.id, now, session)
      : null;
  const before = requestOf(approval);
  const objection = by ? objectionToDecision(before, by, now) : 'not_an_approver';
  if (!by || objection !== null) return { approval, objection, hasStoppedJob: false };
  if (await isWantedByNobody(store, approval, intent.move, session)) {
    return { approval, objection: 'requester_inactive', hasStoppedJob: false };
  }
  const seats = seatsOf(before, by, now);
  const decisions: StoredDecision[] = [
    ...approval.decisions,
    {
      user_id: by.userId,
      name: actor.name,
      verdict: intent.move,
      group_ids: seats.groupIds,
      delegation_ids: seats.delegationIds,
      instead_of_user_ids: seats.insteadOf,
      comment: intent.comment,
      at: now,
      event_id: intent._id,
      request: intent.request,
    },
  ];
  const active = await activeDeciders(store, [{ decisions }], session);
  const status = statusAfter(requestOf(countingOnly({ ...approval, decisions }, active)), now);
  const ended = status === 'pending' ? {} : { ended_at: now };
  const moment = { now, eventId: intent._id };
  const decided = await reviseApproval(store, session, approval, { decisions, status, ...ended }, moment);
  const stop = await follow(store, session, decided, moment);
  await record(store, session, decided, intent, inWords(decided, seats));
  if (status !== 'pending') await tellTurn(store, session, decided, status, 'worker');
  return { approval: decided, objection: null, hasStoppedJob: stop === 'asked_to_stop' };
}

/** What was done in an emergency is done, and is reviewed whoever has left; refused can be all. */
export async function isWantedByNobody(
  store: Store,
  approval: ApprovalDocument,
  move: ApprovalMove,
  session?: ClientSession,
): Promise<boolean> {
  if (move !== 'approve' || approval.kind === 'review') return false;
  return !(await isRequesterActive(store, approval, session));
}

/** What the decision means for the job; of a review that accepts it nothing. @returns null: nothing. */
async function follow(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  moment: Moment,
): Promise<JobStop | null> {
  const { kind, status } = approval;
  if (status === 'denied') {
    return stopJob(store, session, approval, kind === 'consent' ? 'denied' : 'objected', moment);
  }
  if (status === 'approved' && kind === 'consent') await releaseJob(store, session, approval, moment);
  return null;
}

async function record(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  { _id, move, actor, comment, correlation_id, trace_id }: ApprovalIntentDocument,
  change: string,
): Promise<void> {
  const permission = move === 'withdraw' ? null : 'approval:decide';
  const operation = `approval.${move}`;
  const said = { operation, actor, permission, reason: comment, change, correlation_id, trace_id } as const;
  await recordEffect(store, session, approvalAuditEntryOf(approval, said), _id);
}

function inWords({ status }: ApprovalDocument, { groupIds, insteadOf }: ReturnType<typeof seatsOf>): string {
  const groups = groupIds.length > 0 ? `for groups ${groupIds.join(', ')}` : 'for no group';
  const places = insteadOf.length > 0 ? ` in the place of users ${insteadOf.join(', ')}` : '';
  return `${groups}${places}; the request is ${status}`;
}
