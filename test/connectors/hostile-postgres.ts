/** A server on loopback that speaks PostgreSQL's protocol and knows SCRAM, and lies where a test wants it to. */

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Secret } from '../../domain/secret.ts';

/** Names of what an honest server says, in this order; `row` to `done` to a SELECT, `done` alone to anything else. */
export type Step =
  | 'offer'
  | 'challenge'
  | 'proof'
  | 'let in'
  | 'parameter'
  | 'key'
  | 'ready'
  | 'columns'
  | 'row'
  | 'done'
  | 'ready again';

/** What is sent instead of an honest message. A function that answers nothing goes on by itself with the socket. */
export type Lie = (honest: Buffer, step: Step, socket: Socket) => Buffer | undefined;

export interface HostilePostgres {
  readonly port: number;
  /** Type bytes of all that clients have sent since the last `lie`, without the startup message. */
  readonly heard: string[];
  lie(by: Lie): void;
  close(): Promise<void>;
}

export function message(type: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'number' ? int32(part) : Buffer.from(part))));
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(body.length + 4), body]);
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export async function startHostilePostgres(password: Secret): Promise<HostilePostgres> {
  const open = new Set<Socket>();
  const heard: string[] = [];
  let lie: Lie = (honest) => honest;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    const say = (step: Step, honest: Buffer) => {
      const said = lie(honest, step, socket);
      if (said && socket.writable) socket.write(said);
    };
    converse(socket, heard, say, password);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    lie(by) {
      lie = by;
      heard.length = 0;
    },
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function converse(socket: Socket, heard: string[], say: (step: Step, honest: Buffer) => void, password: Secret): void {
  let pending = Buffer.alloc(0);
  let begun = false;
  let exchange: ReturnType<typeof serverFirst> | undefined;
  const hear = (type: string, body: Buffer) => {
    heard.push(type);
    if (type === 'X') socket.end();
    else if (type === 'p' && !exchange) {
      exchange = serverFirst(body);
      say('challenge', message('R', 11, exchange.challenge));
    } else if (type === 'p' && exchange) {
      say('proof', message('R', 12, proof(exchange, body, password)));
      say('let in', message('R', 0));
      say('parameter', message('S', 'server_version\x0018.0\0'));
      say('key', message('K', 1, 2));
      say('ready', message('Z', 'I'));
    } else if (type === 'Q') {
      const isSelect = body.toString('latin1').startsWith('SELECT');
      if (isSelect) {
        say('columns', message('T', int16(1), 'one\0', 0, int16(0), 23, int16(4), -1, int16(0)));
        say('row', message('D', int16(1), 1, '1'));
      }
      say('done', message('C', isSelect ? 'SELECT 1\0' : 'ALTER ROLE\0'));
      say('ready again', message('Z', 'I'));
    }
  };
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const header = begun ? 1 : 0;
      if (pending.length < header + 4) return;
      const end = header + pending.readInt32BE(header);
      if (pending.length < end) return;
      const [type, body] = [pending.toString('latin1', 0, header), pending.subarray(header + 4, end)];
      pending = pending.subarray(end);
      if (begun) hear(type, body);
      else {
        begun = true;
        say('offer', message('R', 10, 'SCRAM-SHA-256\0\0'));
      }
    }
  });
}

/** RFC 5802, server-first-message: `r=…,s=…,i=…` */
function serverFirst(initialResponse: Buffer) {
  const clientFirst = /n=\*,r=(.*)$/.exec(initialResponse.toString('latin1'));
  const salt = randomBytes(16);
  const challenge = `r=${clientFirst?.[1]}${randomBytes(9).toString('base64')},s=${salt.toString('base64')},i=4096`;
  return { bare: clientFirst?.[0] ?? '', salt, challenge };
}

/** RFC 5802, server-final-message: `v=…` */
function proof(
  { bare, salt, challenge }: ReturnType<typeof serverFirst>,
  clientFinal: Buffer,
  password: Secret,
): string {
  const salted = pbkdf2Sync(password.reveal(), salt, 4096, 32, 'sha256');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  const withoutProof = clientFinal.toString('latin1').replace(/,p=.*$/, '');
  const signature = createHmac('sha256', serverKey).update(`${bare},${challenge},${withoutProof}`).digest('base64');
  return `v=${signature}`;
}

/** A well-formed proof of somebody who does not know the password. */
export const FALSE_PROOF = message('R', 12, `v=${createHash('sha256').digest('base64')}`);
