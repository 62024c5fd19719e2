/** A receiver of syslog over TLS (RFC 5425), which can be made to behave badly. */

import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { makeServerCertificate, type ServerCertificate } from '../../launcher/demo/certificate.ts';

/** Takes a stream apart into messages: `MSG-LEN SP SYSLOG-MSG`. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Bytes that are no whole message yet. */
  get left(): number {
    return this.#rest.length;
  }

  push(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: string[] = [];
    for (;;) {
      const blank = this.#rest.indexOf(' ');
      if (blank < 0) return messages;
      const length = Number(this.#rest.subarray(0, blank).toString('ascii'));
      if (!Number.isSafeInteger(length) || length < 1) throw new Error('the stream has no octet count');
      const end = blank + 1 + length;
      if (this.#rest.length < end) return messages;
      messages.push(this.#rest.subarray(blank + 1, end).toString('utf8'));
      this.#rest = this.#rest.subarray(end);
    }
  }
}

export interface ReceiverFaults {
  /** Resets the connection after so many messages, once. */
  resetAfter?: number | undefined;
  /** Ends the connection after so many messages by itself, once. */
  endAfter?: number | undefined;
  /** Takes everything and never ends its side. */
  neverEnds?: boolean;
}

export interface SyslogReceiver {
  readonly port: number;
  readonly certificate: ServerCertificate;
  /** All messages that were read, in order. */
  readonly messages: readonly string[];
  /** Connections that were made. */
  readonly connections: number;
  readonly faults: ReceiverFaults;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Default: one for 127.0.0.1 and localhost, of an authority of its own. */
  readonly certificate?: ServerCertificate;
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** Wants a certificate of the sender, which Capstan has none of. */
  readonly asksForCertificate?: boolean;
}

export async function startSyslogReceiver(options: ReceiverOptions = {}): Promise<SyslogReceiver> {
  const { port = 0, maxVersion, asksForCertificate = false } = options;
  const certificate = options.certificate ?? makeServerCertificate('test authority', ['127.0.0.1', 'localhost']);
  const messages: string[] = [];
  const faults: ReceiverFaults = {};
  /** By the port of the other side: what lies below TLS, and can be reset. */
  const open = new Map<number | undefined, Socket>();
  let connections = 0;
  const server = createServer({
    cert: certificate.certPem,
    key: certificate.keyPem,
    allowHalfOpen: true,
    requestCert: asksForCertificate,
    rejectUnauthorized: asksForCertificate,
    ...(maxVersion ? { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  });
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    open.set(remotePort, socket);
    socket.once('close', () => open.delete(remotePort));
  });
  server.on('secureConnection', (socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    const reader = new FrameReader();
    socket.on('data', (chunk) => take(socket, reader.push(chunk)));
    socket.once('end', () => {
      if (!faults.neverEnds) socket.end();
    });
  });
  const take = (socket: TLSSocket, read: readonly string[]) => {
    for (const message of read) {
      messages.push(message);
      if (faults.resetAfter !== undefined && messages.length >= faults.resetAfter) {
        faults.resetAfter = undefined;
        socket.removeAllListeners('data');
        open.get(socket.remotePort)?.resetAndDestroy();
        return;
      }
      if (faults.endAfter !== undefined && messages.length >= faults.endAfter) {
        faults.endAfter = undefined;
        socket.removeAllListeners('data');
        socket.destroy();
        return;
      }
    }
  };
  await listen(server, port);
  return {
    port: Number(Reflect.get(Object(server.address()), 'port')),
    certificate,
    messages,
    faults,
    get connections() {
      return connections;
    },
    close() {
      for (const socket of open.values()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
