/** A custody begins: the credential is the holder's from here on, until its end. */

import type { ClientSession } from 'mongoose';
import { holderUnlessIdle } from '../idle.ts';
import type { CustodyDocument } from '../models/custody.ts';
import { jobOfRotation } from '../rotation-id.ts';
import type { Store } from '../store.ts';
import { type HoldRefusal, takeHold } from './hold.ts';

export type BeginRefusal = HoldRefusal | 'busy';

export type HeldFields = Pick<CustodyDocument, 'status' | 'held_at' | 'expires_at'>;

/**
 * Takes the credential for the custody, within the transaction that writes it as held.
 * @returns what the document says from here on, or why it cannot begin now.
 */
export async function beginCustody(
  store: Store,
  session: ClientSession,
  custody: Pick<CustodyDocument, '_id' | 'credential_id' | 'resource_id' | 'holder' | 'exclusive' | 'minutes'>,
  now: Date,
): Promise<{ readonly held: HeldFields } | { readonly refusal: BeginRefusal }> {
  const { _id: custodyId, credential_id: credentialId, holder, exclusive, minutes } = custody;
  // Whoever changes it at this moment would leave the holder with an old secret.
  if ((await holderUnlessIdle(store, session, custody.resource_id)) !== null) return { refusal: 'busy' };
  if (await isBeingChanged(store, session, credentialId)) return { refusal: 'busy' };
  const refusal = await takeHold(store, session, { credentialId, custodyId, holder, exclusive });
  if (refusal !== null) return { refusal };
  const expires_at = new Date(now.getTime() + minutes * 60_000);
  return { held: { status: 'held', held_at: now, expires_at } };
}

/** A rotation that was cut off, and has lost its lease, goes on with the candidate that it may have sent. */
async function isBeingChanged({ models }: Store, session: ClientSession, credential_id: number): Promise<boolean> {
  const pending = await models.credentialVersions
    .findOne({ credential_id, state: 'pending' }, { rotation_id: 1 }, { session })
    .lean();
  const _id = jobOfRotation(pending?.rotation_id ?? null);
  return _id !== null && (await models.jobs.exists({ _id, ended_at: null }).session(session)) !== null;
}

/** Follows on `The credential`. */
export const REFUSED_IN_WORDS: Readonly<Record<BeginRefusal, string>> = {
  busy: 'is being worked on by a job; try again when that has ended',
  checked_out: 'is checked out',
  in_session:
    'is used by others in sessions (GET /v1/connect/sessions?live=true lists them); wait for their end, have them terminated, or check it out shared',
  turning_due: 'was checked out and has not been changed since; rotate it first',
  inactive: 'is inactive',
  shared_key: 'is an SSH key that other accounts have too; nobody gets that for one of them',
  certified: 'has no secret to check out: its account logs in with short-lived certificates; open a session instead',
};
