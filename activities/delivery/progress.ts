/**
 * How far a delivery has come: written once it is certain, and told to whoever reads operational events. Many may read
 * those, and few may know where the log goes: events name a collector by its id and say a code, nothing of its settings.
 * The words of a failure, which hold its address, are the collector's own.
 */

import { deliveryRetryMs, largerBatch, smallerBatch } from '../../domain/log-collector.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import type { Dependencies } from '../dependencies.ts';
import type { DeliveryFailed } from './delivery-failed.ts';
import type { Batch } from './next-batch.ts';

/** The collector as it was read: settings that changed since, or another delivery, were not what this one was made by. */
function asRead({ _id, revision, next_index }: LogCollectorDocument) {
  return { _id, revision, next_index, status: 'active' } as const;
}

/** Moves the collector on. Where it has changed meanwhile it stays, and the same entries are delivered again. */
export async function noteArrival(
  { store, operationalLog }: Dependencies,
  collector: LogCollectorDocument,
  { from, next, left }: Batch,
): Promise<void> {
  const { modifiedCount } = await store.models.logCollectors.updateOne(asRead(collector), {
    $set: {
      next_index: next,
      last_delivery_at: new Date(),
      consecutive_failures: 0,
      last_error: null,
      retry_at: null,
      batch_limit: largerBatch(collector.batch_limit),
    },
  });
  const { _id, organization_id, consecutive_failures, last_error } = collector;
  if (modifiedCount === 0 || last_error === null) return;
  operationalLog.add({
    organization_id,
    level: 'info',
    kind: 'delivery',
    message: `Log collector ${_id} takes entries again, after ${consecutive_failures} failures`,
    attributes: { log_collector_id: _id, failures: consecutive_failures, from_index: from, backlog: left },
  });
}

/** @returns how long to wait; null where the collector has changed meanwhile, so that this says nothing of it. */
export async function noteFailure(
  { store, operationalLog, logger }: Dependencies,
  collector: LogCollectorDocument,
  { code, message, retryAfterMs: askedMs }: DeliveryFailed,
  batch: Batch | null,
): Promise<number | null> {
  const failures = collector.consecutive_failures + 1;
  const retryAfterMs = Math.max(deliveryRetryMs(failures), askedMs ?? 0);
  const now = Date.now();
  const { modifiedCount } = await store.models.logCollectors.updateOne(asRead(collector), {
    $set: {
      consecutive_failures: failures,
      last_error: { code, message, at: new Date(now) },
      retry_at: new Date(now + retryAfterMs),
      ...(code === 'too_large' && batch ? { batch_limit: smallerBatch(batch.lines.length) } : {}),
    },
  });
  if (modifiedCount === 0) return null;
  const { _id, organization_id, next_index } = collector;
  operationalLog.add({
    organization_id,
    level: 'warn',
    kind: 'delivery',
    message: `Nothing was delivered to log collector ${_id} (${code})`,
    code,
    attributes: { log_collector_id: _id, failures, next_index, retry_after_ms: retryAfterMs },
  });
  if (failures === 1) logger.warn('A log collector takes nothing', { log_collector_id: _id, code, reason: message });
  return retryAfterMs;
}
