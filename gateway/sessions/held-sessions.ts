/** All sessions of this gateway: it says again and again that it is there, looks what others want, and ends what it has lost. */

import { setTimeout as delay } from 'node:timers/promises';
import { endingOf } from '../../store/connect-sessions/end-session.ts';
import { endHeld } from '../../store/connect-sessions/gateway-writes.ts';
import { type GatewayPlaces, removeGateway, renewGateway, sessionsAt } from '../../store/connect-sessions/gateways.ts';
import { type LaunchRequest, launchSession } from '../../store/connect-sessions/launch-session.ts';
import type { ConnectSessionDocument } from '../../store/models/connect-session.ts';
import { inboxKey } from '../../store/vault/inbox-key.ts';
import type { RecordedTerminal } from '../recording/begin-recording.ts';
import { HeldSession } from './held-session.ts';
import type { GatewayMeans } from './means.ts';
import { SessionRecording } from './session-recording.ts';

/** What somebody wants of a session is done within twice this time. */
const LOOK_EVERY_MS = 500;
/** Rights and policies are asked this often. */
const CHECK_EVERY_MS = 3_000;
const CHECKED_AT_ONCE = 8;
/** Of a lease: how often it is renewed. */
const RENEWALS = 5;
const STOPPED = { reason: 'gateway_stopped', text: 'the gateway stops' } as const;

export type Launch = Omit<LaunchRequest, 'gatewayId' | 'leaseMs'>;

export class HeldSessions {
  readonly #means: GatewayMeans;
  readonly #sessions = new Map<string, HeldSession>();
  #places: Omit<GatewayPlaces, '_id'> = { web_url: null, ssh: null, postgres: null };
  #isDraining = false;
  #isStopped = false;
  #renewedAt = performance.now();
  readonly #loops: Promise<void>[] = [];
  readonly #stopping = new AbortController();

  constructor(means: GatewayMeans) {
    this.#means = means;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Whether no session begins here any more. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  get(id: string): HeldSession | undefined {
    return this.#sessions.get(id);
  }

  /** Tells the store where the gateway is, and begins to look after its sessions. */
  async start(places: Omit<GatewayPlaces, '_id'>): Promise<void> {
    this.#places = places;
    await this.#renew();
    const { leaseMs } = this.#means;
    this.#loops.push(
      // Apart from the others, which wait for the store where it hangs.
      this.#every(LOOK_EVERY_MS, async () => this.#lookWithoutStore()),
      this.#every(Math.floor(leaseMs / RENEWALS), () => this.#renew()),
      this.#every(LOOK_EVERY_MS, () => this.#look()),
      this.#every(CHECK_EVERY_MS, () => this.#check()),
    );
  }

  /** Whether the store has heard of this gateway lately; for readiness. @throws Error where it has not. */
  requireHeard(): void {
    if (performance.now() - this.#renewedAt > this.#means.leaseMs)
      throw new Error('the store has not heard of this gateway lately');
  }

  /** Uses a launch token up. null: it opens nothing. */
  async launch(request: Launch, terminal: RecordedTerminal, kind: 'terminal' | 'sql'): Promise<HeldSession | null> {
    if (this.#isDraining) return null;
    const { store, gatewayId, leaseMs } = this.#means;
    const launched = await launchSession(store, { ...request, gatewayId, leaseMs });
    if (!launched) return null;
    const { session, terms } = launched;
    // Its workflow looks after the lease from now on.
    this.#means.tellJobSoon(session.job_id);
    let held: HeldSession | undefined;
    const onFailure = () => held?.want('not_recorded', 'it cannot be recorded any more');
    const recording = terms.is_recorded
      ? await this.#record(session, terms.records_input, terminal, kind, onFailure).catch(async (error: unknown) => {
          await this.#giveUp(session._id);
          throw error;
        })
      : null;
    held = new HeldSession(this.#means, launched, recording, () => this.#sessions.delete(session._id));
    this.#sessions.set(session._id, held);
    // The others were ended while this one was being launched.
    if (this.#isStopped) held.want(STOPPED.reason, STOPPED.text);
    return held;
  }

  /** Nothing has happened in it. */
  async #giveUp(sessionId: string): Promise<void> {
    const { store, gatewayId } = this.#means;
    const ending = endingOf('not_recorded', 'its recording could not be begun');
    await endHeld(store, { sessionId, gatewayId }, { status: 'failed', ending, head: null });
  }

  async #record(
    { _id, organization_id, scope_id, resource_id }: ConnectSessionDocument,
    hasInput: boolean,
    terminal: RecordedTerminal,
    kind: 'terminal' | 'sql',
    onFailure: () => void,
  ): Promise<SessionRecording> {
    const { store, gatewayId } = this.#means;
    const recording = {
      sessionId: _id,
      organizationId: organization_id,
      scopeId: scope_id,
      resourceId: resource_id,
      gatewayId,
      kind,
      hasInput,
      terminal,
    };
    return SessionRecording.begin(store, await inboxKey(store), recording, onFailure);
  }

  /** Takes no more sessions, tells those who are here, and waits for them, but no longer than `forMs`. */
  async drain(forMs: number): Promise<void> {
    this.#isDraining = true;
    // Where the store is away, those who are here are told all the same.
    await this.#renew().catch((error: unknown) =>
      this.#means.logger.warn('The gateway could not say that it takes no more sessions', { error }),
    );
    if (this.#sessions.size === 0) return;
    const text = `The gateway stops in ${Math.ceil(forMs / 1_000)} seconds, and with it this session.`;
    for (const held of this.#sessions.values()) held.say(text);
    const over = [...this.#sessions.values()].map((held) => new Promise<void>((resolve) => held.whenOver(resolve)));
    const limit = new AbortController();
    await Promise.race([Promise.all(over), delay(forMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
  }

  /** Ends what is left, and takes leave of the store. */
  async stop(): Promise<void> {
    this.#isDraining = true;
    this.#isStopped = true;
    await Promise.all([...this.#sessions.values()].map((held) => held.stop(STOPPED)));
    this.#stopping.abort();
    await Promise.all(this.#loops);
    await removeGateway(this.#means.store, this.#means.gatewayId);
  }

  async #renew(): Promise<void> {
    const { store, gatewayId, leaseMs } = this.#means;
    const asked = performance.now();
    const standing = { sessions: [...this.#sessions.keys()], isDraining: this.#isDraining, leaseMs };
    await renewGateway(store, { _id: gatewayId, ...this.#places }, standing);
    this.#renewedAt = asked;
  }

  async #look(): Promise<void> {
    if (this.#sessions.size === 0) return;
    const before = [...this.#sessions.keys()];
    const sights = new Map(
      (await sessionsAt(this.#means.store, this.#means.gatewayId)).map((sight) => [sight._id, sight]),
    );
    for (const id of before) {
      const sight = sights.get(id);
      // One that has ended in the meantime is not here any more either.
      if (sight) this.#sessions.get(id)?.see(sight);
      else this.#sessions.get(id)?.lose();
    }
  }

  async #check(): Promise<void> {
    const waiting = [...this.#sessions.values()];
    const work = async () => {
      for (let held = waiting.pop(); held; held = waiting.pop()) {
        const fault = held.fault.bind(held, 'A session could not be checked');
        // One that cannot be asked about keeps no other from being asked about.
        await held.check().catch(fault);
      }
    };
    await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, work));
  }

  /** By this process's own clock: whoever cannot say that it is there must take itself for given up before others do. */
  #lookWithoutStore(): void {
    const isHeard = performance.now() - this.#renewedAt < this.#means.leaseMs;
    for (const held of this.#sessions.values()) {
      held.moderation.look();
      if (!isHeard) held.lose();
    }
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    let left = ms;
    while (!signal.aborted) {
      await delay(left, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const began = performance.now();
      try {
        await work();
      } catch (error) {
        this.#means.logger.warn('The gateway could not look after its sessions', { error });
      }
      left = Math.max(0, ms - (performance.now() - began));
    }
  }
}
