/** Sends a batch of lines by POST. Any answer from 200 to 299 says that all of them were taken; none of it is kept. */

import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { Secret } from '../../domain/secret.ts';
import { guardedLookup, hostOf, urlProblem } from '../../runtime/guarded-lookup.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import { DeliveryFailed, failureOf } from './delivery-failed.ts';
import type { SendLimits } from './send-limits.ts';
import { tlsIdentity } from './tls-identity.ts';

/** Read of an answer, so that the connection ends in order. */
const MAX_ANSWER_BYTES = 64 * 1024;
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
  const where = server.url.host;
  const problem = urlProblem(server.url, limits.allowsLoopback);
  if (problem !== null) throw new DeliveryFailed('address_refused', `the URL ${server.url.origin} ${problem}`);
  let status: number;
  try {
    status = await post(server, batch, limits, where);
  } catch (error) {
    limits.signal.throwIfAborted();
    throw failureOf(error, where);
  }
  if (status >= 200 && status < 300) return;
  if (status === PAYLOAD_TOO_LARGE) throw new DeliveryFailed('too_large', `${where} finds the batch too large (413)`);
  const why = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new DeliveryFailed('answered_error', `${where} answered ${status}${why}`);
}

/** @returns the status. */
async function post(server: HttpServer, batch: HttpBatch, limits: SendLimits, where: string): Promise<number> {
  const isClear = server.url.protocol === 'http:';
  const options = optionsOf(server, batch, limits, isClear);
  const outgoing = (isClear ? requestOverHttp : requestOverHttps)(server.url, options);
  const { clear } = watchTime(outgoing, limits, where, isClear ? 'connect' : 'secureConnect');
  try {
    return await new Promise((resolve, reject) => {
      outgoing.once('response', (answer) => {
        drain(answer).then(() => resolve(answer.statusCode ?? 0), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(batch.body);
    });
  } finally {
    clear();
    outgoing.destroy();
  }
}

function optionsOf(
  { url, tls, authorization }: HttpServer,
  { headers, body }: HttpBatch,
  { allowsLoopback, signal }: SendLimits,
  isClear: boolean,
): RequestOptions {
  return {
    method: 'POST',
    headers: {
      ...headers,
      'Content-Length': String(body.length),
      'User-Agent': 'capstan',
      ...(authorization ? { Authorization: authorization.reveal() } : {}),
    },
    lookup: guardedLookup({ allowsLoopback, mustBeLoopback: isClear }),
    signal,
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
async function drain(answer: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of answer) {
      size += chunk.length;
      // Leaving the loop destroys the stream, and with it the connection.
      if (size > MAX_ANSWER_BYTES) return;
    }
  } catch {
    // Nothing of it was going to be used.
  }
}
