/** What an item's result changes in the item, and in its resource. */

import type { mongo } from 'mongoose';
import { type FoundWait, goingOn, isForOthers } from '../../domain/item-wait.ts';
import type { ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import { resourceStatusAfter } from '../../domain/resource.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { ItemResult } from './batch.ts';
import type { BulkItem } from './bulk-job.ts';

type Unproven = Exclude<ItemResult, { readonly kind: 'proven' }>;

export function itemUpdate(result: Unproven, now: Date): mongo.UpdateFilter<BulkItem> {
  switch (result.kind) {
    case 'failed':
      return { $set: { status: 'failed', effect: 'none', code: result.code, message: result.message, ended_at: now } };
    case 'refused': {
      const { outcome: status, code, message } = result;
      const effect = status === 'unknown' ? 'unknown' : 'none';
      return { $set: { status, effect, code, message, ended_at: now } };
    }
    case 'put_back':
      return { $set: { started_at: null, ...laterAgain(result.prepared.item, result, now) } };
    case 'deferred':
      return { $set: laterAgain(result.item, result, now) };
    case 'doubtful':
      return { $inc: { 'bulk.handed': 1 } };
  }
}

interface Later {
  readonly until: Date | null;
  readonly waitsFor: FoundWait | null;
}

function laterAgain({ bulk, waits_for }: BulkItem, { until, waitsFor }: Later, now: Date) {
  const isForOther = waitsFor !== null && isForOthers(waitsFor);
  return {
    status: 'queued',
    waits_for: waitsFor && goingOn(waitsFor, waits_for, now),
    'bulk.not_before': until,
    'bulk.busy_since': isForOther ? (bulk.busy_since ?? now) : null,
  } as const;
}

/** null: the result says nothing of the resource. */
export function resourceFields(result: ItemResult, now: Date): Partial<ResourceDocument> | null {
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

function endOf(result: Unproven): End | null {
  if (result.kind === 'failed') return { ...result, status: 'failed' };
  return result.kind === 'refused' && result.outcome === 'unknown' ? { ...result, status: 'unknown' } : null;
}

/** How the item has ended by it; null: it has not. */
export function endedAs(result: ItemResult): ItemOutcome['status'] | null {
  switch (result.kind) {
    case 'proven':
      return 'succeeded';
    case 'failed':
      return 'failed';
    case 'refused':
      return result.outcome;
    default:
      return null;
  }
}

/** Whether something of it counts against the budget. */
export function hasFailures(results: readonly ItemResult[]): boolean {
  return results.some((result) => !['succeeded', null].includes(endedAs(result)));
}
