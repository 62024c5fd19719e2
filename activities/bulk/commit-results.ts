/** What became of items, in one transaction: versions, resources, items, leases, counts and audit records together. */

import type { ClientSession, mongo } from 'mongoose';
import type { ItemOutcome } from '../../domain/job.ts';
import { type IdentifiedEntry, recordEffects } from '../../store/audit-log.ts';
import { KEPT_LOGINS } from '../../store/login-attempts.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { type Batch, type ItemResult, itemOf, type PreparedItem, type PreparedResult } from './batch.ts';
import { type BulkItem, type BulkJob, bulkItems } from './bulk-job.ts';
import { inTurnOf } from './commit-turn.ts';
import { credentialIdOf, credentialsOf, idsOf, versionsOf } from './prepare.ts';
import { recordsOf } from './result-records.ts';
import { endedAs, itemUpdate, resourceFields } from './result-updates.ts';

/** @returns the job as it stands afterwards. @throws LeaseLost: nothing of it is written then. */
export async function commitResults(batch: Batch, found: readonly ItemResult[]): Promise<BulkJob> {
  const { store } = batch.dependencies;
  const now = new Date();
  const said = new Map(found.map((result) => [result, recordsOf(batch, result)]));
  const commit = async (session: ClientSession) => {
    const open = await openItems(batch, session, found);
    // What holds no lease may have been begun or ended by a later attempt at the same batch, which nothing else fences.
    // What was done at a target counts in any case.
    const results = found.filter((result) => 'prepared' in result || isAsRead(open, itemOf(result)));
    const records = new Map(results.map((result) => [result, said.get(result) ?? []]));
    const left = results.filter((result): result is PreparedResult => 'prepared' in result);
    await batch.leases.release(
      idsOf(left.filter(({ kind }) => kind !== 'doubtful').map(({ prepared }) => prepared)),
      session,
    );
    await batch.leases.assert(idsOf(preparedOf(results, 'doubtful')), session);
    if (batch.operation !== 'verify') await moveVersions(batch, session, results, now);
    await tellGuard(batch, session, left, now);
    await writeItems(batch, session, results, now);
    await writeResources(batch, session, results, records, now);
    await recordEffects(store, session, [...records.values()].flat());
    const counted = results.filter((result) => open.has(itemOf(result)._id));
    return countIn(batch, session, counted, now);
  };
  return inTurnOf(batch.job._id, () => store.transaction(commit));
}

async function openItems(
  { dependencies }: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
): Promise<ReadonlyMap<string, BulkItem['status']>> {
  const ids = results.map((result) => itemOf(result)._id);
  const open = await bulkItems(dependencies.store)
    .find({ _id: { $in: ids }, ended_at: null }, { session })
    .project<Pick<BulkItem, '_id' | 'status'>>({ status: 1 })
    .toArray();
  return new Map(open.map(({ _id, status }) => [_id, status]));
}

function isAsRead(open: ReadonlyMap<string, BulkItem['status']>, { _id, status }: BulkItem): boolean {
  return open.get(_id) === status;
}

function preparedOf(results: readonly ItemResult[], ...kinds: readonly PreparedResult['kind'][]): PreparedItem[] {
  return results.flatMap((result) =>
    'prepared' in result && kinds.some((kind) => kind === result.kind) ? [result.prepared] : [],
  );
}

async function moveVersions(
  batch: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  now: Date,
): Promise<void> {
  const versions = versionsOf(batch);
  const promoted = { $in: preparedOf(results, 'proven').map(credentialIdOf) };
  const unsent = { $in: preparedOf(results, 'failed', 'put_back').map(credentialIdOf) };
  const retired = { $set: { state: 'retired', retired_at: now } } as const;
  if (promoted.$in.length > 0) {
    // One of each state at most: the older ones step aside first.
    await versions.updateMany({ credential_id: promoted, state: 'previous' }, retired, { session });
    const previous = { $set: { state: 'previous', removal_due: false } } as const;
    await versions.updateMany({ credential_id: promoted, state: 'current' }, previous, { session });
    const current = { $set: { state: 'current', promoted_at: now } } as const;
    await versions.updateMany({ credential_id: promoted, state: 'pending' }, current, { session });
    await credentialsOf(batch).updateMany(
      { _id: promoted, 'custody.turning_due': true },
      { $set: { 'custody.turning_due': false } },
      { session },
    );
  }
  if (unsent.$in.length > 0) {
    await versions.updateMany({ credential_id: unsent, state: 'pending' }, retired, { session });
  }
}

/** A login that worked clears the account's past; targets start counting from zero then, too. */
async function tellGuard(
  batch: Batch,
  session: ClientSession,
  results: readonly PreparedResult[],
  now: Date,
): Promise<void> {
  const credentials = credentialsOf(batch);
  const worked = preparedOf(results, 'proven').map(credentialIdOf);
  if (worked.length > 0) {
    const clear = { $set: { failed_logins: [], open_logins: [] } };
    await credentials.updateMany({ _id: { $in: worked } }, clear, { session });
  }
  const others = results.filter(({ kind }) => kind !== 'proven');
  if (others.length === 0) return;
  const updates = others.map((result): mongo.AnyBulkWriteOperation<CredentialDocument> => {
    const { prepared } = result;
    const isJudged = 'judged' in result && result.judged;
    const update = {
      $pull: { open_logins: { id: prepared.loginId } },
      ...(isJudged ? { $push: { failed_logins: { $each: [now], $slice: -KEPT_LOGINS } } } : {}),
    };
    return { updateOne: { filter: { _id: credentialIdOf(prepared) }, update } };
  });
  await credentials.bulkWrite(updates, { session, ordered: false });
}

async function writeItems(
  { dependencies, operation }: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  now: Date,
): Promise<void> {
  const updates: mongo.AnyBulkWriteOperation<BulkItem>[] = [];
  const proven: string[] = [];
  for (const result of results) {
    const { _id } = itemOf(result);
    if (result.kind === 'proven') proven.push(_id);
    else updates.push({ updateOne: { filter: { _id, ended_at: null }, update: itemUpdate(result, now) } });
  }
  if (proven.length > 0) {
    const effect = operation === 'verify' ? 'none' : 'applied';
    const $set = { status: 'succeeded', effect, code: null, message: null, ended_at: now } as const;
    updates.push({ updateMany: { filter: { _id: { $in: proven }, ended_at: null }, update: { $set } } });
  }
  if (updates.length > 0) await bulkItems(dependencies.store).bulkWrite(updates, { session, ordered: false });
}

async function writeResources(
  { dependencies }: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  records: ReadonlyMap<ItemResult, readonly IdentifiedEntry[]>,
  now: Date,
): Promise<void> {
  const updates = results.flatMap((result): mongo.AnyBulkWriteOperation<ResourceDocument>[] => {
    const fields = resourceFields(result, now);
    const last_event_id = records.get(result)?.at(-1)?.id;
    if (!fields || last_event_id === undefined) return [];
    const { resource_id: _id } = itemOf(result);
    const update = { $set: { ...fields, updated_at: now, last_event_id }, $inc: { revision: 1 } };
    return [{ updateOne: { filter: { _id, status: { $ne: 'inactive' } }, update } }];
  });
  if (updates.length === 0) return;
  const resources = dependencies.store.connection.getClient().db().collection<ResourceDocument>('resources');
  await resources.bulkWrite(updates, { session, ordered: false });
}

/** Last, so that batches of several workers get into each other's way as seldom as can be. */
async function countIn(
  { dependencies, job }: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  now: Date,
): Promise<BulkJob> {
  const ended = results.map(endedAs).filter((status) => status !== null);
  const of = (status: ItemOutcome['status']) => ended.filter((one) => one === status).length;
  const counted = await dependencies.store.models.jobs
    .findOneAndUpdate(
      { _id: job._id },
      {
        $set: { updated_at: now },
        $inc: {
          revision: 1,
          'bulk.counts.queued': -ended.length,
          'bulk.counts.succeeded': of('succeeded'),
          'bulk.counts.failed': of('failed'),
          'bulk.counts.unknown': of('unknown'),
        },
      },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!counted?.bulk) throw new Error(`job ${job._id} is gone`);
  return { ...counted, bulk: counted.bulk };
}
