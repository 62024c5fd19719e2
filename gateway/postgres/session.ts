/** One client that was let in: from its admission to the end of both connections. */

import type { Socket } from 'node:net';
import { IdleClock } from '../idle-clock.ts';
import type { CancelKeys, IssuedKey } from './cancel-keys.ts';
import { ClientFlow } from './client-flow.ts';
import { closeUpstream, untilClosed } from './closing.ts';
import type { PostgresAdmission, PostgresControl, PostgresEnd } from './contract.ts';
import { FrameSplitter } from './frames.ts';
import type { PostgresLimits } from './limits.ts';
import { AUTHENTICATION_OK, backendKeyData, errorResponse, noticeResponse, readyForQuery } from './messages.ts';
import { Outbox } from './outbox.ts';
import { PendingAnswers } from './pending-answers.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { readAhead } from './read-ahead.ts';
import { ServerSettings } from './server-settings.ts';
import { endOf, idleFor, LEFT, type SessionEnd, targetClosed, targetViolates, told } from './session-end.ts';
import type { Startup } from './startup-packet.ts';
import { NotRecorded, StatementDesk } from './statement-desk.ts';
import { openUpstream, type Upstream, type UpstreamRequest } from './upstream.ts';
import { upstreamRequest } from './upstream-request.ts';

/** Whatever is open is destroyed after this. */
const CLOSE_LIMIT_MS = 1_500;

export class PostgresSession implements PostgresControl {
  readonly closed: Promise<PostgresEnd>;
  readonly #client: Socket;
  readonly #admission: PostgresAdmission;
  readonly #limits: PostgresLimits;
  readonly #settings = new ServerSettings();
  readonly #answers: PendingAnswers;
  readonly #desk: StatementDesk;
  readonly #toClient: Outbox;
  readonly #cancelKey: IssuedKey;
  /** Aborted at the end; what waits for the target to be connected waits no longer. */
  readonly #ending = new AbortController();
  readonly #settleClosed: (end: PostgresEnd) => void;
  #upstream: Upstream | undefined;
  #flow: ClientFlow | undefined;
  #idle: IdleClock | undefined;
  /** Input rests: until the target is connected, and while the session is suspended. */
  #rest: { readonly over: Promise<void>; readonly end: () => void } | undefined = rest();
  #leaving: NodeJS.Timeout | undefined;
  #isConnected = false;
  #isSuspended = false;
  /** The client knows that its token was taken. */
  #isGreeted = false;
  #received = 0;
  #sent = 0;

  constructor(client: Socket, admission: PostgresAdmission, keys: CancelKeys, limits: PostgresLimits) {
    this.#client = client;
    this.#admission = admission;
    this.#limits = limits;
    this.#toClient = new Outbox(client);
    this.#answers = new PendingAnswers(this.#settings, limits.unanswered);
    this.#desk = new StatementDesk(admission.recorder, admission.rules, this.#settings);
    this.#cancelKey = keys.issue(() => {
      if (this.#answers.isBusy) void this.#upstream?.cancel();
    });
    let settle: (end: PostgresEnd) => void = () => undefined;
    this.closed = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settleClosed = settle;
  }

  end(reason: string): Promise<PostgresEnd> {
    this.#end(told(reason));
    return this.closed;
  }

  suspend(): void {
    this.#isSuspended = true;
    this.#rest ??= rest();
  }

  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    if (this.#isConnected) this.#goOn();
  }

  say(line: string): void {
    if (this.#ending.signal.aborted) return;
    // Before, clients take no notices.
    this.#greet();
    this.#toClient.add(noticeResponse(line));
    void this.#toClient.flush();
  }

  #greet(): void {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    this.#toClient.add(AUTHENTICATION_OK);
  }

  /** Connects the target and passes on whatever comes. Resolves with the session's end, and never rejects. */
  async run(startup: Startup): Promise<PostgresEnd> {
    void this.#listenToClient();
    try {
      this.#admission.attach(this);
      await this.#admission.ready?.();
      const request = upstreamRequest(startup, this.#admission);
      const upstream = await openUpstream(this.#admission.target, request, this.#ending.signal);
      await this.#recordStart(upstream, request);
      if (this.#ending.signal.aborted) upstream.socket.destroy();
      else this.#connected(upstream);
    } catch (error) {
      this.#end(endOf(error));
    }
    return this.closed;
  }

  async #recordStart({ socket }: Upstream, { database, parameters }: UpstreamRequest): Promise<void> {
    try {
      await this.#admission.connected({ database, parameters });
    } catch (error) {
      socket.destroy();
      throw new NotRecorded('the start could not be recorded', { cause: error });
    }
  }

  #connected(upstream: Upstream): void {
    this.#upstream = upstream;
    this.#flow = new ClientFlow({
      desk: this.#desk,
      answers: this.#answers,
      settings: this.#settings,
      outbox: new Outbox(upstream.socket),
    });
    const { processId, secretKey } = this.#cancelKey;
    this.#greet();
    for (const status of upstream.parameterStatuses) {
      this.#settings.told(status);
      this.#toClient.add(status);
    }
    this.#toClient.add(backendKeyData(processId, secretKey));
    this.#toClient.add(readyForQuery('I'));
    void this.#toClient.flush();
    this.#isConnected = true;
    const { idleMs } = this.#admission;
    if (idleMs !== null) {
      this.#idle = new IdleClock(
        idleMs,
        () => this.#rest !== undefined || this.#admission.isAsking?.() === true,
        () => this.#end(idleFor(idleMs)),
      );
    }
    void this.#listenToTarget(upstream.socket);
    if (!this.#isSuspended) this.#goOn();
  }

  #goOn(): void {
    this.#rest?.end();
    this.#rest = undefined;
  }

  async #listenToClient(): Promise<void> {
    const frames = new FrameSplitter(this.#limits.messageBytes);
    try {
      // After the end what still comes is read and thrown away, so that the last word is not lost with it.
      for await (const chunk of readAhead(this.#client, () => this.#clientLeaves())) {
        this.#received += chunk.length;
        this.#idle?.touch();
        if (!this.#ending.signal.aborted) await this.#carryOut(frames, chunk);
      }
      this.#end(LEFT);
    } catch (error) {
      const isOurs = error instanceof NotRecorded || !this.#client.destroyed;
      this.#end(isOurs ? endOf(error) : LEFT);
      this.#client.resume();
    }
  }

  /** What it has sent before goes on for a moment, unless it waits for somebody else's word. */
  #clientLeaves(): void {
    if (this.#ending.signal.aborted) return;
    if (this.#rest) this.#end(LEFT);
    else this.#leaving = setTimeout(() => this.#end(LEFT), CLOSE_LIMIT_MS);
  }

  async #carryOut(frames: FrameSplitter, chunk: Buffer): Promise<void> {
    for (const frame of frames.split(chunk)) {
      await this.#rested();
      if (this.#ending.signal.aborted) return;
      if (frame.type === 'X') {
        await this.#flow?.sendAll();
        return this.#end(LEFT);
      }
      const recorded = this.#flow?.take(frame);
      if (recorded) await recorded;
      if (this.#ending.signal.aborted) return;
    }
    // It may rest since: what has waited for a moderator's word, or to be recorded, is not sent before it goes on.
    await this.#rested();
    if (this.#ending.signal.aborted) return;
    await this.#flow?.sendAll();
  }

  async #rested(): Promise<void> {
    while (this.#rest) await this.#rest.over;
  }

  async #listenToTarget(target: Socket): Promise<void> {
    const frames = new FrameSplitter(this.#limits.messageBytes);
    try {
      for await (const chunk of chunksOf(target)) {
        if (this.#ending.signal.aborted) continue;
        for (const frame of frames.split(chunk)) {
          const answer = this.#answers.answered(frame);
          this.#sent += answer.length;
          this.#toClient.add(answer);
        }
        await this.#toClient.flush();
      }
      this.#end(targetClosed(this.#answers.hasSaidGoodbye));
    } catch (error) {
      if (error instanceof ProtocolViolation) this.#end(targetViolates(error));
      else this.#end(target.destroyed ? targetClosed(this.#answers.hasSaidGoodbye) : endOf(error));
      target.resume();
    }
  }

  #end({ why, lastWord }: SessionEnd): void {
    if (this.#ending.signal.aborted) return;
    const isStopped = this.#answers.isBusy && why.cause !== 'left';
    this.#ending.abort();
    clearTimeout(this.#leaving);
    this.#idle?.stop();
    this.#cancelKey.revoke();
    this.#answers.lost();
    this.#rest?.end();
    this.#rest = undefined;
    if (lastWord) {
      this.#toClient.add(errorResponse(lastWord));
      void this.#toClient.flush();
    }
    this.#client.end();
    void this.#close(isStopped).then(() => {
      const bytes = { received: this.#received, sent: this.#sent };
      this.#settleClosed({ ...why, statements: this.#desk.count, bytes });
    });
  }

  async #close(isStopped: boolean): Promise<void> {
    const upstream = this.#upstream;
    const limit = setTimeout(() => {
      this.#client.destroy();
      upstream?.socket.destroy();
    }, CLOSE_LIMIT_MS);
    await Promise.all([untilClosed(this.#client), upstream && closeUpstream(upstream, isStopped)]);
    clearTimeout(limit);
    // One that was being recorded when the session ended was never sent.
    this.#answers.lost();
  }
}

function chunksOf(socket: Socket): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false }) };
}

function rest(): { readonly over: Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end: () => end() };
}
