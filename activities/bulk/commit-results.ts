/** What became of items, in one transaction: versions, resources, items, leases, counts and audit records together. */

import type { ClientSession, mongo } from 'mongoose';
import type { AuditStatus } from '../../domain/audit.ts';
import type { ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import { resourceStatusAfter } from '../../domain/resource.ts';
import { type IdentifiedEntry, recordEffects } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf, type JobEvent } from '../../store/job-audit.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Batch, ItemResult, PreparedItem, PreparedResult } from './batch.ts';
import { type BulkItem, type BulkJob, bulkItems } from './bulk-job.ts';
import { credentialIdOf, credentialsOf, idsOf, versionsOf } from './prepare.ts';

type Of<Kind extends ItemResult['kind']> = Extract<ItemResult, { readonly kind: Kind }>;

/** @returns the job as it stands afterwards. @throws LeaseLost: nothing of it is written then. */
export async function commitResults(batch: Batch, found: readonly ItemResult[]): Promise<BulkJob> {
  const { store } = batch.dependencies;
  const now = new Date();
  const prepared = new Map(found.map((result) => [result, recordsOf(batch, result)]));
  return store.transaction(async (session) => {
    const results = await stillOpen(batch, session, found);
    const records = new Map(results.map((result) => [result, prepared.get(result) ?? []]));
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
    return countIn(batch, session, results, now);
  });
}

function preparedOf(results: readonly ItemResult[], ...kinds: readonly PreparedResult['kind'][]): PreparedItem[] {
  return results.flatMap((result) =>
    'prepared' in result && kinds.some((kind) => kind === result.kind) ? [result.prepared] : [],
  );
}

/** What holds no lease may have been ended by a later attempt at the same batch, which nothing else fences. */
async function stillOpen(
  batch: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
): Promise<readonly ItemResult[]> {
  const unleased = results.filter((result) => !('prepared' in result)).map((result) => itemOf(result)._id);
  if (unleased.length === 0) return results;
  const open: string[] = await bulkItems(batch.dependencies.store).distinct(
    '_id',
    { _id: { $in: unleased }, ended_at: null },
    { session },
  );
  return results.filter((result) => 'prepared' in result || open.includes(itemOf(result)._id));
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

const KEPT_LOGINS = 50;

async function writeItems(
  batch: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  now: Date,
): Promise<void> {
  const proven = preparedOf(results, 'proven').map(({ item }) => item._id);
  const updates = results
    .filter((result) => result.kind !== 'proven')
    .map((result): mongo.AnyBulkWriteOperation<BulkItem> => {
      const filter = { _id: itemOf(result)._id, ended_at: null };
      return { updateOne: { filter, update: itemUpdate(result, now) } };
    });
  if (proven.length > 0) {
    const effect = batch.operation === 'verify' ? 'none' : 'applied';
    const $set = { status: 'succeeded', effect, code: null, message: null, ended_at: now } as const;
    updates.push({ updateMany: { filter: { _id: { $in: proven }, ended_at: null }, update: { $set } } });
  }
  if (updates.length > 0) await bulkItems(batch.dependencies.store).bulkWrite(updates, { session, ordered: false });
}

function itemOf(result: ItemResult): BulkItem {
  return 'prepared' in result ? result.prepared.item : result.item;
}

function itemUpdate(result: Exclude<ItemResult, Of<'proven'>>, now: Date): mongo.UpdateFilter<BulkItem> {
  switch (result.kind) {
    case 'failed':
      return { $set: { status: 'failed', effect: 'none', code: result.code, message: result.message, ended_at: now } };
    case 'refused': {
      const { outcome: status, code, message } = result;
      const effect = status === 'unknown' ? 'unknown' : 'none';
      return { $set: { status, effect, code, message, ended_at: now } };
    }
    case 'put_back':
      return { $set: { status: 'queued', 'bulk.not_before': result.until } };
    case 'deferred':
      return {
        $set: {
          status: 'queued',
          'bulk.not_before': result.until,
          'bulk.busy_since': result.isBusy ? (result.item.bulk.busy_since ?? now) : null,
        },
      };
    case 'doubtful':
      return { $inc: { 'bulk.handed': 1 } };
  }
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
  await dependencies.store.connection
    .getClient()
    .db()
    .collection<ResourceDocument>('resources')
    .bulkWrite(updates, { session, ordered: false });
}

/** null: the result says nothing of the resource. */
function resourceFields(result: ItemResult, now: Date): Partial<ResourceDocument> | null {
  if (result.kind === 'proven') {
    const rotated = result.prepared.candidate === null ? {} : { rotated_at: now };
    return { status: 'verified', status_detail: null, verified_at: now, ...rotated };
  }
  const ended = endOf(result);
  const status = ended && resourceStatusAfter(ended.code, ended.status);
  return ended && status ? { status, status_detail: ended.message } : null;
}

interface End {
  readonly code: ItemFailureCode;
  readonly message: string;
  readonly status: 'failed' | 'unknown';
}

function endOf(result: ItemResult): End | null {
  if (result.kind === 'failed') return { ...result, status: 'failed' };
  return result.kind === 'refused' && result.outcome === 'unknown' ? { ...result, status: 'unknown' } : null;
}

/** The last one is that of the operation itself; none where the item comes again. */
function recordsOf(batch: Batch, result: ItemResult): IdentifiedEntry[] {
  const { job, operation } = batch;
  const { resource_id: resourceId, bulk } = itemOf(result);
  const scopeId = 'prepared' in result ? result.prepared.facts.resource.scope_id : bulk.scope_id;
  const entry = (what: JobEvent): IdentifiedEntry => ({
    id: newEventId(),
    entry: auditEntryOf(job, resourceId, what, scopeId),
  });
  const isChange = operation !== 'verify';
  const applied = (status: AuditStatus, code: string) =>
    isChange ? [entry({ operation: `${operation}.apply`, status, code })] : [];
  switch (result.kind) {
    case 'proven':
      // That it was applied as intended goes without a record of its own.
      return [entry({ operation, status: 'succeeded' })];
    case 'failed':
      return [...applied('failed', result.code), entry({ operation, status: 'failed', code: result.code })];
    case 'put_back':
      return applied('failed', 'not_sent');
    case 'refused': {
      const { code, policy = null } = result;
      return [entry({ operation, status: auditStatusOf(result), code, policy })];
    }
    case 'deferred':
    case 'doubtful':
      return [];
  }
}

function auditStatusOf({ code, outcome }: Of<'refused'>): AuditStatus {
  if (code === 'policy_refused') return 'denied';
  return outcome === 'unknown' ? 'unknown' : 'failed';
}

/** Last, so that batches at once wait for each other for as short as can be. */
async function countIn(
  { dependencies, job }: Batch,
  session: ClientSession,
  results: readonly ItemResult[],
  now: Date,
): Promise<BulkJob> {
  const ended = results.flatMap(endedAs);
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

function endedAs(result: ItemResult): ItemOutcome['status'][] {
  switch (result.kind) {
    case 'proven':
      return ['succeeded'];
    case 'failed':
      return ['failed'];
    case 'refused':
      return [result.outcome];
    default:
      return [];
  }
}

/** Whether something of it counts against the budget. */
export function hasFailures(results: readonly ItemResult[]): boolean {
  return results.flatMap(endedAs).some((status) => status !== 'succeeded');
}
