/** The doorway for PostgreSQL clients: a server that lets in whoever shows a launch token, and ends with its sessions. */

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Strangers } from '../strangers.ts';
import { CancelKeys } from './cancel-keys.ts';
import { admission, askForToken } from './client-admission.ts';
import { untilClosed } from './closing.ts';
import type { PostgresDoor } from './contract.ts';
import { POSTGRES_LIMITS, type PostgresLimits } from './limits.ts';
import { errorResponse } from './messages.ts';
import { type Encryption, NotEncrypted, type OpenedClient, openClient } from './opening.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { PostgresSession } from './session.ts';
import type { CancelRequest, Startup } from './startup-packet.ts';
import { asksForReplication } from './startup-parameters.ts';

/** A connection that came to nothing, for whoever keeps watch. Nothing of it was said by the client. */
export interface PostgresRefusal {
  readonly address: string;
  /** `fault`: the door has thrown; the client was refused. */
  readonly cause: 'too_many' | 'not_encrypted' | 'protocol' | 'replication' | 'token' | 'fault';
  readonly error?: unknown;
}

export interface PostgresProxyOptions {
  readonly door: PostgresDoor;
  readonly encryption: Encryption;
  readonly limits?: Partial<PostgresLimits>;
  readonly onRefusal?: (refusal: PostgresRefusal) => void;
}

const LAST_WORD_MS = 1_500;

export class PostgresProxy {
  /** To be made to listen. */
  readonly server: Server;
  readonly #options: PostgresProxyOptions;
  readonly #limits: PostgresLimits;
  readonly #keys = new CancelKeys();
  readonly #strangers: Strangers;
  readonly #waiting = new Set<Socket>();
  readonly #sessions = new Set<PostgresSession>();
  /** Why it closes. */
  #closing: string | undefined;

  constructor(options: PostgresProxyOptions) {
    this.#options = options;
    this.#limits = { ...POSTGRES_LIMITS, ...options.limits };
    this.#strangers = new Strangers(this.#limits.strangers);
    this.server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
      socket.on('error', () => undefined);
      void this.#serve(socket);
    });
  }

  /** Takes no more clients, and ends all sessions. Resolves once everything is closed. */
  async close(reason: string): Promise<void> {
    this.#closing ??= reason;
    const stopped = this.server.listening
      ? new Promise<void>((resolve) => this.server.close(() => resolve()))
      : Promise.resolve();
    for (const socket of this.#waiting) socket.destroy();
    await Promise.all([...this.#sessions].map((session) => session.end(reason)));
    await stopped;
  }

  /** Never rejects. */
  async #serve(raw: Socket): Promise<void> {
    const address = raw.remoteAddress ?? '';
    const leave = await this.#strangers.enter(address);
    if (!leave || this.#closing !== undefined) {
      if (!leave) this.#refused(address, 'too_many');
      leave?.();
      raw.destroy();
      return;
    }
    this.#waiting.add(raw);
    const limit = setTimeout(() => raw.destroy(), this.#limits.openingMs);
    const stranger: Stranger = {
      address,
      isHeard: () => clearTimeout(limit),
      isAdmitted: () => {
        this.#waiting.delete(raw);
        leave();
      },
    };
    try {
      const opened = await openClient(raw, this.#options.encryption);
      const { wants } = opened;
      if (wants.kind === 'startup') await this.#admit({ ...opened, wants }, stranger);
      else await this.#cancel(wants);
    } catch (error) {
      await this.#turnAway(raw, address, error);
    } finally {
      raw.destroy();
      stranger.isHeard();
      stranger.isAdmitted();
    }
  }

  async #cancel(request: CancelRequest): Promise<void> {
    this.#keys.use(request);
    // The client goes on as soon as it is hung up on, and what is canceled should be its statement under way.
    await delay(this.#limits.cancelMs);
  }

  async #admit({ socket, wants }: OpenedClient & { readonly wants: Startup }, stranger: Stranger): Promise<void> {
    const { address } = stranger;
    if (asksForReplication(wants.parameters)) {
      this.#refused(address, 'replication');
      return sayNo(socket, '0A000', 'replication does not go through this gateway');
    }
    const credentials = await askForToken(socket, wants);
    stranger.isHeard();
    const answer = await admission(credentials, {
      door: this.#options.door,
      origin: { address, applicationName: wants.parameters.get('application_name') ?? null },
      refusalMs: this.#limits.refusalMs,
    });
    if ('refused' in answer) {
      if (answer.refused === 'token') await this.#strangers.countRefusal(address);
      this.#refused(address, answer.refused, 'error' in answer ? answer.error : undefined);
      return sayNo(socket, '28P01', 'the launch token does not open this session');
    }
    stranger.isAdmitted();
    const session = new PostgresSession(socket, answer.admitted, this.#keys, this.#limits);
    this.#sessions.add(session);
    const ended = session.run(wants);
    // Whoever has admitted it hears of its end like that of any other.
    if (this.#closing !== undefined) void session.end(this.#closing);
    await ended;
    this.#sessions.delete(session);
  }

  async #turnAway(raw: Socket, address: string, error: unknown): Promise<void> {
    if (error instanceof NotEncrypted) {
      this.#refused(address, 'not_encrypted');
      await sayNo(raw, '28000', 'this gateway is spoken to over TLS only: set sslmode to verify-full');
    } else if (error instanceof ProtocolViolation) this.#refused(address, 'protocol');
    // Whoever just goes away, or cannot make a TLS connection, is not worth a word: clients look whether a password is wanted.
  }

  #refused(address: string, cause: PostgresRefusal['cause'], error?: unknown): void {
    this.#options.onRefusal?.({ address, cause, ...(error === undefined ? {} : { error }) });
  }
}

interface Stranger {
  readonly address: string;
  /** All that is waited for has come. */
  isHeard(): void;
  /** No stranger any more. */
  isAdmitted(): void;
}

/** Resolves once the connection is closed, which the client may delay only so long. */
async function sayNo(socket: Socket, sqlState: string, message: string): Promise<void> {
  if (socket.destroyed) return;
  const closed = untilClosed(socket);
  const limit = setTimeout(() => socket.destroy(), LAST_WORD_MS);
  // What still comes is thrown away; left unread, it would take the answer with it.
  socket.resume();
  socket.end(errorResponse({ severity: 'FATAL', sqlState, message }));
  await closed;
  clearTimeout(limit);
}
