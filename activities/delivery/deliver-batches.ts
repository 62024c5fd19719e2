/**
 * One turn of delivering to a collector: batch after batch, and waiting for what comes, for a minute. Waiting here and
 * not in the workflow keeps its history short, and takes no slot from the product, since deliveries have their own, nor
 * one of the places from which is sent.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseError } from '../../store/database-error.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import type { DeliveryInput } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { asTurn } from './as-turn.ts';
import type { DeliveryAnswer } from './contract.ts';
import { DeliveryFailed } from './delivery-failed.ts';
import { type Batch, nextBatch } from './next-batch.ts';
import { noteArrival, noteFailure } from './progress.ts';
import { sendBatch } from './send-batch.ts';
import { SendPlaces } from './send-places.ts';

const TURN_MS = 60_000;
/** Between two looks while nothing comes: longer and longer. */
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5_000;
/** Between two looks whether an organization is active again. */
const INACTIVE_WAIT_MS = 60_000;
/** Each holds a batch in memory; a receiver may keep it there for as long as one delivery may take. */
const AT_ONCE = { total: 64, ofOrganization: 8 } as const;

export function deliverBatches(dependencies: Dependencies) {
  const places = new SendPlaces(AT_ONCE);
  return (input: DeliveryInput): Promise<DeliveryAnswer> =>
    asTurn(dependencies, { log_collector_id: input.collectorId }, (signal) =>
      takeTurn(dependencies, places, input, signal),
    );
}

async function takeTurn(
  dependencies: Dependencies,
  places: SendPlaces,
  input: DeliveryInput,
  signal: AbortSignal,
): Promise<DeliveryAnswer> {
  const end = performance.now() + TURN_MS;
  let waitMs = FIRST_WAIT_MS;
  const seeker = { organizationId: input.organizationId, receiverId: input.collectorId, signal, endMs: end };
  while (performance.now() < end) {
    const taken = await places.within(seeker, () => deliverNext(dependencies, input, signal));
    if (taken === null) break;
    if (typeof taken === 'object') return taken;
    if (taken === 'nothing') await delay(waitMs, undefined, { signal });
    waitMs = taken === 'nothing' ? Math.min(MAX_WAIT_MS, waitMs + FIRST_WAIT_MS) : FIRST_WAIT_MS;
  }
  return { state: 'going_on' };
}

/** One batch, or why there is none; `anew` where the collector has changed meanwhile. */
async function deliverNext(
  dependencies: Dependencies,
  input: DeliveryInput,
  signal: AbortSignal,
): Promise<DeliveryAnswer | 'nothing' | 'delivered' | 'anew'> {
  // Read anew each time: whoever changes or pauses a collector is heard at once.
  const collector = await activeCollector(dependencies, input);
  if (!collector) return { state: 'stopped' };
  if (!(await isOrganizationActive(dependencies, input))) return { state: 'failed', retryAfterMs: INACTIVE_WAIT_MS };
  let batch: Batch | null = null;
  try {
    batch = await readBatch(dependencies, collector);
    if (batch === null) return 'nothing';
    await sendBatch(dependencies, collector, batch, signal);
    await noteArrival(dependencies, collector, batch);
    return 'delivered';
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    const retryAfterMs = await noteFailure(dependencies, collector, error, batch);
    return retryAfterMs === null ? 'anew' : { state: 'failed', retryAfterMs };
  }
}

async function activeCollector(
  { store }: Dependencies,
  { organizationId, collectorId }: DeliveryInput,
): Promise<LogCollectorDocument | null> {
  return store.models.logCollectors
    .findOne({ _id: collectorId, organization_id: organizationId, status: 'active' })
    .lean<LogCollectorDocument>();
}

/** Nobody in an inactive organization could end what leaves it: its log is kept, and follows when it is active again. */
async function isOrganizationActive({ store }: Dependencies, { organizationId }: DeliveryInput): Promise<boolean> {
  return (await store.models.organizations.exists({ _id: organizationId, status: 'active' })) !== null;
}

/** A log that cannot be read holds up its collectors, and each of them shows it; a store that is away is waited for. */
async function readBatch({ store, logger }: Dependencies, collector: LogCollectorDocument): Promise<Batch | null> {
  try {
    return await nextBatch(store, collector);
  } catch (error) {
    if (isDatabaseError(error)) throw error;
    logger.error('The log cannot be read', { log: collector.organization_id, from: collector.next_index, error });
    throw new DeliveryFailed('internal', `the log cannot be read at index ${collector.next_index}; verify the ledger`);
  }
}
