/** What the changes of a log collector have in common. */

import { MAX_BATCH } from '../../../domain/log-collector.ts';
import { moveCollectorEpoch } from '../../../store/collector-epoch.ts';
import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';

type CollectorRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `precondition_failed`. */
export async function takeLogCollector(
  { organizationId, path, means, ifMatch }: CollectorRequest,
  { session }: Transaction,
): Promise<LogCollectorDocument> {
  const found = await means.store.models.logCollectors
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(session)
    .lean<LogCollectorDocument>();
  const collector = requireFound(found);
  requireMatch(ifMatch, collector.revision);
  return collector;
}

/**
 * Writes its next revision. Whatever stood in the way may be mended by it, so delivery is tried anew at once.
 * @throws CapstanError `precondition_failed` where another change came first.
 */
export async function reviseLogCollector(
  request: CollectorRequest,
  tx: Transaction,
  collector: LogCollectorDocument,
  fields: Partial<LogCollectorDocument>,
): Promise<LogCollectorDocument> {
  const anew = {
    consecutive_failures: 0,
    last_error: null,
    retry_at: null,
    batch_limit: MAX_BATCH,
    watch_due_at: request.now,
  };
  const { store } = request.means;
  await moveCollectorEpoch(store, tx.session, request.organizationId);
  return revise(store.models.logCollectors, request, tx, collector, { ...anew, ...fields });
}

/** What follows the commit of a change: its workflow is told. */
export function deliverSoon({ means }: Pick<Request, 'means'>): void {
  means.collectors.deliverSoon();
}
