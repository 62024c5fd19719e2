/** A session is to end, and ends: with its record, and with what follows for its credential. */

import type { ClientSession } from 'mongoose';
import type { PolicyDecision } from '../../domain/audit.ts';
import { type EndedStatus, isLive } from '../../domain/connect-session.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import type { RecordingHead } from '../../domain/recording.ts';
import type { AccessObjection } from '../access-objection.ts';
import { recordEffect } from '../audit-log.ts';
import { markTurningDue } from '../custody/hold.ts';
import type { Moment } from '../end-unbegun-job.ts';
import type { ConnectSessionDocument, SessionEnding } from '../models/connect-session.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { JobDocument } from '../models/job.ts';
import type { Turning } from '../models/turning.ts';
import type { Store } from '../store.ts';
import { firstTurning } from '../turning/turn-credential.ts';
import { reviseSession } from './revise-session.ts';
import { headInWords } from './sealed-heads.ts';
import { SESSION_ACTOR, sessionAuditEntryOf, turningSubjectOf } from './session-audit.ts';

/** An ending that nobody has said a word about. */
export function endingOf(
  reason: SessionEnding['reason'],
  detail: string | null = null,
  policy: PolicyDecision | null = null,
): SessionEnding {
  return { reason, by: null, comment: null, detail, code: null, policy };
}

/** Whether its time is over, whatever it rests on. */
export function isOver({ expires_at }: Pick<ConnectSessionDocument, 'expires_at'>, now: Date): boolean {
  return expires_at !== null && expires_at <= now;
}

/** Why a live session is to end by now; null: it goes on. */
export function dueEnding(
  session: Pick<ConnectSessionDocument, 'expires_at'>,
  { cancel_requested }: Pick<JobDocument, 'cancel_requested'>,
  objection: AccessObjection | null,
  now: Date,
): SessionEnding | null {
  if (isOver(session, now)) return endingOf('time_over');
  // What it rested on may be why its job is to be canceled.
  if (objection !== null) return endingOf('revoked', objection.detail, objection.policy);
  return cancel_requested ? endingOf('terminated', 'its job was canceled') : null;
}

/** Its gateway ends it from here on; the first ending stays. @returns null where there is nothing to end any more. */
export async function wantEnd(
  store: Store,
  within: ClientSession,
  session: ConnectSessionDocument,
  ending: SessionEnding,
  moment: Moment,
): Promise<ConnectSessionDocument | null> {
  if (!isLive(session.status) || session.status === 'terminating') return null;
  return reviseSession(store, within, session, { status: 'terminating', ending }, moment);
}

interface SessionEnd {
  readonly status: EndedStatus;
  readonly ending: SessionEnding;
  /** What stands for its recording by then; null: there is none, or it is not finished yet. */
  readonly head: RecordingHead | null;
}

/** It is over: nobody reaches the target by it any more. */
export async function endSession(
  store: Store,
  within: ClientSession,
  session: ConnectSessionDocument,
  { status, ending, head }: SessionEnd,
  moment: Moment,
): Promise<ConnectSessionDocument> {
  const turning =
    session.handed_version === null ? NOTHING_TO_TURN : await turningAfter(store, within, session, moment);
  const fields = { status, ending, ended_at: moment.now, turning, waits_for: null } as const;
  const ended = await reviseSession(store, within, session, fields, moment);
  const said = {
    operation: 'session.end',
    actor: ending.by ?? SESSION_ACTOR,
    status: status === 'failed' ? 'failed' : status === 'interrupted' ? 'unknown' : 'succeeded',
    code: ending.code ?? (status === 'failed' ? ending.reason : null),
    // Where nobody has wanted it so, what is said of it is Capstan's.
    change: [`${status}: ${ending.reason}`, ending.by === null && ending.detail, head && headInWords(head)]
      .filter(Boolean)
      .join('; '),
    policy: ending.policy,
  } as const;
  await recordEffect(store, within, sessionAuditEntryOf(ended, said), moment.eventId);
  return ended;
}

const NOTHING_TO_TURN: Turning = { status: 'not_wanted', job_id: null, attempts: 0, next_at: null };

async function turningAfter(
  store: Store,
  within: ClientSession,
  session: ConnectSessionDocument,
  { now }: Moment,
): Promise<Turning> {
  const credential = await store.models.credentials
    .findById(session.credential_id, { ssh_key_id: 1, authority_id: 1 }, { session: within })
    .lean<Pick<CredentialDocument, 'ssh_key_id' | 'authority_id'>>();
  // A shared key turns for all of its accounts or for none; what was certified for the session is over by itself.
  if (typeof credential?.ssh_key_id === 'number' || typeof credential?.authority_id === 'number')
    return NOTHING_TO_TURN;
  const turning = await firstTurning(store, within, turningSubjectOf(session), wantsTurning, now);
  if (turning.status === 'due') await markTurningDue(store, within, session.credential_id);
  return turning;
}

/** Nobody has seen the secret: only where the policy wants it. */
function wantsTurning(policy: EffectivePolicy): boolean {
  return ruleValue(policy, 'rotate_after_session') ?? false;
}
