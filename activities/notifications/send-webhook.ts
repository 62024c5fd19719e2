/** Sends an event as a webhook: CloudEvents in structured mode, signed as the Standard Webhooks specification wants it. */

import { createHmac } from 'node:crypto';
import { CLOUD_EVENTS_TYPE } from '../../domain/cloud-event.ts';
import type { Secret } from '../../domain/secret.ts';
import { DeliveryFailed } from '../delivery/delivery-failed.ts';
import { exchangeHttp, requireSuccess } from '../delivery/http-exchange.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Outgoing, Taken } from './contract.ts';

/** In front of a symmetric secret; the rest is base64. */
export const SIGNING_SECRET_PREFIX = 'whsec_';

/** @throws DeliveryFailed */
export async function sendWebhook({ channel, cloudEvent, secrets }: Outgoing, limits: SendLimits): Promise<Taken> {
  const { webhook } = channel.destination;
  if (!webhook) throw new DeliveryFailed('internal', 'the channel has no URL');
  const url = new URL(webhook.url);
  const text = JSON.stringify(cloudEvent);
  // Of the try and not of the event: receivers refuse what is old.
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'Content-Type': CLOUD_EVENTS_TYPE,
    'Webhook-Id': cloudEvent.id,
    'Webhook-Timestamp': timestamp,
    'Webhook-Signature': secrets.map((secret) => signature(secret, `${cloudEvent.id}.${timestamp}.${text}`)).join(' '),
  };
  const body = Buffer.from(text);
  const answer = await exchangeHttp({ url, tls: channel.tls, method: 'POST', headers, body }, limits);
  requireSuccess(url, answer);
  return { status: answer.status, receipt: null };
}

/** `v1`: HMAC-SHA256, base64. While a secret is replaced there is one by each, side by side. */
function signature(secret: Secret, content: string): string {
  const key = Buffer.from(secret.reveal().slice(SIGNING_SECRET_PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
