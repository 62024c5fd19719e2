/** A DNS server on loopback that knows IPv4 addresses of some names. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Addresses; none: there is no such name; `silent`: no answer at all. */
export type DnsAnswer = readonly string[] | 'silent';

export interface DnsServer {
  /** As resolvers are told of it. */
  readonly address: string;
  /** Names whose IPv4 addresses were asked for, in order. */
  readonly asked: string[];
  answer: (name: string) => DnsAnswer;
  close(): Promise<void>;
}

const IPV4 = 1;
const ANSWER = 0x8180;
const NO_SUCH_NAME = 3;

export async function startDnsServer(answer: DnsServer['answer']): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const asked: string[] = [];
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    answer,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (message, { port, address }) => {
    const { name, type, question } = questionOf(message);
    if (type === IPV4) asked.push(name);
    const known = server.answer(name);
    if (known !== 'silent')
      socket.send(answerTo(message, question, type === IPV4 ? known : [], known.length > 0), port, address);
  });
  return server;
}

function questionOf(message: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), question: message.subarray(12, at + 5) };
}

function answerTo(message: Buffer, question: Buffer, addresses: readonly string[], isKnown: boolean): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(message.readUInt16BE(0), 0);
  header.writeUInt16BE(isKnown ? ANSWER : ANSWER + NO_SUCH_NAME, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  // Name by pointer to the question, type A, class IN, to be kept for no time, four bytes.
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, IPV4, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question, ...records]);
}
