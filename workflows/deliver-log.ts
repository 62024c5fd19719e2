/**
 * Delivers the audit log of an organization to one collector, for as long as that is active: turn after turn, and after
 * a failure again, later and later, for ever. How far it has come stands in the collector's document and nowhere else.
 */

import { continueAsNew, defineSignal, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { COLLECTOR_CHANGED, DELIVERY_QUEUE, type DeliveryInput } from './contract.ts';
import { DELIVERY_TIMES, takeDeliveryTurns } from './take-delivery-turns.ts';

const { deliverBatches } = proxyActivities<Pick<Activities, 'deliverBatches'>>({
  taskQueue: DELIVERY_QUEUE,
  ...DELIVERY_TIMES,
});

const collectorChanged = defineSignal(COLLECTOR_CHANGED);

export async function deliverLog(input: DeliveryInput): Promise<void> {
  const goesOn = await takeDeliveryTurns(collectorChanged, () => deliverBatches(input));
  if (goesOn) await continueAsNew<typeof deliverLog>(input);
}
