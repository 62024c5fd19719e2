/** A log collector that takes lines by POST, over TLS or in clear text on loopback. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { makeServerCertificate, type ServerCertificate } from '../../launcher/demo/certificate.ts';

export interface TakenBatch {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly lines: readonly string[];
}

export interface HttpReceiver {
  readonly url: string;
  readonly port: number;
  readonly certificate: ServerCertificate;
  /** What was taken: batches that were answered with 200. */
  readonly batches: readonly TakenBatch[];
  /** How often it was asked. */
  readonly requests: number;
  /** Answers in the place of the receiver, where it returns true; what it answers is not taken. */
  intercept: ((request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean) | undefined;
  close(): Promise<void>;
}

export async function startHttpReceiver(options: { readonly tls?: boolean; readonly port?: number } = {}) {
  const certificate = makeServerCertificate('test authority', ['127.0.0.1', 'localhost']);
  const server = options.tls ? createTlsServer({ cert: certificate.certPem, key: certificate.keyPem }) : createServer();
  const batches: TakenBatch[] = [];
  let requests = 0;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', () => resolve()));
  const port = Number(Reflect.get(Object(server.address()), 'port'));
  const receiver: HttpReceiver = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/in`,
    port,
    certificate,
    batches,
    intercept: undefined,
    get requests() {
      return requests;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    const body = Buffer.concat(await request.toArray());
    if (receiver.intercept?.(request, response, body)) return;
    batches.push({ headers: request.headers, lines: body.toString('utf8').split('\n').filter(Boolean) });
    response.writeHead(200).end('taken');
  });
  return receiver;
}
