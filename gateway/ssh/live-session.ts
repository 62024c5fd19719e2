/** One admitted session while it lives: its one connection to the target, its channels, and its end. */

import type { Duplex } from 'node:stream';
import { printable } from '../../domain/printable.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { IdleClock } from '../idle-clock.ts';
import type { Watcher } from '../watching.ts';
import { agentStream } from './agent/agent-stream.ts';
import { Broadcast } from './broadcast.ts';
import { type ChannelPlan, type Objection, objectionTo, passageFor } from './channel-plan.ts';
import type { Admission, ChannelStart, EndCause, Exit, Refusal, SessionControl } from './door.ts';
import { dropTyped } from './drop-typed.ts';
import { InputGate } from './input-gate.ts';
import { NotRecorded, type Passage } from './passage.ts';
import type { PersonEnd } from './person-end.ts';
import { Refusals } from './refusals.ts';
import { relay } from './relay.ts';
import { endOf } from './session-fault.ts';
import { TargetLink } from './target-link.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamChannel } from './upstream-channel.ts';
import { within } from './within.ts';

/** The person's connection. */
export interface PersonConnection {
  /** Asks it to close; what was said last is still sent. */
  leave(): void;
  destroy(): void;
  /** A channel to the agent of a client that has offered it. Rejects where there is none. */
  openAgent(): Promise<Duplex>;
  /** Resolves when it is gone. */
  readonly gone: Promise<'left' | 'misbehaved'>;
}

/** Programs at the target that ask the agent at the same time. */
const MAX_AGENTS = 8;

/** In all less than two seconds: for the person to read why and the client to go by itself, and for what is torn down. */
const LAST_WORDS_MS = 800;
const LEAVE_MS = 400;
const REST_OF_CHANNELS_MS = 200;
/** For what the target sent last to reach the person, and once more for the person to have read it, when the target is gone. */
const REST_MS = 2_000;

const REFUSED: Exit = { code: 126, signal: null };
const BROKEN: Exit = { code: 255, signal: null };

const ONLY_ONE: Objection = {
  refusal: { kind: 'too_many_channels', detail: '' },
  text: 'a second shell is not allowed in this session',
};

export class LiveSession implements SessionControl {
  readonly #admission: Admission;
  readonly #connection: PersonConnection;
  readonly #link: TargetLink;
  readonly #broadcast = new Broadcast();
  readonly #gate = new InputGate();
  readonly #clock: IdleClock;
  readonly #refusals: Refusals;
  readonly #hurry = new AbortController();
  readonly #people = new Set<PersonEnd>();
  readonly #running = new Set<Promise<void>>();
  #channels = 0;
  #agents = 0;
  #hasAllowedOne = false;
  #fileActions = 0;
  /** As the person was last told it. */
  #suspension = '';
  #ending: Promise<void> | undefined;

  constructor(admission: Admission, connection: PersonConnection) {
    this.#admission = admission;
    this.#connection = connection;
    this.#link = new TargetLink(
      admission,
      (line) => this.say(line),
      (how) => this.#targetGone(how),
    );
    this.#refusals = new Refusals((what) => admission.hooks.refused(what));
    this.#clock = new IdleClock(
      admission.idleLimitMs,
      () => !this.#gate.isOpen || admission.isAsking?.() === true,
      () => this.#end('idle', 'nothing was typed for too long'),
    );
    connection.gone.then((how) => {
      if (how === 'left') this.#end('client_left', 'the client has gone');
      else this.#end('client_misbehaved', 'the client does not keep to the protocol');
    });
    admission.attached(this);
  }

  end(reason: string): Promise<void> {
    return this.#end('told', reason);
  }

  suspend(line: string): void {
    if (this.#ending) return;
    this.#gate.shut();
    this.#suspension = printable(line, 500);
    this.say(line);
  }

  get isSuspended(): boolean {
    return !this.#gate.isOpen;
  }

  resume(line: string): void {
    this.#gate.open();
    this.say(line);
  }

  say(line: string): void {
    const text = printable(line, 500);
    for (const person of this.#people) person.say(text);
  }

  watch(): Watcher {
    return this.#broadcast.watch();
  }

  refuse(what: Refusal): void {
    this.#refusals.add({ kind: what.kind, detail: printable(what.detail, 1_000) });
  }

  /** Whether the session allows a forward; a refusal is told. */
  allows(start: ChannelStart & { readonly kind: 'forward' }): boolean {
    const objection = objectionTo({ start, scp: null }, this.#admission.allows);
    if (objection) this.refuse(objection.refusal);
    return objection === null;
  }

  /** Whether programs at the target may ask the client's agent; a refusal is told. */
  allowsAgent(): boolean {
    const { agent = false } = this.#admission.allows;
    if (!agent) this.refuse({ kind: 'agent_forward', detail: '' });
    return agent;
  }

  /** Carries one channel from its beginning to its end. Never rejects. */
  run(plan: ChannelPlan): Promise<void> {
    const running = this.#run(plan).finally(() => {
      this.#running.delete(running);
      this.#people.delete(plan.person);
    });
    this.#running.add(running);
    return running;
  }

  async #run(plan: ChannelPlan): Promise<void> {
    const { person, start } = plan;
    if (this.#ending) return person.shut(null);
    this.#people.add(person);
    const { hooks } = this.#admission;
    const number = ++this.#channels;
    const { allows } = this.#admission;
    const objection = objectionTo(plan, allows) ?? (allows.oneChannel && this.#hasAllowedOne ? ONLY_ONE : null);
    if (objection) {
      this.refuse(objection.refusal);
      person.say(objection.text);
      return person.finish(REFUSED);
    }
    this.#hasAllowedOne = true;
    if (this.isSuspended) person.say(this.#suspension);
    if (!(await this.#mayGoOn(plan))) return;
    let exit = BROKEN;
    try {
      const refusal = await this.#told(() => hooks.channelStarts(number, start));
      if (refusal !== undefined) {
        person.say(printable(refusal, 500));
        exit = REFUSED;
      } else if ((await this.#mayGoOn(plan)) && !person.isShut) {
        exit = await this.#carry(plan, number);
      }
      await person.finish(exit);
    } catch (error) {
      this.#fail(error);
    } finally {
      hooks.channelEnds(number, exit);
    }
  }

  /** Waits while the session is suspended. False: it is ending, and nothing new begins. */
  async #mayGoOn({ person, start }: ChannelPlan): Promise<boolean> {
    if (this.isSuspended && isTyped(start)) await dropTyped(person.input, this.#gate.whenOpen());
    else await this.#gate.whenOpen();
    if (this.#ending === undefined) return true;
    // What lies unread would keep the client's end from being seen.
    person.input.resume();
    return false;
  }

  #fail(error: unknown): void {
    const { cause, text } = endOf(error);
    if (cause === 'not_recorded' && this.#ending === undefined) this.#admission.hooks.faulted?.(error);
    this.#end(cause, text);
  }

  async #carry(plan: ChannelPlan, number: number): Promise<Exit> {
    const { person } = plan;
    let target: UpstreamChannel | undefined;
    const passage = this.#passage(plan, number, () => target);
    let exit = BROKEN;
    try {
      const upstream = await this.#link.connected();
      // To connect may have taken its time.
      if (!(await this.#mayGoOn(plan))) return exit;
      const request = plan.request();
      if ('agent' in request && request.agent) await this.#offerAgent(upstream);
      target = await upstream.open(request);
      plan.opened(target);
      exit = await relay(person, target, passage, () => {
        if (this.#link.isGone) person.say(TARGET_GONE);
        return person.endOutput();
      });
    } catch (error) {
      // The connection is there, and the target does not want this one thing.
      if (!(error instanceof TargetFailure) || this.#ending) throw error;
      person.say(`the target refused: ${error.message}`);
    } finally {
      passage.closed(exit);
      target?.close();
    }
    return exit;
  }

  async #offerAgent(upstream: Upstream): Promise<void> {
    await this.#told(() => this.#admission.hooks.agentUsed?.(null));
    upstream.offerAgent(() => this.#openAgent());
  }

  async #openAgent(): Promise<Duplex> {
    if (this.#ending || this.#agents >= MAX_AGENTS) throw new Error('no more of the agent');
    this.#agents += 1;
    const channel = await this.#connection.openAgent().catch((error: unknown) => {
      this.#agents -= 1;
      throw error;
    });
    channel.once('close', () => {
      this.#agents -= 1;
    });
    return agentStream(channel, {
      maySign: (fingerprint) => this.#maySign(fingerprint),
      refused: (detail) => this.refuse({ kind: 'agent_forward', detail }),
    });
  }

  /** Nothing signs in a suspended session, or without its record. */
  async #maySign(fingerprint: string): Promise<boolean> {
    if (this.isSuspended || this.#ending) return false;
    try {
      await this.#told(() => this.#admission.hooks.agentUsed?.(fingerprint));
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #passage(plan: ChannelPlan, number: number, target: () => UpstreamChannel | undefined): Passage {
    return passageFor(plan, {
      admission: this.#admission,
      number,
      broadcast: this.#broadcast,
      gate: this.#gate,
      touch: () => this.#clock.touch(),
      refused: (what) => this.refuse(what),
      failed: (error) => this.#fail(error),
      nextFileAction: () => ++this.#fileActions,
      ends: {
        toTarget: (data) => target()?.write(data),
        toPerson: (data, stream) => plan.person.write(data, stream),
      },
    });
  }

  #targetGone(how: 'left' | 'misbehaved'): void {
    if (how === 'left') this.#end('target_left', TARGET_GONE);
    else this.#end('target_misbehaved', 'the target does not keep to the protocol');
  }

  async #told<Answer>(tell: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
    try {
      return await tell();
    } catch (error) {
      throw new NotRecorded('what begins could not be told', { cause: error });
    }
  }

  #end(cause: EndCause, text: string): Promise<void> {
    if (this.#ending) this.#hurry.abort();
    else this.#ending = this.#close(cause, printable(text, 500));
    return this.#ending;
  }

  async #close(cause: EndCause, text: string): Promise<void> {
    this.#clock.stop();
    this.#link.stop();
    if (cause === 'target_left') await this.#rest();
    this.#link.close();
    const line = cause === 'client_left' ? null : `the session has ended: ${text}`;
    for (const person of this.#people) person.shut(line);
    // Input that was held back goes nowhere any more.
    this.#gate.open();
    this.#broadcast.end();
    // A client that is told to go at once does not show what it was told before: it goes by itself after its last channel.
    if (this.#channels > 0) await within(this.#connection.gone, LAST_WORDS_MS);
    this.#connection.leave();
    await within(this.#connection.gone, LEAVE_MS);
    this.#connection.destroy();
    await within(Promise.all(this.#running), REST_OF_CHANNELS_MS);
    this.#admission.hooks.ended({ cause, text, refusals: this.#refusals.total });
  }

  /** The channels end by themselves then, and their client after them; unless somebody is in a hurry. */
  async #rest(): Promise<void> {
    await within(Promise.all(this.#running), REST_MS, this.#hurry.signal);
    if (this.#channels > 0) await within(this.#connection.gone, REST_MS, this.#hurry.signal);
  }
}

/** Into a terminal, by a person. */
function isTyped(start: ChannelStart): boolean {
  return 'pty' in start && start.pty !== null;
}

const TARGET_GONE = 'the target has closed the connection';
