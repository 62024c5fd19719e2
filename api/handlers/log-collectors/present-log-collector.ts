/** A log collector on the wire; never its authorization, not even sealed. */

import { headOf } from '../../../store/ledger/checkpoints.ts';
import type { DeliveryFailure, LogCollectorDocument } from '../../../store/models/log-collector.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Shown = components['schemas']['LogCollector'];

/** With how much waits for each; all are of one organization. */
export async function presentLogCollectors(
  store: Store,
  organizationId: number,
  collectors: readonly LogCollectorDocument[],
): Promise<Shown[]> {
  const size = await deliverableSize(store, organizationId);
  return collectors.map((collector) => present(collector, size));
}

export async function presentLogCollector(store: Store, collector: LogCollectorDocument): Promise<Shown> {
  return present(collector, await deliverableSize(store, collector.organization_id));
}

/** What a checkpoint covers. */
export async function deliverableSize(store: Store, log: number): Promise<number> {
  return (await headOf(store, log))?.published_size ?? 0;
}

function present(collector: LogCollectorDocument, size: number): Shown {
  const { _id, authorization, last_error } = collector;
  const { name, kind, format, host, port, url, tls, enterprise_number, status } = collector;
  const { from_index, next_index, consecutive_failures } = collector;
  return {
    id: _id,
    ...{ name, kind, format, host, port, url, enterprise_number, status },
    tls: { ca_pem: tls.ca_pem, server_name: tls.server_name },
    authorization_set: authorization !== null,
    ...{ from_index, next_index, consecutive_failures },
    tree_size: size,
    backlog: Math.max(0, size - next_index),
    last_delivery_at: wireTimeOrNull(collector.last_delivery_at),
    last_error: last_error && presentFailure(last_error),
    retry_at: wireTimeOrNull(collector.retry_at),
    ...wireTracked(collector),
  };
}

function presentFailure({ code, message, at }: DeliveryFailure): NonNullable<Shown['last_error']> {
  return { code, message, at: wireTime(at) };
}
