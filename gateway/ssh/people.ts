/** Those who are connected to the SSH server, from their first byte to the end of their session. */

import type { Socket } from 'node:net';
import type { ClientInfo, Connection, ServerChannel } from 'ssh2';
import { boundPacketSizes } from '../../connectors/ssh-packet-size.ts';
import { printable } from '../../domain/printable.ts';
import type { Strangers } from '../strangers.ts';
import type { Admission, Door } from './door.ts';
import { guardEntrance } from './entrance.ts';
import { LiveSession } from './live-session.ts';
import { Pressure } from './pressure.ts';
import { serveChannel, serveForward } from './serve-channel.ts';
import { openAgentChannel } from './ssh2-internals.ts';

export interface PeopleOptions {
  readonly door: Door;
  /** Bounds connections that have not been let in, and refused tokens. */
  readonly strangers: Strangers;
  /** For a client to show a token that opens a session. Milliseconds. */
  readonly loginWithinMs: number;
  /** As in `EntranceParts`. */
  readonly refusalMs: number;
  /** Hears of faults of ours. */
  readonly onFault: (error: unknown) => void;
}

interface Visit {
  readonly socket: Socket;
  /** Is a stranger no more. */
  readonly settle: () => void;
  session: LiveSession | null;
}

/** For a far end to close a connection that is broken. */
const BROKEN_MS = 1_000;

/** Of one connection, as with OpenSSH's server. */
const MAX_CHANNELS = 10;

/**
 * What one connection may open in its life, granted or not. ssh2 keeps something of each that starts nothing, and
 * answers each; nobody who works opens so many.
 */
const MAX_OPENINGS = 10_000;

export class People {
  readonly #options: PeopleOptions;
  /** By where they come from: ssh2 says no more of a connection. */
  readonly #visits = new Map<string, Visit>();
  /** Why nobody is taken in any more. */
  #closing: string | undefined;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** Calls `serve` where there is room for one more stranger. */
  async enter(socket: Socket, serve: () => void): Promise<void> {
    // Strangers' resets are nobody's fault.
    socket.on('error', () => undefined);
    const { strangers, loginWithinMs } = this.#options;
    const leave = await strangers.enter(socket.remoteAddress ?? '');
    if (leave === null || this.#closing !== undefined) {
      leave?.();
      socket.destroy();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), loginWithinMs);
    const settle = () => {
      clearTimeout(timer);
      leave();
    };
    if (socket.destroyed) return settle();
    const key = keyOf(socket.remoteAddress, socket.remotePort);
    this.#visits.set(key, { socket, settle, session: null });
    socket.once('close', () => {
      settle();
      this.#visits.delete(key);
    });
    // A key that is pressed is not to wait for the acknowledgement of the one before.
    socket.setNoDelay(true);
    serve();
  }

  /** A client has said what it calls itself. */
  greet(connection: Connection, info: ClientInfo): void {
    boundPacketSizes(connection);
    const visit = this.#visits.get(keyOf(info.ip, info.port));
    // ssh2 asks the far end to close what is broken; one that is stopped, or means harm, does not.
    connection.on('error', () => setTimeout(() => visit?.socket.destroy(), BROKEN_MS).unref());
    if (visit === undefined) {
      connection.end();
      return;
    }
    const { door, refusalMs, strangers, onFault } = this.#options;
    guardEntrance(connection, {
      door,
      refusalMs,
      onFault,
      visitor: { address: info.ip, clientVersion: printable(info.header.versions.software, 100) },
      onRefusal: () => {
        strangers.countRefusal(info.ip).catch(onFault);
      },
      onAdmission: (admission) => {
        visit.settle();
        visit.session = begin(admission, connection, visit.socket);
        // Its token was being looked at while the others were sent away.
        if (this.#closing !== undefined) visit.session.end(this.#closing);
      },
    });
  }

  /** Takes nobody in any more. Resolves when everybody has gone. */
  async sendAway(reason: string): Promise<void> {
    this.#closing ??= reason;
    const visits = [...this.#visits.values()];
    for (const { socket, session } of visits) if (session === null) socket.destroy();
    await Promise.all(visits.map(({ session }) => session?.end(reason)));
  }
}

function begin(admission: Admission, connection: Connection, socket: Socket): LiveSession {
  let isFlooding = false;
  const cutOff = () => {
    isFlooding = true;
    socket.destroy();
  };
  const pressure = new Pressure(socket, connection, cutOff);
  const session = new LiveSession(admission, {
    leave: () => {
      connection.end();
    },
    destroy: () => {
      socket.destroy();
    },
    async openAgent() {
      const channel = await openAgentChannel(connection);
      pressure.mind(channel);
      return channel;
    },
    gone: new Promise((resolve) => {
      if (socket.destroyed) resolve('left');
      else socket.once('close', () => resolve(isFlooding ? 'misbehaved' : 'left'));
    }),
  });
  serveConnection(connection, session, pressure, cutOff);
  return session;
}

/** `cutOff` ends the session of a client that does not keep to the protocol. */
function serveConnection(connection: Connection, session: LiveSession, pressure: Pressure, cutOff: () => void): void {
  let channels = 0;
  let openings = 0;
  const count = () => {
    openings += 1;
    if (openings > MAX_OPENINGS) cutOff();
  };
  connection.on('session', count).on('tcpip', count).on('openssh.streamlocal', count).on('request', count);
  const hasRoom = () => {
    if (channels < MAX_CHANNELS) return true;
    session.refuse({ kind: 'too_many_channels', detail: '' });
    return false;
  };
  const take = (channel: ServerChannel) => {
    channels += 1;
    channel.once('close', () => {
      channels -= 1;
    });
  };
  connection.on('session', (accept, reject) => {
    if (!hasRoom()) return reject();
    const ssh = accept();
    take(ssh);
    serveChannel(ssh, session, pressure);
  });
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const to = { host: destIP, port: destPort };
    if (!session.allows({ kind: 'forward', to }) || !hasRoom()) return reject();
    const channel = accept();
    take(channel);
    serveForward(channel, to, session, pressure);
  });
  connection.on('openssh.streamlocal', (_accept, reject, { socketPath }) => {
    session.refuse({ kind: 'socket_forward', detail: socketPath });
    reject();
  });
  connection.on('request', (_accept: unknown, reject: (() => void) | undefined, name: string, info: unknown) => {
    if (name.startsWith('cancel-')) return reject?.();
    const kind = name.startsWith('streamlocal') ? 'socket_forward' : 'remote_forward';
    session.refuse({ kind, detail: JSON.stringify(info) });
    reject?.();
  });
}

function keyOf(address: string | undefined, port: number | undefined): string {
  return `${address} ${port}`;
}
