/** Ends the open items of a job whose workflow is gone, with their resources and the records of that. */

import type { ClientSession } from 'mongoose';
import { operationOfBulk } from '../../domain/bulk.ts';
import { recordEffects } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument, JobItemDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

/** So many in one transaction: a job by a plan has up to a hundred thousand. */
const CHUNK = 1_000;

/**
 * Of a job by a plan, chunk by chunk before the job itself ends: whoever is cut off has ended some, and the next one goes
 * on with the others.
 * @throws Error where somebody else has changed the job meanwhile.
 */
export async function endItemsInChunks(store: Store, job: JobDocument, why: string): Promise<void> {
  let ended: number;
  do {
    ended = await store.transaction(async (session) => {
      const now = new Date();
      // A write, so that it conflicts with whoever changes the job at this moment.
      const { matchedCount } = await store.models.jobs.updateOne(
        { _id: job._id, revision: job.revision, ended_at: null },
        { $set: { updated_at: now } },
        { session },
      );
      if (matchedCount === 0) throw new Error(`job ${job._id} changed while its items were being ended`);
      return endItems(store, session, job, why, now);
    });
  } while (ended === CHUNK);
}

type OpenItem = Pick<JobItemDocument, '_id' | 'status' | 'resource_id'>;

/**
 * Ends {@link CHUNK} at most: what was under way becomes `unknown`, since only the next operation's probe can tell whether
 * the target was changed; what was not has failed.
 * @returns how many were open.
 */
export async function endItems(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  why: string,
  now: Date,
): Promise<number> {
  const open = await store.models.jobItems
    .find({ job_id: job._id, ended_at: null }, { status: 1, resource_id: 1 }, { session })
    .limit(CHUNK)
    .lean<OpenItem[]>();
  const queued = open.filter(({ status }) => status === 'queued');
  const running = open.filter(({ status }) => status !== 'queued');
  await end(store, session, queued, {
    status: 'failed',
    effect: 'none',
    message: `Nothing was done: ${why}.`,
    ended_at: now,
  });
  await end(store, session, running, {
    status: 'unknown',
    effect: 'unknown',
    message: `The operation was not brought to its end: ${why}. The next operation on the resource settles it.`,
    ended_at: now,
  });
  // Of a job by a plan nothing is on record of what was not begun.
  await record(store, session, job, why, now, job.bulk ? running : open);
  return open.length;
}

async function end(
  { models }: Store,
  session: ClientSession,
  items: readonly OpenItem[],
  fields: Pick<JobItemDocument, 'status' | 'effect' | 'message' | 'ended_at'>,
): Promise<void> {
  if (items.length === 0) return;
  await models.jobItems.updateMany(
    { _id: { $in: items.map(({ _id }) => _id) } },
    { $set: { code: 'internal', ...fields } },
    { session },
  );
}

/** Their leases run out by themselves: a step that outlives its workflow may still be at the target. */
async function record(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  why: string,
  now: Date,
  items: readonly OpenItem[],
): Promise<void> {
  const operation = operationOfBulk(job.operation) ?? job.operation;
  const identified = items.map((item) => ({ item, id: newEventId() }));
  const unknown = identified.filter(({ item }) => item.status !== 'queued');
  if (unknown.length > 0) {
    await store.models.resources.bulkWrite(
      unknown.map(({ item, id }) => ({
        updateOne: {
          filter: { _id: item.resource_id, status: { $ne: 'inactive' } },
          update: {
            $set: { status: 'unknown', status_detail: why, updated_at: now, last_event_id: id },
            $inc: { revision: 1 },
          },
        },
      })),
      { session, ordered: false },
    );
  }
  await recordEffects(
    store,
    session,
    identified.map(({ item, id }) => {
      const status = item.status === 'queued' ? 'failed' : 'unknown';
      return { id, entry: auditEntryOf(job, item.resource_id, { operation, status, code: 'internal' }) };
    }),
  );
}
