/** A batch of the job that erases a person: takes out of records what is theirs, so that leaves and proofs stay. */

import { withdrawBundlesAbout } from '../../store/evidence-bundles.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Position } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { StepDefect } from '../step-defect.ts';
import type { BatchResult } from './contract.ts';
import { eraseInAccessReviews } from './erase-access-reviews.ts';
import { eraseInApprovals } from './erase-approvals.ts';
import { eraseInCustodies } from './erase-custodies.ts';
import { eraseInFindings } from './erase-findings.ts';
import { eraseInNotifications } from './erase-notifications.ts';
import { eraseInGrants, eraseInJobs, eraseInPlans, grantIdsOf, type Person } from './erase-objects.ts';
import { type Concerned, countIn, type EraseCounts, eraseIn, findUnerased, type Ids } from './erase-records.ts';
import { eraseInRetrievals } from './erase-retrievals.ts';
import { eraseInSessions } from './erase-sessions.ts';
import { eraseUser } from './erase-user.ts';

/** Records that are looked at in one batch; few of them are the person's. */
const WINDOW = 10_000;
/** Records that came late, in one batch: a position holds their ids. */
const LATE_AT_ONCE = 40;
/** Who is inactive writes no more, so what comes late comes to an end. */
const MAX_LATE_BATCHES = 200;

interface ErasePosition extends EraseCounts {
  /** The records that were looked at and counted, and are changed by the next batch. */
  readonly ids: Ids;
  /** How far the walk through the log goes: to the newest record when it began, and `walked` so far. */
  readonly upTo: string;
  readonly walked: string;
  /** Batches of late ones so far. */
  readonly late: number;
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
  const concerned = { ...person, grantIds: await grantIdsOf(store, person) };
  if (counted) await eraseIn(store, concerned, counted.ids);
  else await requireGone(store, person);
  const total = position.total ?? (await store.auditCollection().countDocuments(inLog(person)));
  const next = (await walkOn(store, concerned, counted)) ?? (await lateRecords(store, concerned, counted));
  if (next !== null) return { state: 'more', position: { next, done: Math.min(total, position.done + WINDOW), total } };
  const { own, about } = counted ?? { own: 0, about: 0 };
  await withdrawBundlesAbout(store, person.organizationId, person.userId);
  const jobs = await eraseInJobs(store, person, job);
  await eraseInPlans(store, person, job);
  const grants = await eraseInGrants(store, person, job);
  await eraseInApprovals(store, person, job);
  await eraseInAccessReviews(store, person, job);
  await eraseInCustodies(store, person, job);
  await eraseInSessions(store, person, job);
  await eraseInFindings(store, person, job);
  await eraseInRetrievals(store, person, job);
  await eraseInNotifications(store, person, job);
  await eraseUser(store, person, job);
  return finished({ own, about, jobs, grants }, total);
}

/** The records to be changed next, by id, whosever they are: bounded work, whatever the person has done. null: at the end. */
async function walkOn(store: Store, concerned: Concerned, before: ErasePosition | null): Promise<ErasePosition | null> {
  const records = store.auditCollection();
  const upTo = before?.upTo ?? (await records.findOne(inLog(concerned), { sort: { _id: -1 } }))?._id ?? '';
  const $gt = before?.walked ?? '';
  if ($gt >= upTo) return null;
  const [last] = await records
    .find({ ...inLog(concerned), _id: { $gt, $lte: upTo } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(WINDOW - 1)
    .limit(1)
    .toArray();
  const walked = last?._id ?? upTo;
  const ids = { $gt, $lte: walked };
  return { ids, upTo, walked, late: 0, ...added(before, await countIn(store, concerned, ids)) };
}

/**
 * What came while the log was walked through, wherever it came: an id is older than its record, and says what the clock
 * of another host said, so it may lie behind.
 * @throws StepDefect `user_active` where there is no end to it.
 */
async function lateRecords(
  store: Store,
  concerned: Concerned,
  before: ErasePosition | null,
): Promise<ErasePosition | null> {
  const { ids, ...counts } = await findUnerased(store, concerned, LATE_AT_ONCE);
  if (ids.length === 0) return null;
  const late = (before?.late ?? 0) + 1;
  if (late > MAX_LATE_BATCHES) {
    throw new StepDefect(
      'user_active',
      'new records tell of the user all the time; end what writes them and ask again',
    );
  }
  const { upTo, walked } = before ?? { upTo: '', walked: '' };
  return { ids: { $in: ids }, upTo, walked, late, ...added(before, counts) };
}

function added(before: EraseCounts | null, { own, about }: EraseCounts): EraseCounts {
  return { own: (before?.own ?? 0) + own, about: (before?.about ?? 0) + about };
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

function inLog({ organizationId }: Person) {
  return { organization_id: organizationId };
}
