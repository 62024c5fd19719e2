/** Sends a batch as the collector wants it. */

import { EXAMPLE_ENTERPRISE_NUMBER, SYSLOG_TLS_PORT } from '../../domain/log-collector.ts';
import type { Secret } from '../../domain/secret.ts';
import { mediaTypeOf } from '../../store/ledger/export/formats.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import { VaultError } from '../../store/vault/vault-error.ts';
import type { Dependencies } from '../dependencies.ts';
import { openAndMove } from '../open-and-move.ts';
import { DeliveryFailed } from './delivery-failed.ts';
import type { Batch } from './next-batch.ts';
import { sendHttp } from './send-http.ts';
import type { SendLimits } from './send-limits.ts';
import { sendSyslog } from './send-syslog.ts';
import { syslogFrame, syslogMessage } from './syslog-message.ts';

const CONNECT_MS = 10_000;
const TOTAL_MS = 60_000;

/** Resolves once the collector has all of it. @throws DeliveryFailed */
export async function sendBatch(
  dependencies: Dependencies,
  collector: LogCollectorDocument,
  batch: Batch,
  signal: AbortSignal,
): Promise<void> {
  const { loopbackCollectors: allowsLoopback } = dependencies;
  const limits: SendLimits = { allowsLoopback, connectMs: CONNECT_MS, totalMs: TOTAL_MS, signal };
  const { host, port, tls, url, format, organization_id } = collector;
  if (collector.kind === 'syslog') {
    const number = collector.enterprise_number ?? EXAMPLE_ENTERPRISE_NUMBER;
    const frames = batch.lines.map(({ entry, text }) => syslogFrame(syslogMessage(entry, text, number)));
    return sendSyslog({ host: host ?? '', port: port ?? SYSLOG_TLS_PORT, tls }, frames, limits);
  }
  const server = { url: new URL(url ?? ''), tls, authorization: await openAuthorization(dependencies, collector) };
  const headers = {
    'Content-Type': mediaTypeOf(format),
    'X-Capstan-Organization': String(organization_id),
    'X-Capstan-From-Index': String(batch.from),
    'X-Capstan-Next-Index': String(batch.next),
  };
  const body = Buffer.from(batch.lines.map(({ text }) => `${text}\n`).join(''));
  return sendHttp(server, { headers, body }, limits);
}

/** @throws DeliveryFailed `vault_unavailable` */
async function openAuthorization(
  { store, vault }: Dependencies,
  { _id, organization_id, authorization, authorization_version: version }: LogCollectorDocument,
): Promise<Secret | null> {
  if (authorization === null) return null;
  const context = { organizationId: organization_id, logCollectorId: _id, version };
  try {
    return await openAndMove({ vault }, authorization, context, (moved) =>
      store.models.logCollectors.updateOne(
        { _id, authorization_version: version, 'authorization.form': 'inbox' },
        { $set: { authorization: moved } },
      ),
    );
  } catch (error) {
    if (error instanceof VaultError) throw new DeliveryFailed('vault_unavailable', error.message);
    throw error;
  }
}
