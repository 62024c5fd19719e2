/**
 * Sends a batch by syslog over TLS. Syslog has no acknowledgement: a receiver takes what it reads, and says nothing. The
 * nearest to one is how a connection ends. TLS and TCP keep order, so a receiver that ends its side in answer to our
 * `close_notify`, which comes after the last message, has read all that came before. One that ends before, or stops with
 * something unread, makes its system reset the connection, at once or when the rest arrives. So each batch is a
 * connection of its own, and counts only where the receiver has ended it, after our end, and nothing was reset.
 *
 * What a receiver has read and then loses by itself, nobody can know; where that matters, deliver by HTTP.
 */

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { guardedLookup, hostProblem } from '../../runtime/guarded-lookup.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import { DeliveryFailed, failureOf } from './delivery-failed.ts';
import { OpenEnded } from './open-ended.ts';
import type { SendLimits } from './send-limits.ts';
import { tlsIdentity } from './tls-identity.ts';

export interface SyslogServer extends Pick<LogCollectorDocument, 'tls'> {
  readonly host: string;
  readonly port: number;
}

/** Resolves once the receiver has read everything. @throws DeliveryFailed */
export async function sendSyslog(server: SyslogServer, frames: readonly Buffer[], limits: SendLimits): Promise<void> {
  const { host, port, tls } = server;
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const problem = hostProblem(host, limits);
  if (problem !== null) throw new DeliveryFailed('address_refused', `the host ${host} ${problem}`);
  const lookup = guardedLookup(limits);
  // Half open, so that it can still be asked whether it was reset after the receiver has ended its side.
  const socket = connectTcp({ host, port, lookup, allowHalfOpen: true });
  const late = watchTime(socket, limits, where);
  try {
    const roundTripMs = await connected(socket);
    await exchange(socket, tlsIdentity(host, tls), Buffer.concat(frames), late.handshakeOver);
    await requireNoReset(socket, roundTripMs);
  } catch (error) {
    limits.signal.throwIfAborted();
    throw failureOf(error, where);
  } finally {
    late.clear();
    socket.destroy();
  }
}

/** Destroys the socket with the reason, which is what the exchange then fails with. */
function watchTime(socket: Socket, { connectMs, totalMs, signal }: SendLimits, where: string) {
  const end = (what: string) => socket.destroy(new DeliveryFailed('timeout', `${where} ${what}`));
  const connecting = setTimeout(() => end(`has not taken a connection within ${connectMs} ms`), connectMs);
  const sending = setTimeout(() => end(`has not taken everything within ${totalMs} ms`), totalMs);
  const stop = () => socket.destroy(new Error('the worker stops'));
  signal.addEventListener('abort', stop, { once: true });
  return {
    handshakeOver: () => clearTimeout(connecting),
    clear() {
      clearTimeout(connecting);
      clearTimeout(sending);
      signal.removeEventListener('abort', stop);
    },
  };
}

/** @returns about how long a packet takes there and back. */
function connected(socket: Socket): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    // Stays: an error that comes after everything was decided must not end the process.
    socket.on('error', reject);
    socket.once('connect', () => resolve(performance.now() - startedMs));
  });
}

/** Resolves once the receiver has ended its side after ours. */
function exchange(
  socket: Socket,
  identity: ConnectionOptions,
  bytes: Buffer,
  handshakeOver: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isSent = false;
    const secure = connectTls({ socket: new OpenEnded(socket), ...identity });
    secure.once('secureConnect', () => {
      handshakeOver();
      secure.end(bytes, () => {
        isSent = true;
      });
    });
    // Receivers say nothing; what they say all the same is dropped, so that an alert or their end is seen.
    secure.resume();
    secure.on('error', reject);
    socket.once('error', reject);
    socket.once('end', () => (isSent ? resolve() : reject(cutOff())));
    socket.once('close', () => reject(cutOff()));
  });
}

/**
 * A reset that comes while something of the receiver's is still to be read (TLS 1.3 sends tickets) looks like its end
 * to Node. The connection itself knows better: after a reset nothing can be written to it any more. What was still on
 * its way when the receiver ended is answered by a reset within the time that a packet takes there and back.
 */
async function requireNoReset(socket: Socket, roundTripMs: number): Promise<void> {
  await delay(2 * roundTripMs + 20);
  // After our close_notify it is nothing to the receiver (RFC 8446, section 6.1).
  await new Promise<void>((resolve, reject) => {
    socket.write(Buffer.of(0), (error) => (error ? reject(cutOff()) : resolve()));
  });
}

function cutOff(): DeliveryFailed {
  return new DeliveryFailed('cut_off', 'the receiver has ended the connection before it had read everything');
}
