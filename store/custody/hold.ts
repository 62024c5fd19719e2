/** Who holds a credential: kept with the credential itself, so that two who want it meet there. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { isUsedByOthers } from '../connect-sessions/others-in-session.ts';
import type { CredentialCustody, CredentialDocument } from '../models/credential.ts';
import type { Store } from '../store.ts';

/** Why it cannot be had now. */
export type HoldRefusal =
  /** Somebody holds it, and one of the two wants to be alone. */
  | 'checked_out'
  /** Others work with it in sessions, and whoever wants it wants to be alone. */
  | 'in_session'
  /** Somebody has held it, and it has not been changed since. */
  | 'turning_due'
  | 'inactive'
  /** It is an SSH key that other accounts have too: nobody gets that for one of them. */
  | 'shared_key'
  /** There is no secret: its logins are certified one by one. */
  | 'certified';

const NOBODY: CredentialCustody = { holders: [], exclusive: false, turning_due: false };

export function custodyOf({ custody }: Pick<CredentialDocument, 'custody'>): CredentialCustody {
  return custody ?? NOBODY;
}

/** Whether somebody holds it, so that nobody may change it. */
export function isCheckedOut(credential: Pick<CredentialDocument, 'custody'>): boolean {
  return custodyOf(credential).holders.length > 0;
}

export interface WantedHold {
  readonly exclusive: boolean;
  /** Their own sessions are not in their way. */
  readonly holder: Pick<AuditActor, 'type' | 'id'>;
}

/** What stands against another holder; null: nothing. */
export async function refusalToHold(
  store: Store,
  session: ClientSession,
  credential: Pick<CredentialDocument, '_id' | 'custody' | 'status' | 'ssh_key_id' | 'authority_id'>,
  { exclusive, holder }: WantedHold,
): Promise<HoldRefusal | null> {
  const { holders, exclusive: isAlone, turning_due } = custodyOf(credential);
  if (credential.status === 'inactive') return 'inactive';
  if (typeof credential.ssh_key_id === 'number') return 'shared_key';
  if (typeof credential.authority_id === 'number') return 'certified';
  if (holders.length > 0 && (exclusive || isAlone)) return 'checked_out';
  if (turning_due) return 'turning_due';
  return exclusive && (await isUsedByOthers(store, session, credential._id, holder)) ? 'in_session' : null;
}

/** Whether somebody else has it for themselves alone, with whom the account is not shared meanwhile. */
export async function isHeldAloneByOthers(
  { models }: Store,
  credential: Pick<CredentialDocument, 'custody'>,
  { type, id }: Pick<AuditActor, 'type' | 'id'>,
  session?: ClientSession,
): Promise<boolean> {
  const { holders, exclusive } = custodyOf(credential);
  if (!exclusive || holders.length === 0) return false;
  const own = { _id: { $in: [...holders] }, 'holder.type': type, 'holder.id': id } as const;
  return (await models.custodies.exists(own).session(session ?? null)) === null;
}

/**
 * A session begins with it: whoever takes it alone at the same moment conflicts, and one of the two looks again.
 * @returns false where somebody else has it alone.
 */
export async function beginUse(
  store: Store,
  session: ClientSession,
  credentialId: number,
  requester: Pick<AuditActor, 'type' | 'id'>,
): Promise<boolean> {
  const used = { $inc: { sessions_begun: 1 } };
  const credential = await store.models.credentials
    .findOneAndUpdate({ _id: credentialId }, used, { session, projection: { custody: 1 } })
    .lean<Pick<CredentialDocument, 'custody'>>();
  if (!credential) throw new Error(`credential ${credentialId} is gone`);
  return !(await isHeldAloneByOthers(store, credential, requester, session));
}

/** @returns why not; null: custody `custodyId` holds it from here on. Two at once conflict, and one of them looks again. */
export async function takeHold(
  store: Store,
  session: ClientSession,
  { credentialId, custodyId, ...wanted }: WantedHold & { readonly credentialId: number; readonly custodyId: number },
): Promise<HoldRefusal | null> {
  const credential = await readCustody(store, session, credentialId);
  const refusal = await refusalToHold(store, session, credential, wanted);
  if (refusal !== null) return refusal;
  const { holders } = custodyOf(credential);
  const { exclusive } = wanted;
  await write(store, session, credentialId, { holders: [...holders, custodyId], exclusive, turning_due: false });
  return null;
}

/** @returns whether others still hold it. */
export async function endHold(
  store: Store,
  session: ClientSession,
  { credentialId, custodyId, wantsTurning }: { credentialId: number; custodyId: number; wantsTurning: boolean },
): Promise<boolean> {
  const { holders, exclusive, turning_due, ...custody } = custodyOf(await readCustody(store, session, credentialId));
  const left = holders.filter((id) => id !== custodyId);
  await write(store, session, credentialId, {
    ...custody,
    holders: left,
    exclusive: exclusive && left.length > 0,
    turning_due: turning_due || wantsTurning,
  });
  return left.length > 0;
}

/** What works by now is to be changed before anybody is shown it. */
export async function markTurningDue({ models }: Store, session: ClientSession, credentialId: number): Promise<void> {
  await models.credentials.updateOne(
    { _id: credentialId },
    [{ $set: { custody: { $mergeObjects: [NOBODY, '$custody', { turning_due: true }] } } }],
    { session, updatePipeline: true },
  );
}

/** Notes the rotation that has been asked for; another one who does so at the same moment conflicts. */
export async function noteTurning(
  store: Store,
  session: ClientSession,
  credentialId: number,
  jobId: number,
): Promise<void> {
  await store.models.credentials.updateOne(
    { _id: credentialId },
    { $set: { 'custody.turning_job_id': jobId } },
    { session },
  );
}

/** There is another secret, and no older one is of use any more: whoever knew one is shut out. */
export async function settleTurning({ models }: Store, credentialId: number, session?: ClientSession): Promise<void> {
  await models.credentials.updateOne(
    { _id: credentialId, 'custody.turning_due': true },
    { $set: { 'custody.turning_due': false } },
    session ? { session } : {},
  );
}

/** The target holds an older version again: whoever was shown that one knows what works there. */
export async function turnIfShown(
  { models }: Store,
  session: ClientSession,
  credentialId: number,
  version: number,
): Promise<void> {
  const shown = { credential_id: credentialId, revealed_version: version };
  if (!(await models.custodies.exists(shown).session(session))) return;
  await models.credentials.updateOne({ _id: credentialId }, { $set: { 'custody.turning_due': true } }, { session });
}

async function readCustody(store: Store, session: ClientSession, credentialId: number) {
  const credential = await store.models.credentials
    .findById(credentialId, { custody: 1, status: 1, ssh_key_id: 1, authority_id: 1 }, { session })
    .lean<Pick<CredentialDocument, '_id' | 'custody' | 'status' | 'ssh_key_id' | 'authority_id'>>();
  if (!credential) throw new Error(`credential ${credentialId} is gone`);
  return credential;
}

async function write(
  store: Store,
  session: ClientSession,
  credentialId: number,
  custody: CredentialCustody,
): Promise<void> {
  await store.models.credentials.updateOne({ _id: credentialId }, { $set: { custody } }, { session });
}
