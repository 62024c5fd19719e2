/** Sends a batch of lines by POST. Any answer from 200 to 299 says that all of them were taken; none of it is kept. */

import type { Secret } from '../../domain/secret.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import { DeliveryFailed } from './delivery-failed.ts';
import { exchangeHttp, requireSuccess } from './http-exchange.ts';
import type { SendLimits } from './send-limits.ts';

const PAYLOAD_TOO_LARGE = 413;

export interface HttpServer extends Pick<LogCollectorDocument, 'tls'> {
  readonly url: URL;
  readonly authorization: Secret | null;
}

export interface HttpBatch {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Resolves once the server has said that it has everything. @throws DeliveryFailed */
export async function sendHttp(server: HttpServer, batch: HttpBatch, limits: SendLimits): Promise<void> {
  const { url, tls, authorization } = server;
  const headers = { ...batch.headers, ...(authorization ? { Authorization: authorization.reveal() } : {}) };
  const answer = await exchangeHttp({ url, tls, method: 'POST', headers, body: batch.body }, limits);
  if (answer.status === PAYLOAD_TOO_LARGE) {
    throw new DeliveryFailed('too_large', `${url.host} finds the batch too large (413)`);
  }
  requireSuccess(url, answer);
}
