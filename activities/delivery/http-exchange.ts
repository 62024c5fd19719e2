/** One request to a server that a tenant has named: over a connection of its own, bounded in time and size, without redirects. */

import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import { guardedLookup, hostOf, urlProblem } from '../../runtime/guarded-lookup.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import { DeliveryFailed, failureOf } from './delivery-failed.ts';
import { askedWaitMs } from './retry-after.ts';
import type { SendLimits } from './send-limits.ts';
import { tlsIdentity } from './tls-identity.ts';

/** Read of an answer, so that the connection ends in order. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface HttpRequest extends Pick<LogCollectorDocument, 'tls'> {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  /** How long it asks to be left alone; null where it does not. */
  readonly retryAfterMs: number | null;
  /** As far as it was read; it is the other side's word, and goes into no message. */
  readonly body: Buffer;
}

/** Whatever the server answers is an answer. @throws DeliveryFailed where it gives none, or must not be asked. */
export async function exchangeHttp(request: HttpRequest, limits: SendLimits): Promise<HttpAnswer> {
  const where = request.url.host;
  const problem = urlProblem(request.url, limits);
  if (problem !== null) throw new DeliveryFailed('address_refused', `the URL ${request.url.origin} ${problem}`);
  try {
    return await exchange(request, limits, where);
  } catch (error) {
    limits.signal.throwIfAborted();
    throw failureOf(error, where);
  }
}

/** @throws DeliveryFailed for what is no success. */
export function requireSuccess({ host }: URL, { status, retryAfterMs }: HttpAnswer): void {
  if (status >= 200 && status < 300) return;
  const why = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new DeliveryFailed('answered_error', `${host} answered ${status}${why}`, { status, retryAfterMs });
}

async function exchange(request: HttpRequest, limits: SendLimits, where: string): Promise<HttpAnswer> {
  const isClear = request.url.protocol === 'http:';
  const options = optionsOf(request, limits, isClear);
  const outgoing = (isClear ? requestOverHttp : requestOverHttps)(request.url, options);
  const { clear } = watchTime(outgoing, limits, where, isClear ? 'connect' : 'secureConnect');
  try {
    return await new Promise((resolve, reject) => {
      outgoing.once('response', (answer) => {
        const status = answer.statusCode ?? 0;
        const retryAfterMs = askedWaitMs(status, answer.headers['retry-after'], Date.now());
        readAnswer(answer).then((body) => resolve({ status, retryAfterMs, body }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  } finally {
    clear();
    outgoing.destroy();
  }
}

function optionsOf(
  { url, tls, method, headers, body }: HttpRequest,
  limits: SendLimits,
  isClear: boolean,
): RequestOptions {
  return {
    method,
    headers: { ...headers, 'Content-Length': String(body.length), 'User-Agent': 'capstan' },
    lookup: guardedLookup({ ...limits, mustBeLoopback: isClear }),
    signal: limits.signal,
    // A connection of its own, so that none stays open.
    agent: false,
    ...(isClear ? {} : tlsIdentity(hostOf(url), tls)),
  };
}

/** Destroys the request with the reason, which is what it then fails with. */
function watchTime(
  outgoing: ClientRequest,
  { connectMs, totalMs }: SendLimits,
  where: string,
  connected: 'connect' | 'secureConnect',
) {
  const end = (what: string) => outgoing.destroy(new DeliveryFailed('timeout', `${where} ${what}`));
  const connecting = setTimeout(() => end(`has not taken a connection within ${connectMs} ms`), connectMs);
  const sending = setTimeout(() => end(`has not answered within ${totalMs} ms`), totalMs);
  outgoing.once('socket', (socket) => socket.once(connected, () => clearTimeout(connecting)));
  return {
    clear() {
      clearTimeout(connecting);
      clearTimeout(sending);
    },
  };
}

/** The status has said it all: an answer that is too long, or breaks off, changes nothing any more. */
async function readAnswer(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      size += chunk.length;
      // Leaving the loop destroys the stream, and with it the connection.
      if (size > MAX_ANSWER_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    // What was read until then is what there is.
  }
  return Buffer.concat(chunks);
}
