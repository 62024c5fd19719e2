/** What time does to a request for consent: other people are asked as well, and in the end it expires. */

import type { ClientSession } from 'mongoose';
import { approverGroups, consentsTo, hasEscalated, nextEscalation } from '../../domain/approval.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { Store } from '../store.ts';
import { APPROVALS_ACTOR, approvalAuditEntryOf } from './approval-audit.ts';
import { requestOf } from './approval-request.ts';
import { stopJob } from './job-of-approval.ts';
import { reviseApproval } from './revise-approval.ts';
import { tellTurn } from './tell-turn.ts';
import { activeDeciders, countingOnly } from './who-counts.ts';

export interface TimePassed {
  /** As it is now. */
  readonly approval: ApprovalDocument;
  /** How long nothing can happen by itself; null: for ever. */
  readonly quietMs: number | null;
}

/** Looks at the clock of the database, the same that decisions are taken by. Harmless to repeat. */
export async function passTime(store: Store, organizationId: number, approvalId: number): Promise<TimePassed> {
  const { approvals } = store.models;
  return store.transaction(async (session) => {
    const now = await databaseTime(store);
    const found = { _id: approvalId, organization_id: organizationId };
    const approval = await approvals.findOne(found).session(session).lean<ApprovalDocument>();
    if (!approval) throw new Error(`there is no approval ${approvalId} in organization ${organizationId}`);
    if (approval.status !== 'pending') return { approval, quietMs: null };
    if (now >= approval.expires_at) {
      return { approval: await expire(store, session, approval, now), quietMs: null };
    }
    if (approval.escalates_at === null || now < approval.escalates_at) {
      return { approval, quietMs: quietFrom(approval, now) };
    }
    const escalated = await escalate(store, session, approval, now);
    return { approval: escalated, quietMs: quietFrom(escalated, now) };
  });
}

/** How long nothing can happen to a pending request by itself. */
function quietFrom({ expires_at, escalates_at }: ApprovalDocument, now: Date): number {
  return Math.max(
    0,
    Math.min(expires_at.getTime(), escalates_at?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime(),
  );
}

async function expire(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  now: Date,
): Promise<ApprovalDocument> {
  const eventId = newEventId();
  const expired = await reviseApproval(
    store,
    session,
    approval,
    { status: 'expired', ended_at: now },
    { now, eventId },
  );
  if (approval.kind === 'consent') await stopJob(store, session, expired, 'expired', { now, eventId });
  const waited = `nobody has decided enough until ${approval.expires_at.toISOString()}`;
  await record(store, session, expired, 'approval.expire', waited, eventId);
  await tellTurn(store, session, expired, 'expired', 'worker', await consentsInWords(store, session, approval, now));
  return expired;
}

async function escalate(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  now: Date,
): Promise<ApprovalDocument> {
  const eventId = newEventId();
  const request = requestOf(approval);
  const fields = { escalated: hasEscalated(request, now), escalates_at: nextEscalation(request, now) };
  const escalated = await reviseApproval(store, session, approval, fields, { now, eventId });
  const groups = request.rules.flatMap((rule) => approverGroups(rule, request.requestedAt, now));
  const asked = `groups ${[...new Set(groups)].join(', ')} are asked from now on`;
  await record(store, session, escalated, 'approval.escalate', asked, eventId);
  const detail = await consentsInWords(store, session, approval, now);
  await tellTurn(store, session, escalated, 'escalated', 'worker', detail);
  return escalated;
}

/** By each of its rules. */
async function consentsInWords(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  now: Date,
): Promise<string> {
  const active = await activeDeciders(store, [approval], session);
  const request = requestOf(countingOnly(approval, active));
  const consents = request.rules.map((rule) => `${consentsTo(rule, request, now)} of ${rule.quorum}`);
  return `${consents.join(' and ')} have consented`;
}

async function record(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  operation: string,
  change: string,
  eventId: string,
): Promise<void> {
  const said = { operation, actor: APPROVALS_ACTOR, permission: null, reason: null, change };
  await recordEffect(store, session, approvalAuditEntryOf(approval, said), eventId);
}
