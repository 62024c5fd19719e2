/** POST /v1/log-collectors */

import { MAX_BATCH } from '../../../domain/log-collector.ts';
import { moveCollectorEpoch } from '../../../store/collector-epoch.ts';
import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkDestination, defaultsOf, refuseOthersFields, tlsOf } from './check-destination.ts';
import { deliverSoon } from './log-collector-change.ts';
import { deliverableSize, presentLogCollector } from './present-log-collector.ts';
import { requireCollectorPlace } from './require-place.ts';
import { sealAuthorization } from './seal-authorization.ts';

export const createLogCollector = command(
  'createLogCollector',
  async (request, tx) => {
    const { organizationId, body, means, now } = request;
    const { kind, from_index = 0 } = body;
    refuseOthersFields(kind, body);
    await requireCollectorPlace(request, tx);
    if (from_index > (await deliverableSize(means.store, organizationId))) {
      throw unusable('from_index', 'lies beyond the newest checkpoint');
    }
    const owner = { _id: await means.store.nextId('log_collector'), organization_id: organizationId };
    const defaults = defaultsOf(kind);
    const collector: LogCollectorDocument = {
      ...owner,
      name: body.name,
      kind,
      format: body.format,
      host: body.host ?? null,
      port: kind === 'syslog' ? (body.port ?? defaults.port) : null,
      enterprise_number: kind === 'syslog' ? (body.enterprise_number ?? defaults.enterprise_number) : null,
      url: body.url ?? null,
      tls: tlsOf(body.tls),
      ...(await sealAuthorization(means.store, owner, body.authorization ?? null, 0)),
      status: 'active',
      from_index,
      next_index: from_index,
      last_delivery_at: null,
      consecutive_failures: 0,
      last_error: null,
      retry_at: null,
      batch_limit: MAX_BATCH,
      watch_due_at: now,
      told_revision: 0,
      ...firstRevision(request, tx),
    };
    checkDestination(means, collector);
    await moveCollectorEpoch(means.store, tx.session, organizationId);
    await means.store.models.logCollectors.create([collector], { session: tx.session });
    const shown = await presentLogCollector(means.store, collector);
    return { ...showingNew('log_collector', '/v1/log-collectors', collector, shown), change: destinationOf(collector) };
  },
  deliverSoon,
);

/** For the record: where the log goes from now on. */
function destinationOf({ kind, host, port, url }: LogCollectorDocument): string {
  return `delivers to ${kind} ${url === null ? `${host}:${port}` : new URL(url).origin}`;
}
