/** The audit records that the erasure of a person concerns, and what is taken out of them. */

import type { mongo } from 'mongoose';
import { ERASED_NAME } from '../../domain/audit.ts';
import type { AuditRecordDocument } from '../../store/models/evidence.ts';
import type { Store } from '../../store/store.ts';
import { type Person, userActor } from './erase-objects.ts';

/** Records by their ids, whosever they are. */
export type Ids = { readonly $gt: string; readonly $lte: string } | { readonly $in: readonly string[] };

export interface EraseCounts {
  /** The person's own records. */
  readonly own: number;
  /** Records of what others did with the person, whose reasons may tell of them. */
  readonly about: number;
}

/** Whom records may be about. */
export interface Concerned extends Person {
  /** Those to which the person was entitled. */
  readonly grantIds: readonly number[];
}

type RecordFilter = mongo.Filter<AuditRecordDocument>;

export async function countIn(store: Store, concerned: Concerned, ids: Ids): Promise<EraseCounts> {
  const records = store.auditCollection();
  return {
    own: await records.countDocuments({ ...ownOf(concerned), _id: idFilter(ids) }),
    about: await records.countDocuments({ ...aboutOf(concerned), _id: idFilter(ids) }),
  };
}

/** Disclosures, and the copies of them to search by. */
export async function eraseIn(store: Store, concerned: Concerned, ids: Ids): Promise<void> {
  const records = store.auditCollection();
  await records.updateMany(
    { ...ownOf(concerned), _id: idFilter(ids) },
    { $set: { 'actor.name': ERASED_NAME, 'actor.address': null, reason: null, disclosures: [] } },
  );
  const about = await records
    .find({ ...aboutOf(concerned), _id: idFilter(ids) }, { projection: { disclosures: 1 } })
    .toArray();
  if (about.length === 0) return;
  await records.bulkWrite(
    about.map(({ _id, disclosures = [] }) => ({
      updateOne: {
        filter: { _id },
        // Takes out, and writes nothing back: another erasure may be taking out others at this moment.
        update: { $set: { reason: null }, $pull: { disclosures: { $in: disclosures.filter(isOfReason) } } },
      },
    })),
    { ordered: false },
  );
}

/** Ids of records that still tell of the person, `limit` at most, with how many there are of each kind. */
export async function findUnerased(
  store: Store,
  concerned: Concerned,
  limit: number,
): Promise<EraseCounts & { readonly ids: readonly string[] }> {
  const find = async (filter: RecordFilter, most: number) => {
    const found = await store
      .auditCollection()
      .find(filter, { projection: { _id: 1 } })
      .limit(most)
      .toArray();
    return found.map(({ _id }) => _id);
  };
  const own = await find({ ...ownOf(concerned), 'disclosures.0': { $exists: true } }, limit);
  const left = limit - own.length;
  const about = left === 0 ? [] : await find({ ...aboutOf(concerned), reason: { $ne: null } }, left);
  return { ids: [...own, ...about], own: own.length, about: about.length };
}

function ownOf({ organizationId, userId }: Person): RecordFilter {
  return { organization_id: organizationId, ...userActor(userId) };
}

/**
 * What others did with the person, or with a grant of theirs: people may have written into the reason whom they mean.
 * What was changed stays, in Capstan's words, which name nobody; that is all that records of groups say of a member.
 * Records of the ledger itself stay whole: they say why somebody was erased.
 */
function aboutOf({ organizationId, userId, grantIds }: Concerned): RecordFilter {
  return {
    organization_id: organizationId,
    // Says no more than the alternatives below; for the index.
    target_id: { $in: [userId, ...grantIds] },
    operation: { $not: /^ledger\./ },
    $nor: [userActor(userId)],
    $or: [
      { target_type: 'user', target_id: userId },
      { target_type: 'grant', target_id: { $in: [...grantIds] } },
    ],
  };
}

function idFilter(ids: Ids): mongo.Condition<string> {
  return '$in' in ids ? { $in: [...ids.$in] } : ids;
}

/** A disclosure is base64url of `[salt, name, value]`. */
function isOfReason(disclosure: string): boolean {
  return JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8'))[1] === 'reason';
}
