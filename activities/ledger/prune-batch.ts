/** A batch of the job that deletes what the retention policy lets go: first records, from the oldest on, then events. */

import { daysBefore } from '../../domain/retention.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Position } from '../../workflows/contract.ts';
import type { BatchResult } from './contract.ts';
import { type CountedEvents, pruneEvents } from './prune-events.ts';
import { type PruneDependencies, type PrunedRecords, pruneRecords } from './prune-records.ts';

/** What the next batch begins with. */
interface PrunePosition {
  /** Ages are counted from here, however late the batches come. */
  readonly asOfMs: number;
  /**
   * What a checkpoint covered by then: nothing beyond is deleted, so what is signed meanwhile does not change where it
   * ends. A position of an earlier version has none.
   */
  readonly signedSize: number | undefined;
  readonly records: PrunedRecords;
  readonly events: CountedEvents;
}

/** Transactions of one batch: each is short, since a sequencer may have to wait for it. */
const PARTS = 8;

export async function pruneBatch(
  dependencies: PruneDependencies,
  job: JobDocument,
  { next }: Position,
): Promise<BatchResult> {
  const { store } = dependencies;
  const begun = (next as PrunePosition | null) ?? (await beginning(store, job));
  const { asOfMs, signedSize } = begun;
  let { records, events } = begun;
  const asked = askedOf(job, begun);
  // Where it begins is settled before anything is deleted, so that what it has deleted is counted in any case.
  const parts = next === null ? 0 : PARTS;
  if (records.stop !== null) events = await pruneEvents(store, job.organization_id, asked, events);
  for (let part = 0; part < parts && records.stop === null; part += 1) {
    records = await pruneRecords(dependencies, job, asked, records);
  }
  const done = countOf(records) + events.counted;
  if (!events.isOver)
    return { state: 'more', position: { next: { asOfMs, signedSize, records, events }, done, total: null } };
  return { state: 'finished', done, total: done, ...endOf(asked, records, events) };
}

/** The moment in which the job was asked for, unless the clock of whoever made it was ahead of this one or the database's. */
async function beginning(store: Store, { organization_id: log, created_at }: JobDocument): Promise<PrunePosition> {
  const now = await cautiousNow(store);
  const head = await headOf(store, log);
  const start = head?.pruned_size ?? 0;
  return {
    asOfMs: Math.min(created_at.getTime(), now.getTime()),
    signedSize: head?.published_size ?? 0,
    records: { start, end: start, stop: null, collectorId: null },
    events: { counted: 0, until: null, isOver: false },
  };
}

/** What the job is to delete. */
export interface AskedPruning {
  readonly isDryRun: boolean;
  /** null: records are kept for ever. */
  readonly recordsBefore: Date | null;
  readonly eventsBefore: Date;
  /** Records from this index on stay. */
  readonly signedSize: number;
}

function askedOf({ input }: JobDocument, { asOfMs, signedSize }: PrunePosition): AskedPruning {
  const asOf = new Date(asOfMs);
  const recordDays = input?.['record_days'];
  return {
    isDryRun: input?.['dry_run'] === true,
    recordsBefore: typeof recordDays === 'number' ? daysBefore(asOf, recordDays) : null,
    eventsBefore: daysBefore(asOf, Number(input?.['event_days'])),
    signedSize: signedSize ?? Number.POSITIVE_INFINITY,
  };
}

function countOf({ start, end }: PrunedRecords): number {
  return end - start;
}

function endOf({ isDryRun, recordsBefore, eventsBefore }: AskedPruning, records: PrunedRecords, events: CountedEvents) {
  const count = countOf(records);
  const isWrong = records.stop === 'damaged' || records.stop === 'refused';
  const what = [
    count === 0
      ? 'no records'
      : `${count} records (indexes ${records.start} to ${records.end - 1}) from before ${recordsBefore?.toISOString()}`,
    `${events.counted} operational events from before ${eventsBefore.toISOString()}`,
  ];
  const where = records.stop === 'age' || records.stop === 'kept' ? '' : `; records stopped by: ${records.stop}`;
  return {
    status: isWrong ? ('completed_with_errors' as const) : ('succeeded' as const),
    code: isWrong ? `ledger_${records.stop}` : null,
    result: {
      dry_run: isDryRun,
      records: count,
      from_index: records.start,
      to_index: records.end,
      records_before: recordsBefore?.toISOString() ?? null,
      stopped_by: records.stop,
      log_collector_id: records.collectorId,
      operational_events: events.counted,
      events_before: eventsBefore.toISOString(),
    },
    summary: `${isDryRun ? 'would delete' : 'deleted'}: ${what.join('; ')}${where}`,
  };
}
