/** A session that this gateway has: what its door tells of it is recorded and written down, and what others want is done. */

import type { SessionEndReason } from '../../domain/connect-session.ts';
import type { CommandRule } from '../../domain/policy/rules.ts';
import type { Secret } from '../../domain/secret.ts';
import { TARGET_FAILURE_MEANINGS, type TargetFailure } from '../../domain/target-failure.ts';
import { endingOf } from '../../store/connect-sessions/end-session.ts';
import {
  beginHeld,
  checkHeld,
  endHeld,
  type HeldEnd,
  type HeldEvent,
  type HeldRef,
  ModeratorGone,
  returnToHeld,
  SessionLost,
  sealHeld,
  tellHeld,
} from '../../store/connect-sessions/gateway-writes.ts';
import { type SessionSight, sightOf } from '../../store/connect-sessions/gateways.ts';
import type { LaunchedSession } from '../../store/connect-sessions/launch-session.ts';
import { type ModeratorMove, moderate, tellModeration } from '../../store/connect-sessions/moderate-session.ts';
import { type OpenedView, viewHolds } from '../../store/connect-sessions/open-view.ts';
import { actorOf } from '../../store/connect-sessions/session-audit.ts';
import { isConnectionLost } from '../../store/database-error.ts';
import { handOver } from '../../worker-calls/hand-over.ts';
import { SecretWithheld } from '../secret-withheld.ts';
import type { Watcher } from '../watching.ts';
import { askModerator } from './ask-moderator.ts';
import { CommandGuard } from './command-guard.ts';
import { InputRests } from './input-rests.ts';
import type { GatewayMeans } from './means.ts';
import { Moderation, type Moderator } from './moderation.ts';
import type { SessionRecording } from './session-recording.ts';

/** How a door ends, suspends and shows what it has let in. */
export interface DoorControl {
  /** Resolves when everything is closed, which takes two seconds at most. */
  end(reason: string): Promise<unknown>;
  suspend(line: string): void;
  resume(line: string): void;
  /** Shows the person a line. */
  say(line: string): void;
  /** null: there is a terminal of its own to be seen. */
  watch(): Watcher | null;
}

export interface DoorEnd {
  readonly reason: SessionEndReason;
  /** For people; never what a target or a client has said. */
  readonly text: string;
  readonly failure?: TargetFailure | undefined;
}

/** Somebody who looks on. */
export interface SessionViewer {
  readonly view: OpenedView;
  /** They may, still. */
  confirmed?(): void;
  /** They may not any more. */
  end(): void;
}

const MOST_UNDER_WAY = 32;
const SEAL_EVERY_MS = 5 * 60_000;
const UNCHECKED_MS = 60_000;
const SUSPENDED = 'the session is suspended: nothing that is typed reaches the target';
const RESUMED = 'the session goes on';
const NO_MORE = 'you may not do that any more';

export class HeldSession {
  readonly launched: LaunchedSession;
  /** null: its policy wants none. */
  readonly recording: SessionRecording | null;
  /** null: its policy has no rules for commands. */
  readonly guard: CommandGuard | null;
  readonly moderation: Moderation;
  readonly #means: GatewayMeans;
  readonly #ref: HeldRef;
  readonly #onOver: (() => void)[];
  #control: DoorControl | undefined;
  readonly #rests = new InputRests();
  #hasBegun = false;
  /** The end that was wanted first; the door is told in these words. */
  #wanted: { readonly reason: SessionEndReason; readonly words: string } | undefined;
  readonly #viewers = new Set<SessionViewer>();
  /** Records that are on their way. */
  readonly #records = new Set<Promise<void>>();
  #checkedAt = performance.now();
  #sealedAt = performance.now();
  #sealedChunks = 0;
  #closing: Promise<unknown> | undefined;
  #failure: TargetFailure | undefined;
  #finished: Promise<void> | undefined;

  constructor(means: GatewayMeans, launched: LaunchedSession, recording: SessionRecording | null, onOver: () => void) {
    this.#means = means;
    this.launched = launched;
    this.recording = recording;
    const { command_rules } = launched.terms;
    this.guard = command_rules.length === 0 ? null : this.#guarding(command_rules);
    this.#ref = { sessionId: launched.session._id, gatewayId: means.gatewayId };
    this.#onOver = [onOver];
    this.moderation = this.#moderated();
  }

  #guarding(rules: readonly CommandRule[]): CommandGuard {
    return new CommandGuard(rules, {
      tell: (event) => this.tellSoon(event),
      ask: (command) =>
        askModerator(
          {
            desk: this.moderation.desk,
            tell: (event) => this.moderation.tell(event),
            tellSoon: (event) => this.#keep(this.moderation.tell(event)),
            say: (line) => this.say(line),
            mark: (label) => void this.recording?.writer.marker(label),
            onNotRecorded: (error) => this.#notRecorded(error),
          },
          command,
        ),
    });
  }

  #moderated(): Moderation {
    return new Moderation({
      terms: this.launched.terms.moderation,
      record: (event, waitsFor) => tellModeration(this.#means.store, this.#ref, event, waitsFor),
      onNotRecorded: (moderator, error) => {
        this.fault('What a moderator does could not be written down', error);
        moderator.end({ code: 'fault', text: 'That you moderate could not be written down.' });
      },
      rest: (isResting, line) => {
        if (isResting) this.#rests.begin('unattended', line);
        else this.#rests.end('unattended', line);
      },
      giveUp: (reason, words) => this.want(reason, words),
    });
  }

  get id(): string {
    return this.#ref.sessionId;
  }

  /** Whom and where. */
  get title(): string {
    const { resource, device } = this.launched;
    return `${resource.username} on ${device.name}`;
  }

  attach(control: DoorControl): void {
    this.#control = control;
    this.#rests.attach(control);
    if (this.#wanted) this.#closing = this.#close(control, this.#wanted.words);
  }

  /** Calls `told` once it is over and written down. */
  whenOver(told: () => void): void {
    this.#onOver.push(told);
  }

  /** They are asked for their right as long as they look on. */
  addViewer(viewer: SessionViewer): void {
    this.#viewers.add(viewer);
  }

  /** What they have typed went nowhere. */
  removeViewer(viewer: SessionViewer, { ignoredInputBytes }: { readonly ignoredInputBytes: number }): void {
    this.#viewers.delete(viewer);
    if (ignoredInputBytes === 0) return;
    const { actor, correlation_id, trace_id } = viewer.view;
    this.tellSoon({
      operation: viewer.view.purpose === 'moderate' ? 'session.moderator' : 'session.view',
      actor,
      status: 'denied',
      code: 'forbidden',
      change: `${ignoredInputBytes} bytes that a ${viewer.view.purpose === 'moderate' ? 'moderator' : 'watcher'} has typed went nowhere`,
      correlation_id,
      trace_id,
    });
  }

  /** Whether its page, which had lost the connection, may come back from there; on record in any case. */
  mayReturn(address: string): Promise<boolean> {
    return returnToHeld(this.#means.store, this.#ref, address);
  }

  say(line: string): void {
    this.#control?.say(line);
  }

  watch(): Watcher | null {
    return this.#control?.watch() ?? null;
  }

  /** The secret that logs in, from a worker, once. @throws SecretWithheld where it is not to be had. */
  async secret(): Promise<Secret> {
    const { store, handOvers, gatewayId } = this.#means;
    const { organization_id, correlation_id, trace_id } = this.launched.session;
    const asking = {
      store,
      handOvers,
      organizationId: organization_id,
      actor: actorOf(this.launched.session),
      correlationId: correlation_id,
      traceId: trace_id,
      gatewayId,
    };
    await this.moderation.whenThere();
    try {
      return await handOver(asking, { purpose: 'connect', subjectId: this.id });
    } catch (error) {
      await this.#look();
      // It was withheld since a moderator has gone: one may come back.
      if (!this.#wanted && !this.moderation.isAttended) return this.secret();
      if (!this.#wanted) this.fault('The secret of a session was not handed over', error);
      throw new SecretWithheld(error);
    }
  }

  /** The target has let it in: nothing happens there before this is on record. */
  async begin(change: string): Promise<void> {
    if (this.#hasBegun) return;
    try {
      await this.#beginAttended(change);
    } catch (error) {
      await this.#look();
      throw error;
    }
    this.#hasBegun = true;
  }

  /** A moderator may have gone since the secret was handed over. */
  async #beginAttended(change: string): Promise<void> {
    for (;;) {
      await this.moderation.whenThere();
      try {
        return await beginHeld(this.#means.store, this.#ref, change);
      } catch (error) {
        if (!(error instanceof ModeratorGone)) throw error;
        // What the store has of it is about to be what is so here.
        await this.moderation.recorded();
      }
    }
  }

  /** Something stands against it: where somebody wants its end, that is why, and those who have it are told so. */
  async #look(): Promise<void> {
    try {
      const sight = await sightOf(this.#means.store, this.#ref.sessionId);
      if (sight) this.see(sight);
    } catch (error) {
      this.fault('A session could not be looked at', error);
    }
  }

  /** Puts on record what is about to happen. Rejects where that cannot be done. */
  tell(event: HeldEvent): Promise<void> {
    return tellHeld(this.#means.store, this.#ref, event);
  }

  /** Puts on record what has happened; where that cannot be done, the session ends. */
  tellSoon(event: HeldEvent): void {
    this.#keep(this.tell(event));
  }

  #keep(told: Promise<void>): void {
    const record = told.catch((error: unknown) => this.#notRecorded(error)).finally(() => this.#records.delete(record));
    this.#records.add(record);
  }

  #notRecorded(error: unknown): void {
    this.fault('What has happened in a session could not be written down', error);
    this.want('not_recorded', 'what happens cannot be recorded');
  }

  /** Whoever causes records one after another waits until not too many are on their way. */
  async caughtUp(): Promise<void> {
    while (this.#records.size > MOST_UNDER_WAY) await Promise.race(this.#records);
  }

  /** Has the door end it; the first wish stays. */
  want(reason: SessionEndReason, words: string): void {
    if (this.#wanted) return;
    this.#wanted = { reason, words };
    if (this.#control) this.#closing = this.#close(this.#control, words);
    this.moderation.stop();
  }

  async #close(control: DoorControl, words: string): Promise<void> {
    try {
      await control.end(words);
    } catch (error) {
      this.fault('A session did not end in order', error);
      await this.finish({ reason: 'fault', text: 'the gateway has failed' });
    }
  }

  /** Has the door end it, and resolves when that is written down. */
  async stop(end: DoorEnd): Promise<void> {
    this.want(end.reason, end.text);
    await this.#closing;
    await this.finish(end);
  }

  /** What others want of it, as the store has it. */
  see({ status, ending }: SessionSight): void {
    if (status === 'terminating' && ending) {
      this.want(ending.reason, wordsOf(ending.reason, ending.comment));
    } else if (status === 'paused') this.#rests.begin('suspended', SUSPENDED);
    else if (status === 'active') this.#rests.end('suspended', RESUMED);
  }

  /** What a moderator wants, whose right is asked once more. @returns a word for them; null: it is done. */
  async moderate({ view }: Moderator, move: ModeratorMove): Promise<string | null> {
    const { store } = this.#means;
    if (!(await viewHolds(store, view))) return NO_MORE;
    const status = await moderate(store, this.#ref, view, move);
    await this.#look();
    return status === null ? null : `that cannot be done now: the session is ${status}`;
  }

  /** What a moderator says of a question; whoever allows is asked for their right once more. @returns as {@link moderate}. */
  async answer(moderator: Moderator, question: number, isAllowed: boolean): Promise<string | null> {
    const { view } = moderator;
    if (isAllowed && !(await viewHolds(this.#means.store, view))) return NO_MORE;
    this.moderation.desk.answer(moderator, question, isAllowed, view);
    return null;
  }

  /** Nobody has it by the store any more. */
  lose(): void {
    this.want('gateway_lost', 'the gateway has lost this session');
  }

  /** Asks whether what it rests on holds, and who may look on, and now and then seals how far its recording goes. */
  async check(): Promise<void> {
    try {
      await checkHeld(this.#means.store, this.#ref);
      this.#checkedAt = performance.now();
    } catch (error) {
      // What cannot be asked for so long is not taken for granted any longer.
      if (performance.now() - this.#checkedAt > UNCHECKED_MS)
        this.want('revoked', 'what it rests on could not be asked');
      throw error;
    }
    for (const viewer of [...this.#viewers]) {
      if (await viewHolds(this.#means.store, viewer.view)) viewer.confirmed?.();
      else viewer.end();
    }
    const head = this.recording?.writer.checkpoint();
    if (!head || head.chunks === this.#sealedChunks || performance.now() - this.#sealedAt < SEAL_EVERY_MS) return;
    await sealHeld(this.#means.store, this.#ref, head);
    this.#sealedAt = performance.now();
    this.#sealedChunks = head.chunks;
  }

  /** The target could not be reached, or refuses the login: the door closes it next. */
  targetFailed(failure: TargetFailure): void {
    this.#failure ??= failure;
  }

  /** The door has closed it. Resolves when that is written down, or somebody else has to do so. Never rejects. */
  finish(end: DoorEnd): Promise<void> {
    this.moderation.stop();
    this.#finished ??= this.#finish(end).finally(() => {
      for (const told of this.#onOver) told();
    });
    return this.#finished;
  }

  async #finish({ reason, text, failure = this.#failure }: DoorEnd): Promise<void> {
    await Promise.all([...this.#records, this.moderation.recorded()]);
    const why = reason === 'terminated' && this.#wanted ? this.#wanted.reason : reason;
    const detail = failure ? TARGET_FAILURE_MEANINGS[failure.code] : text;
    const ending = { ...endingOf(why, detail), code: failure?.code ?? null };
    const hasFailed = !this.#hasBegun && FAILURES.includes(why);
    const status = why === 'gateway_lost' ? 'interrupted' : hasFailed ? 'failed' : 'terminated';
    try {
      await this.#end({ status, ending, head: null });
      this.#means.tellJobSoon(this.launched.session.job_id);
    } catch (error) {
      // Its lease lapses, and a worker ends it as interrupted.
      this.fault('The end of a session could not be written down', error);
    }
  }

  async #end(end: HeldEnd): Promise<void> {
    const { store } = this.#means;
    let isTold = false;
    const together = async (within: Parameters<typeof endHeld>[3], head: HeldEnd['head']) => {
      await endHeld(store, this.#ref, { ...end, head }, within);
      isTold = true;
    };
    if (this.recording) {
      try {
        await this.recording.close(end.ending.reason, (within, ended) => together(within, ended));
      } catch (error) {
        // Whoever has ended the session finishes its recording as well.
        if (error instanceof SessionLost) return;
        this.fault('The recording of a session could not be finished', error);
      }
    }
    if (!isTold) await untilBack(() => endHeld(store, this.#ref, end));
  }

  fault(message: string, error: unknown): void {
    this.#means.logger.error(message, { session_id: this.id, error });
  }
}

/** A session that ends so before the target has let it in has failed. */
const FAILURES: readonly SessionEndReason[] = [
  'target_failed',
  'target_closed',
  'secret_withheld',
  'not_recorded',
  'fault',
  'refused',
];

const WORDS: Readonly<Partial<Record<SessionEndReason, string>>> = {
  closed: 'it was ended by whoever has asked for it',
  terminated: 'it was ended by somebody who may',
  time_over: 'its time is over',
  revoked: 'what it rested on does not hold any more',
};

function wordsOf(reason: SessionEndReason, comment: string | null): string {
  return `${WORDS[reason] ?? reason}${comment === null ? '' : `: ${comment}`}`;
}

const TRIES = 50;
const AGAIN_MS = 200;

/** A database that is away for an election does not cost a session its end. */
async function untilBack(write: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (tries === TRIES || !isConnectionLost(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
