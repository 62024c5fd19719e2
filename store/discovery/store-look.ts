/** Stores what a look has found, in transactions of bounded size, so that doing it again changes nothing more. */

import type { ClientSession } from 'mongoose';
import { type Appearance, noteChange } from '../../domain/account-news.ts';
import { compareAccount, type LookCounts } from '../../domain/discovered-account.ts';
import { type AccountsRead, type FoundAccount, isPrivileged } from '../../domain/discovery.ts';
import { assertLease, type HeldLease } from '../leases.ts';
import type { DiscoveredAccountDocument } from '../models/discovery.ts';
import type { Store } from '../store.ts';
import { endLook } from './end-look.ts';

export interface Look {
  readonly organizationId: number;
  readonly deviceId: number;
  readonly jobId: number;
  /** The account that reads. */
  readonly resourceId: number;
  /** Its lease: who has lost it stores nothing. */
  readonly lease: HeldLease;
  /** When the target was asked. */
  readonly lookedAt: Date;
}

/** A look with the number of the attempt at storing it. */
export interface LookAttempt extends Look {
  readonly attempt: number;
  /** Whether no earlier look at the device was stored. */
  readonly isFirst: boolean;
}

/** Another attempt at the same look is storing what it has found, which is newer. */
export class LookOvertaken extends Error {
  override readonly name = 'LookOvertaken';
}

const AT_ONCE = 200;

/** @throws LeaseLost, LookOvertaken */
export async function storeLook(store: Store, look: Look, { accounts, remarks }: AccountsRead): Promise<LookCounts> {
  const begun = await store.models.deviceLooks
    .findOneAndUpdate({ _id: look.deviceId }, { $inc: { attempt: 1 } }, { returnDocument: 'after' })
    .lean();
  if (!begun) throw new Error(`device ${look.deviceId} has no record of looks`);
  const isFirst = [null, look.jobId].includes(begun.first_job_id);
  const attempted = { ...look, attempt: begun.attempt, isFirst };
  for (let at = 0; at < accounts.length; at += AT_ONCE) {
    await fenced(store, attempted, (session) => storeSome(store, session, attempted, accounts.slice(at, at + AT_ONCE)));
  }
  while (await fenced(store, attempted, (session) => endSome(store, session, attempted))) {
    // What is gone is noted some hundred at a time.
  }
  return fenced(store, attempted, (session) => endLook(store, session, attempted, remarks));
}

/** Both the lease of the reading account and the turn at the device are proven by writes. */
function fenced<Result>(
  store: Store,
  { deviceId, attempt, lease }: LookAttempt,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  return store.transaction(async (session) => {
    await assertLease(store, lease, session);
    const held = await store.models.deviceLooks.updateOne(
      { _id: deviceId, attempt },
      { $inc: { writes: 1 } },
      { session },
    );
    if (held.matchedCount !== 1) throw new LookOvertaken(`another attempt at the look at device ${deviceId} goes on`);
    return work(session);
  });
}

async function storeSome(
  { models }: Store,
  session: ClientSession,
  look: LookAttempt,
  accounts: readonly FoundAccount[],
): Promise<void> {
  const ids = accounts.map((account) => idOf(look, account));
  const known = await models.discoveredAccounts
    .find({ _id: { $in: ids } }, null, { session })
    .lean<DiscoveredAccountDocument[]>();
  const before = new Map(known.map((document) => [document._id, document]));
  const writes = accounts.map((account) => {
    const _id = idOf(look, account);
    return { replaceOne: { filter: { _id }, replacement: documentOf(look, account, before.get(_id)), upsert: true } };
  });
  await models.discoveredAccounts.bulkWrite(writes, { session, ordered: false });
}

function idOf({ deviceId }: Look, { name }: FoundAccount): string {
  return `${deviceId}:${name}`;
}

function documentOf(
  look: LookAttempt,
  found: FoundAccount,
  before: DiscoveredAccountDocument | undefined,
): DiscoveredAccountDocument {
  const { organizationId: organization_id, deviceId: device_id, jobId, attempt: seen_in, lookedAt } = look;
  const seen = { _id: idOf(look, found), organization_id, device_id, last_seen_at: lookedAt, seen_in, gone_at: null };
  const appeared = { at: lookedAt, job_id: jobId };
  // Whoever comes back under an old name is somebody new; what is other than it was is noted all the same.
  if (!before || before.gone_at !== null) {
    const changed = before ? compareAccount(before, found).changed : [];
    return {
      ...found,
      kept: [],
      ...seen,
      first_seen_at: lookedAt,
      first_seen_job_id: jobId,
      changed_at: null,
      changed: [],
      changed_job_id: null,
      gone_job_id: null,
      privileged: isPrivileged(found),
      appeared: before === undefined && look.isFirst ? null : appeared,
      privileges_change: before ? notedPrivileges(before, found, changed, appeared) : null,
      keys_change: before ? notedKeys(before, found, changed, appeared) : null,
    };
  }
  const { known, changed } = compareAccount(before, found);
  const { first_seen_at, first_seen_job_id, gone_job_id } = before;
  return {
    ...known,
    ...seen,
    first_seen_at,
    first_seen_job_id,
    gone_job_id,
    ...changesOf(look, before, changed),
    privileged: isPrivileged(known),
    // Another one under the same name.
    appeared: changed.includes('system_id') ? appeared : (before.appeared ?? null),
    privileges_change: notedPrivileges(before, known, changed, appeared),
    keys_change: notedKeys(before, known, changed, appeared),
  };
}

type Changed = DiscoveredAccountDocument['changed'];

function notedPrivileges(
  before: DiscoveredAccountDocument,
  { privileges: after }: FoundAccount,
  changed: Changed,
  look: Appearance,
) {
  const seen = { before: before.privileges, after, isChanged: changed.includes('privileges') };
  return noteChange(before.privileges_change ?? null, seen, look);
}

function notedKeys(
  before: DiscoveredAccountDocument,
  { keys: after }: FoundAccount,
  changed: Changed,
  look: Appearance,
) {
  const seen = { before: before.keys, after, isChanged: changed.includes('keys') };
  return noteChange(before.keys_change ?? null, seen, look);
}

/** Of the same look an earlier attempt may have noted some already. */
function changesOf({ jobId, lookedAt }: Look, before: DiscoveredAccountDocument, now: Changed) {
  if (now.length === 0) {
    const { changed_at, changed, changed_job_id } = before;
    return { changed_at, changed, changed_job_id };
  }
  const earlier = before.changed_job_id === jobId ? before.changed : [];
  return { changed_at: lookedAt, changed: [...new Set([...earlier, ...now])], changed_job_id: jobId };
}

/** @returns whether there may be more. */
async function endSome({ models }: Store, session: ClientSession, look: LookAttempt): Promise<boolean> {
  const { discoveredAccounts } = models;
  const { deviceId: device_id, attempt, jobId, lookedAt } = look;
  const gone = await discoveredAccounts
    .find({ device_id, gone_at: null, seen_in: { $lt: attempt } }, { _id: 1 }, { session })
    .limit(AT_ONCE)
    .lean();
  const ids = gone.map(({ _id }) => _id);
  await discoveredAccounts.updateMany(
    { _id: { $in: ids } },
    { $set: { gone_at: lookedAt, gone_job_id: jobId } },
    { session },
  );
  return ids.length === AT_ONCE;
}
