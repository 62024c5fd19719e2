/** A batch of the job that erases a person: takes out of records what is theirs, so that leaves and proofs stay. */

import type { mongo } from 'mongoose';
import { ERASED_NAME } from '../../domain/audit.ts';
import { withdrawBundlesAbout } from '../../store/evidence-bundles.ts';
import type { AuditRecordDocument } from '../../store/models/evidence.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Position } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { StepDefect } from '../step-defect.ts';
import type { BatchResult } from './contract.ts';
import { eraseInGrants, eraseInJobs, grantIdsOf, type Person } from './erase-objects.ts';

/** Records that are looked at in one batch; few of them are the person's. */
const WINDOW = 10_000;

interface EraseCounts {
  /** The person's own records. */
  readonly own: number;
  /** Records of what others did with the person, whose reasons may tell of them. */
  readonly about: number;
}

interface ErasePosition extends EraseCounts {
  /** The records that were looked at and counted, and are changed by the next batch. */
  readonly ids: IdRange;
  /** The newest record when the work began: the log grows meanwhile, if only by those who ask how far it has come. */
  readonly upTo: string;
  /** Whether these are the ones that came since then. */
  readonly isLate: boolean;
}

/**
 * One batch counts what the next one changes, so that a batch that is done again counts the same: what is erased no
 * longer says whom it named.
 */
export async function eraseBatch(
  { store }: Pick<Dependencies, 'store'>,
  job: JobDocument,
  position: Position,
): Promise<BatchResult> {
  const person = personOf(job);
  const counted = position.next as ErasePosition | null;
  const grantIds = await grantIdsOf(store, person);
  if (counted) await eraseIn(store, person, grantIds, counted.ids);
  else await requireGone(store, person);
  const total = position.total ?? (await store.auditCollection().countDocuments(inLog(person)));
  const { own, about } = counted ?? { own: 0, about: 0 };
  const following = await followingRecords(store, person, counted);
  if (following === null) {
    await withdrawBundlesAbout(store, person.organizationId, person.userId);
    const jobs = await eraseInJobs(store, person, job);
    const grants = await eraseInGrants(store, person, job);
    return finished({ own, about, jobs, grants }, total);
  }
  const next: ErasePosition = {
    ...following,
    own: own + (await store.auditCollection().countDocuments(ownIn(person, following.ids))),
    about: about + (await store.auditCollection().countDocuments(aboutIn(person, grantIds, following.ids))),
  };
  return { state: 'more', position: { next, done: Math.min(total, position.done + WINDOW), total } };
}

/**
 * The records to be changed next, by id, whosever they are: bounded work, whatever the person has done. At the end come
 * those of requests that had begun before the user was deactivated, once. null: none are left.
 */
async function followingRecords(
  store: Store,
  person: Person,
  before: ErasePosition | null,
): Promise<Pick<ErasePosition, 'ids' | 'upTo' | 'isLate'> | null> {
  if (before?.isLate) return null;
  const newest = await store.auditCollection().findOne(inLog(person), { projection: { _id: 1 }, sort: { _id: -1 } });
  if (!newest) return null;
  const $gt = before?.ids.$lte ?? '';
  const upTo = before?.upTo ?? newest._id;
  if ($gt >= upTo) return $gt < newest._id ? { ids: { $gt, $lte: newest._id }, upTo, isLate: true } : null;
  const [last] = await store
    .auditCollection()
    .find({ ...inLog(person), _id: { $gt, $lte: upTo } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(WINDOW - 1)
    .limit(1)
    .toArray();
  return { ids: { $gt, $lte: last?._id ?? upTo }, upTo, isLate: false };
}

interface ErasedCounts extends EraseCounts {
  readonly jobs: number;
  readonly grants: number;
}

function finished({ own, about, jobs, grants }: ErasedCounts, total: number): BatchResult {
  return {
    state: 'finished',
    status: 'succeeded',
    code: null,
    done: total,
    total,
    result: { records: own, records_about: about, jobs, grants },
    summary: `erased in ${own} records of the person, ${about} records about them, ${jobs} jobs and ${grants} grants`,
  };
}

function personOf({ organization_id, input }: JobDocument): Person {
  const userId = input?.['user_id'];
  if (typeof userId !== 'number') throw new StepDefect('internal', 'the job does not say whom to erase');
  return { organizationId: organization_id, userId };
}

/** Somebody may have activated the user since the job was asked for. */
async function requireGone(store: Store, { organizationId, userId }: Person): Promise<void> {
  const active = await store.models.users.exists({ _id: userId, organization_id: organizationId, status: 'active' });
  if (active) throw new StepDefect('user_active', 'the user is active again; deactivate them and ask again');
}

interface IdRange {
  readonly $gt: string;
  readonly $lte: string;
}

function inLog({ organizationId }: Person) {
  return { organization_id: organizationId };
}

function ownIn(person: Person, ids: IdRange): mongo.Filter<AuditRecordDocument> {
  return { ...inLog(person), _id: ids, 'actor.type': 'user', 'actor.id': person.userId };
}

/**
 * What others did with the person, or with a grant of theirs: people may have written into the reason whom they mean.
 * What was changed stays, in Capstan's words, which name nobody; that is all that records of groups say of a member.
 * Records of the ledger itself stay whole: they say why somebody was erased.
 */
function aboutIn(person: Person, grantIds: readonly number[], ids: IdRange): mongo.Filter<AuditRecordDocument> {
  const { userId } = person;
  return {
    ...inLog(person),
    _id: ids,
    operation: { $not: /^ledger\./ },
    $nor: [{ 'actor.type': 'user', 'actor.id': userId }],
    $or: [
      { target_type: 'user', target_id: userId },
      { target_type: 'grant', target_id: { $in: [...grantIds] } },
    ],
  };
}

/** Disclosures, and the copies of them to search by. */
async function eraseIn(store: Store, person: Person, grantIds: readonly number[], ids: IdRange): Promise<void> {
  const records = store.auditCollection();
  await records.updateMany(ownIn(person, ids), {
    $set: { 'actor.name': ERASED_NAME, 'actor.address': null, reason: null, disclosures: [] },
  });
  const about = await records.find(aboutIn(person, grantIds, ids), { projection: { disclosures: 1 } }).toArray();
  if (about.length === 0) return;
  await records.bulkWrite(
    about.map(({ _id, disclosures = [] }) => ({
      updateOne: {
        filter: { _id },
        update: { $set: { reason: null, disclosures: disclosures.filter((one) => !isOfReason(one)) } },
      },
    })),
    { ordered: false },
  );
}

/** A disclosure is base64url of `[salt, name, value]`. */
function isOfReason(disclosure: string): boolean {
  return JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8'))[1] === 'reason';
}
