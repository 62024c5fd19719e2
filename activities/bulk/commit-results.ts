/** What became of items, in one transaction: versions, resources, items, leases, counts and audit records together. */

import type { ClientSession, mongo } from 'mongoose';
import type { ItemOutcome } from '../../domain/job.ts';
import type { VersionState } from '../../domain/resource.ts';
import { type IdentifiedEntry, recordEffects } from '../../store/audit-log.ts';
import { KEPT_LOGINS } from '../../store/login-attempts.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
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
    await tellCredentials(batch, session, left, now);
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
  const moves: mongo.AnyBulkWriteOperation<CredentialVersionDocument>[] = [];
  const move = (of: readonly PreparedItem[], state: VersionState, fields: Partial<CredentialVersionDocument>) => {
    const filter = { credential_id: { $in: of.map(credentialIdOf) }, state };
    if (of.length > 0) moves.push({ updateMany: { filter, update: { $set: fields } } });
  };
  const proven = preparedOf(results, 'proven');
  const retired = { state: 'retired', retired_at: now } as const;
  // One of each state at most: the older ones step aside first.
  move(proven, 'previous', retired);
  move(proven, 'current', { state: 'previous', removal_due: false });
  move(proven, 'pending', { state: 'current', promoted_at: now });
  move(preparedOf(results, 'failed', 'put_back'), 'pending', retired);
  if (moves.length > 0) await versionsOf(batch).bulkWrite(moves, { session, ordered: true });
}

/** A login that worked clears the account's past; targets start counting from zero then, too. A new secret is no more due. */
async function tellCredentials(
  batch: Batch,
  session: ClientSession,
  results: readonly PreparedResult[],
  now: Date,
): Promise<void> {
  const updates: mongo.AnyBulkWriteOperation<CredentialDocument>[] = [];
  const worked = { $in: preparedOf(results, 'proven').map(credentialIdOf) };
  if (worked.$in.length > 0) {
    updates.push({
      updateMany: { filter: { _id: worked }, update: { $set: { failed_logins: [], open_logins: [] } } },
    });
  }
  if (worked.$in.length > 0 && batch.operation !== 'verify') {
    const due = { _id: worked, 'custody.turning_due': true } as const;
    updates.push({ updateMany: { filter: due, update: { $set: { 'custody.turning_due': false } } } });
  }
  for (const result of results) {
    if (result.kind === 'proven') continue;
    const { prepared } = result;
    const isJudged = 'judged' in result && result.judged;
    const update = {
      $pull: { open_logins: { id: prepared.loginId } },
      ...(isJudged ? { $push: { failed_logins: { $each: [now], $slice: -KEPT_LOGINS } } } : {}),
    };
    updates.push({ updateOne: { filter: { _id: credentialIdOf(prepared) }, update } });
  }
  if (updates.length > 0) await credentialsOf(batch).bulkWrite(updates, { session, ordered: false });
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
  const told = results.flatMap((result) => {
    const fields = resourceFields(result, now);
    const eventId = records.get(result)?.at(-1)?.id;
    const { kind } = result;
    return fields && eventId !== undefined ? [{ kind, id: itemOf(result).resource_id, fields, eventId }] : [];
  });
  const status = { $ne: 'inactive' } as const;
  const updates = told
    .filter(({ kind }) => kind !== 'proven')
    .map(({ id: _id, fields, eventId }): mongo.AnyBulkWriteOperation<ResourceDocument> => {
      const update = { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } };
      return { updateOne: { filter: { _id, status }, update } };
    });
  // All that were proven together say the same but for their records: one update of many costs half of many of one.
  const proven = told.filter(({ kind }) => kind === 'proven');
  const [first] = proven;
  if (first) {
    const ids = proven.map(({ id }) => id);
    const own = { $indexOfArray: [{ $literal: ids }, '$_id'] };
    const last_event_id = { $arrayElemAt: [{ $literal: proven.map(({ eventId }) => eventId) }, own] };
    const $set = { ...literally(first.fields), updated_at: now, last_event_id, revision: { $add: ['$revision', 1] } };
    updates.push({ updateMany: { filter: { _id: { $in: ids }, status }, update: [{ $set }] } });
  }
  if (updates.length === 0) return;
  const resources = dependencies.store.connection.getClient().db().collection<ResourceDocument>('resources');
  await resources.bulkWrite(updates, { session, ordered: false });
}

/** In an update by expressions, where a text that begins with `$` would be one. */
function literally(fields: object): Record<string, { readonly $literal: unknown }> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { $literal: value }]));
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
