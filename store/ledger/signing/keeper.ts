/**
 * Keeps the ledger: sequences what was committed and signs what has grown. It runs in every worker; the lease lets one
 * of them work and the others watch, and take over within seconds.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { RefusalCode } from '../../../domain/ledger.ts';
import type { Logger } from '../../../runtime/logger.ts';
import type { LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import type { Sequenced } from '../append-leaves.ts';
import { storedBytes } from '../bytes.ts';
import { ledgerCollections } from '../collections.ts';
import { KeeperLease } from '../lease.ts';
import { type NameLog, ROUND_LEAVES, sequencePending } from '../sequencer.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import type { ObjectionParts } from './objections.ts';
import { observe, publish } from './publisher.ts';
import type { SignedElsewhere } from './signed-elsewhere.ts';
import { TroubledLogs } from './troubled-logs.ts';

/** Looked for this often while there is something to do, and while there is not. */
const BUSY_MS = 100;
const IDLE_MS = 200;
/** What comes in such numbers is waited for a little longer: a commit costs about the same for few leaves and for many. */
const MANY_LEAVES = 20;
const MANY_MS = 300;
/** A busy log is signed this often unless told otherwise, an idle one as soon as it moves. */
const PUBLISH_EVERY_MS = 1_000;
const PUBLISH_AT_ONCE = 100;
/** Every log is looked at this often, whether it is known to have moved or not. */
const SURVEY_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;

export interface KeeperParts {
  readonly store: Store;
  readonly keys: LedgerKeys;
  readonly elsewhere: SignedElsewhere;
  readonly logger: Logger;
  /** How often a busy log is signed, in ms. */
  readonly publishEveryMs?: number;
  readonly onSequenced?: (done: readonly Sequenced[]) => void;
  readonly onRefusal?: (log: number, code: RefusalCode) => void;
  /** Told when a log begins to stand still for a fault of its own. */
  readonly onStandstill?: (log: number) => void;
}

export class LedgerKeeper {
  readonly #parts: KeeperParts;
  readonly #publisher: ObjectionParts;
  readonly #lease: KeeperLease;
  readonly #stopping = new AbortController();
  /** Logs that have grown since they were last signed. */
  readonly #grown = new Set<number>();
  readonly #signedAtMs = new Map<number, number>();
  /** What cannot be put into its tree, and what cannot be signed. */
  readonly #stuck: TroubledLogs;
  readonly #unsigned: TroubledLogs;
  #surveyedAtMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #failing = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#lease = new KeeperLease(parts.store);
    const tell = (log: number, error: unknown) => {
      parts.logger.error('A log stands still; the others go on', { log, error });
      parts.onStandstill?.(log);
    };
    this.#stuck = new TroubledLogs(tell);
    this.#unsigned = new TroubledLogs(tell);
    this.#publisher = {
      ...parts,
      session: this.#lease.session,
      onRefusal: (log, code) => {
        parts.logger.error('A log is not signed any more: see docs/ledger.md', { log, code });
        parts.onRefusal?.(log, code);
      },
    };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the round that is under way, and lets another worker go on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#lease.release();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#wait(await this.#guardedRound());
    }
  }

  /** @returns how long to wait for the next round. */
  async #guardedRound(): Promise<number> {
    try {
      const wait = await this.#round();
      if (this.#failing) this.#parts.logger.info('The ledger goes on');
      this.#failing = false;
      return wait;
    } catch (error) {
      // Read again from the start: nothing is kept in memory that a round relies on.
      this.#surveyedAtMs = Number.NEGATIVE_INFINITY;
      if (!this.#failing) this.#parts.logger.warn('The ledger stands still, and is tried again', { error });
      this.#failing = true;
      return AFTER_FAILURE_MS;
    }
  }

  async #round(): Promise<number> {
    const epoch = await this.#lease.hold();
    if (epoch === undefined) {
      await this.#survey((logs) => this.#observe(logs));
      return AFTER_FAILURE_MS;
    }
    const { store, keys, onSequenced } = this.#parts;
    const nameLog: NameLog = (log, generation) => {
      const origin = keys.originOf(log, generation);
      return { origin, vkeys: keys.vkeysOf(origin) };
    };
    const { session } = this.#lease;
    const { done, failed } = await sequencePending(store, epoch, nameLog, { except: this.#stuck.stuck(), session });
    for (const { log } of done) {
      this.#grown.add(log);
      this.#stuck.well(log);
    }
    for (const { log, error } of failed) this.#stuck.failed(log, error);
    if (done.length > 0) onSequenced?.(done);
    await this.#publishDue();
    // Those that are known to have grown are signed at their time.
    await this.#survey((logs) => this.#publish(logs.filter((log) => !this.#grown.has(log))));
    const added = done.reduce((sum, one) => sum + one.added, 0);
    // After a full round others wait already.
    if (added >= MANY_LEAVES && added < ROUND_LEAVES) return MANY_MS;
    return done.length > 0 || this.#grown.size > 0 ? BUSY_MS : IDLE_MS;
  }

  async #publishDue(): Promise<void> {
    const now = performance.now();
    const { publishEveryMs = PUBLISH_EVERY_MS } = this.#parts;
    const stuck = new Set([...this.#stuck.stuck(), ...this.#unsigned.stuck()]);
    const due = [...this.#grown].filter((log) => {
      const signedAtMs = this.#signedAtMs.get(log) ?? Number.NEGATIVE_INFINITY;
      return now - signedAtMs >= publishEveryMs && !stuck.has(log);
    });
    for (const log of await this.#publish(due)) {
      this.#grown.delete(log);
      this.#signedAtMs.set(log, now);
    }
  }

  /** What is wrong with one log holds up no other. @returns those that need no other look before they grow again. */
  async #publish(logs: readonly number[]): Promise<number[]> {
    const done: number[] = [];
    for (let at = 0; at < logs.length; at += PUBLISH_AT_ONCE) {
      const some = logs.slice(at, at + PUBLISH_AT_ONCE);
      const { failed } = await publish(this.#publisher, some);
      for (const { log, error } of failed) this.#unsigned.failed(log, error);
      const well = some.filter((log) => !failed.some((failure) => failure.log === log));
      for (const log of well) this.#unsigned.well(log);
      done.push(...well);
    }
    return done;
  }

  async #observe(logs: readonly number[]): Promise<void> {
    for (const log of logs) {
      try {
        await observe(this.#publisher, log);
        this.#unsigned.well(log);
      } catch (error) {
        this.#unsigned.failed(log, error);
      }
    }
  }

  /** Looks at every log whose head is not what this host has seen signed last. */
  async #survey(look: (logs: readonly number[]) => Promise<unknown>): Promise<void> {
    if (performance.now() - this.#surveyedAtMs < SURVEY_MS) return;
    const heads = await ledgerCollections(this.#parts.store)
      .heads.find()
      .project<LedgerHeadDocument>({ origin: 1, size: 1, root: 1, published_size: 1, refusal: 1 })
      .toArray();
    await look(heads.filter((head) => !this.#isSettled(head)).map(({ _id }) => _id));
    this.#surveyedAtMs = performance.now();
  }

  #isSettled({ origin, size, root, published_size, refusal }: LedgerHeadDocument): boolean {
    const seen = this.#parts.elsewhere.of(origin);
    const found = storedBytes(root);
    const isSeen = seen?.size === size && found !== null && seen.root.equals(found);
    return refusal !== null || (isSeen && published_size === size);
  }

  async #wait(forMs: number): Promise<void> {
    await delay(forMs, undefined, { signal: this.#stopping.signal }).catch((reason: unknown) => {
      if (!this.#stopping.signal.aborted) throw reason;
    });
  }
}
