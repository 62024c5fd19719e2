/** How a connection begins: encryption first, then what the client wants. */

import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { ProtocolViolation } from './protocol-violation.ts';
import { readExactly } from './read-exactly.ts';
import {
  type CancelRequest,
  MAX_PACKET_BYTES,
  MIN_PACKET_BYTES,
  type Startup,
  type StartupPacket,
  startupPacket,
} from './startup-packet.ts';

export interface Encryption {
  readonly secureContext: SecureContext;
  /** Lets clients on this machine do without TLS: for tests, and for tunnels that encrypt themselves. */
  readonly clearTextOnLoopback: boolean;
}

/** Wants a session (over TLS, or where it may do without), or wants a statement canceled. */
export interface OpenedClient {
  readonly socket: Socket;
  readonly wants: Startup | CancelRequest;
}

/** Thrown where a client wants to send its password in clear text. */
export class NotEncrypted extends Error {
  override readonly name = 'NotEncrypted';
}

/** First byte of a TLS handshake; no packet of PostgreSQL is so long that it begins with it. */
const TLS_HANDSHAKE = 0x16;
/** Name of the protocol inside of TLS, without which encryption cannot begin at once. */
const ALPN = 'postgresql';

/** @throws ProtocolViolation; NotEncrypted; StreamEnded; errors of sockets and TLS. The caller destroys the socket then. */
export async function openClient(raw: Socket, encryption: Encryption): Promise<OpenedClient> {
  const begin = await readExactly(raw, 1);
  raw.unshift(begin);
  if (begin[0] === TLS_HANDSHAKE) {
    const socket = await secured(raw, encryption.secureContext);
    if (socket.alpnProtocol !== ALPN) throw new ProtocolViolation('began TLS without naming the protocol inside');
    return { socket, wants: inside(await nextPacket(socket)) };
  }
  let packet = await nextPacket(raw);
  if (packet.kind === 'gss') {
    raw.write('N');
    packet = await nextPacket(raw);
  }
  if (packet.kind === 'tls') {
    // What came along was put there by somebody who hoped that it would be taken for encrypted.
    if (raw.readableLength > 0) throw new ProtocolViolation('sent clear text where encryption begins');
    raw.write('S');
    const socket = await secured(raw, encryption.secureContext);
    return { socket, wants: inside(await nextPacket(socket)) };
  }
  const wants = inside(packet);
  // Clients up to version 16 ask for cancellation in clear text, whatever their session is.
  if (wants.kind === 'startup' && !(encryption.clearTextOnLoopback && isLoopback(raw))) throw new NotEncrypted();
  return { socket: raw, wants };
}

function inside(packet: StartupPacket): Startup | CancelRequest {
  if (packet.kind === 'tls' || packet.kind === 'gss') throw new ProtocolViolation('asked for encryption again');
  return packet;
}

async function nextPacket(socket: Socket): Promise<StartupPacket> {
  const length = (await readExactly(socket, 4)).readUInt32BE(0);
  if (length < MIN_PACKET_BYTES || length > MAX_PACKET_BYTES) {
    throw new ProtocolViolation('began the connection with a message of impossible length');
  }
  return startupPacket(await readExactly(socket, length - 4));
}

function secured(raw: Socket, secureContext: SecureContext): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: [ALPN] });
    const onClose = () => reject(new Error('the connection ended while encryption began'));
    // This one stays: an error without any listener ends the process.
    socket.on('error', reject);
    socket.once('close', onClose);
    socket.once('secure', () => {
      socket.off('close', onClose);
      resolve(socket);
    });
  });
}

function isLoopback(socket: Socket): boolean {
  return /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
}
