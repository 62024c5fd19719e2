/** Asks a Node service of our own how it is, over its health endpoints. */

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ServiceState } from './watch.ts';

export interface Probed {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

const ANSWER_WITHIN_MS = 5_000;

/** @throws Error where `/readyz` answers anything but 200, or nothing. */
export async function expectReady(probed: Probed): Promise<void> {
  const status = await ask(probed, '/readyz', ANSWER_WITHIN_MS);
  if (status !== 200) throw new Error(`/readyz answers ${status}`);
}

/** `silent`: neither `/readyz`, which waits for others, nor `/healthz` answers. It never rejects. */
export async function stateOf(probed: Probed, answerWithinMs = ANSWER_WITHIN_MS): Promise<ServiceState> {
  try {
    return (await ask(probed, '/readyz', answerWithinMs)) === 200 ? 'ready' : 'not ready';
  } catch {
    return ask(probed, '/healthz', answerWithinMs).then(
      () => 'not ready',
      () => 'silent',
    );
  }
}

/** The certificate is not checked: this asks a child of our own over loopback, whose name the certificate may not hold. */
function ask({ host, port, tls }: Probed, path: string, withinMs: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(withinMs);
    const options = { host, port, path, agent: false, signal };
    const asked = tls ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
    asked.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', (cause) => reject(signal.aborted ? new Error(`${path} does not answer`, { cause }) : cause));
    asked.end();
  });
}
