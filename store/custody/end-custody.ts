/** A custody ends: nobody may use the secret any more that it was about, and so it is to be changed. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { CustodyEnd } from '../../domain/custody.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import type { Moment } from '../end-unbegun-job.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { Store } from '../store.ts';
import { firstTurning } from '../turning/turn-credential.ts';
import { turningSubjectOf } from './custody-audit.ts';
import { endHold } from './hold.ts';
import { reviseCustody } from './revise-custody.ts';

export interface EndOfCustody {
  readonly status: CustodyEnd;
  /** Who ended it; null: Capstan. */
  readonly by: AuditActor | null;
  /** A person's words. */
  readonly reason: string | null;
  /** Capstan's. */
  readonly detail: string | null;
}

/**
 * Ends a held custody, and begins to turn the credential, within the transaction of whoever ends it. Its workflow sees to
 * what is left to do: it should hear of it.
 */
export async function endCustody(
  store: Store,
  session: ClientSession,
  custody: CustodyDocument,
  { status, by, reason, detail }: EndOfCustody,
  moment: Moment,
): Promise<CustodyDocument> {
  const turning = await firstTurning(store, session, turningSubjectOf(custody), wantsTurning, moment.now);
  const isStillHeld = await endHold(store, session, {
    credentialId: custody.credential_id,
    custodyId: custody._id,
    wantsTurning: turning.status !== 'not_wanted',
  });
  if (!isStillHeld) await letOthersTurn(store, session, custody, moment);
  const fields = { status, ended_at: moment.now, ended_by: by, ended_reason: reason, ended_detail: detail, turning };
  return reviseCustody(store, session, custody, fields, moment);
}

/** What somebody was shown is worth something until it has changed: unless the policy says otherwise. */
function wantsTurning(policy: EffectivePolicy): boolean {
  return ruleValue(policy, 'rotate_after_checkout') ?? true;
}

/** Those who have held it together with this one, and have waited for it to end, have nothing to wait for any more. */
async function letOthersTurn(
  { models }: Store,
  session: ClientSession,
  { _id, credential_id }: CustodyDocument,
  { now, eventId }: Moment,
): Promise<void> {
  await models.custodies.updateMany(
    { credential_id, _id: { $ne: _id }, 'turning.status': 'due' },
    { $set: { 'turning.next_at': now, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
}
