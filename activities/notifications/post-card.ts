/** Posts a message to a webhook whose URL is itself the secret: it stands in no error and no log, but for its host. */

import { DeliveryFailed } from '../delivery/delivery-failed.ts';
import { exchangeHttp, requireSuccess } from '../delivery/http-exchange.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Outgoing, Taken } from './contract.ts';

/** @throws DeliveryFailed */
export async function postCard({ channel, secrets }: Outgoing, limits: SendLimits, message: object): Promise<Taken> {
  const [secret] = secrets;
  if (!secret) throw new DeliveryFailed('internal', 'the channel has no URL');
  const url = new URL(secret.reveal());
  const body = Buffer.from(JSON.stringify(message));
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  const answer = await exchangeHttp({ url, tls: channel.tls, method: 'POST', headers, body }, limits);
  requireSuccess(url, answer);
  return { status: answer.status, receipt: null };
}
