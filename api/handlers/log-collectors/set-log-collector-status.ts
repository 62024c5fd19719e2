/** What activating, pausing and deactivating a log collector have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CollectorStatus } from '../../../domain/log-collector.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { checkDestination } from './check-destination.ts';
import { reviseLogCollector, takeLogCollector } from './log-collector-change.ts';
import { presentLogCollector } from './present-log-collector.ts';
import { requireCollectorPlace } from './require-place.ts';

type StatusRequest = Request<'activateLogCollector' | 'pauseLogCollector' | 'deactivateLogCollector'>;

/** @throws CapstanError `not_found`, `precondition_failed`, `conflict` where an inactive one is to be paused. */
export async function setLogCollectorStatus(
  request: StatusRequest,
  tx: Transaction,
  status: CollectorStatus,
): Promise<Answer> {
  const collector = await takeLogCollector(request, tx);
  const { means } = request;
  const isSame = collector.status === status;
  // Whoever activates an active one that waits for its next try wants it tried now.
  const isWaiting = status === 'active' && collector.retry_at !== null;
  if (isSame && !isWaiting) {
    const shown = await presentLogCollector(means.store, collector);
    return { ...showing(200, collector, shown), change: 'nothing to change' };
  }
  if (status === 'paused' && collector.status === 'inactive') {
    throw new CapstanError('conflict', 'The log collector is inactive: there is nothing to pause.');
  }
  if (collector.status === 'inactive') await requireCollectorPlace(request, tx);
  // What may be asked for at all may have changed since it was made.
  if (status === 'active') checkDestination(means, collector);
  const revised = await reviseLogCollector(request, tx, collector, { status });
  const shown = await presentLogCollector(means.store, revised);
  return { ...showing(200, revised, shown), change: `log collector ${collector._id} is ${status}` };
}
