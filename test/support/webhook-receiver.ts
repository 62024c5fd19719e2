/** A server that takes webhooks on loopback and checks them with the library of the Standard Webhooks project. */

import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { CloudEvent } from '../../domain/cloud-event.ts';
import { type HttpReceiver, startHttpReceiver } from './http-receiver.ts';

/** What it does with an event: take it, or any other status; `drop`: the connection ends without an answer; `hold`: it never answers. */
export type Reply = number | 'drop' | 'hold';

export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  /** Signed by the secret that it knows by then; without one it refuses all. */
  secret: string;
  /** Those that were answered with 200, in the order of their arrival. */
  readonly taken: readonly CloudEvent[];
  /** Of each of them, what came with it. */
  readonly headers: readonly IncomingHttpHeaders[];
  readonly requests: number;
  /** Where an answer of 3xx leads. */
  redirectTo: string;
  /** What goes with an answer of 429. */
  retryAfter: string;
  reply: ((event: CloudEvent) => Reply | Promise<Reply>) | undefined;
  close(): Promise<void>;
}

export async function startWebhookReceiver(port?: number): Promise<WebhookReceiver> {
  const server: HttpReceiver = await startHttpReceiver(port === undefined ? {} : { port });
  const taken: CloudEvent[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const receiver: WebhookReceiver = {
    url: server.url,
    port: server.port,
    secret: '',
    redirectTo: '',
    retryAfter: '1',
    taken,
    headers,
    reply: undefined,
    get requests() {
      return server.requests;
    },
    close: () => server.close(),
  };
  server.intercept = (request, response, body) => {
    const text = body.toString('utf8');
    const answer = async (): Promise<Reply> => {
      const event = JSON.parse(text) as CloudEvent;
      if (!isSigned(receiver.secret, text, request.headers)) return 401;
      const reply = (await receiver.reply?.(event)) ?? 200;
      if (reply === 200) {
        taken.push(event);
        headers.push(request.headers);
      }
      return reply;
    };
    void answer().then((reply) => {
      if (reply === 'drop') response.socket?.destroy();
      else if (reply !== 'hold') response.writeHead(reply, headersOf(receiver, reply)).end();
    });
    return true;
  };
  return receiver;
}

function headersOf({ redirectTo, retryAfter }: WebhookReceiver, status: number): Record<string, string> {
  if (status >= 300 && status < 400) return { Location: redirectTo };
  return status === 429 ? { 'Retry-After': retryAfter } : {};
}

/** By the library: it looks at the time as well, and takes any of several signatures. */
export function isSigned(secret: string, text: string, headers: IncomingHttpHeaders): boolean {
  const named = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
    name,
    `${headers[name] ?? ''}`,
  ]);
  try {
    new Webhook(secret).verify(text, Object.fromEntries(named));
    return true;
  } catch {
    return false;
  }
}
