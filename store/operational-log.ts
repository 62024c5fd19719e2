/**
 * Writes operational events, at nobody's expense: whoever adds one goes on at once and never fails for it.
 *
 * It is a log and no evidence. Events wait in memory and are written in batches that a single server acknowledges, so a
 * process that is killed takes the last of them along, a primary that fails may, and where MongoDB stays away for long
 * the newest are dropped. How many were is told. What must not be lost is an audit record.
 */

import { mongo } from 'mongoose';
import type { EventSource, OperationalEvent } from '../domain/operational-event.ts';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import type { Logger } from '../runtime/logger.ts';
import { withTimeLimit } from '../runtime/time-limit.ts';
import type { OperationalEventDocument } from './models/operational-event.ts';
import { operationalEventDocument } from './operational-event-document.ts';
import type { Store } from './store.ts';

export interface OperationalLogParts {
  /** Rejects where nothing is known to be written, with a `MongoBulkWriteError` that names those that never will be. */
  readonly insert: (events: readonly OperationalEventDocument[]) => Promise<void>;
  readonly source: EventSource;
  readonly logger: Logger;
  /** How many events may wait, those that are being written included. Default 10 000. */
  readonly capacity?: number;
  /** Most that one write takes; as many waiting are written at once. Default 500. */
  readonly batchSize?: number;
  /** How long an event waits for others to be written with it. Default 250. */
  readonly everyMs?: number;
}

/** After a write that failed: MongoDB has more urgent things to do than to take a log. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
const CLOSE_WITHIN_MS = 2_000;
const DUPLICATE_KEY = 11_000;

export class OperationalLog {
  readonly #parts: Required<OperationalLogParts>;
  #waiting: OperationalEventDocument[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  /** Since it was last told. */
  #dropped = 0;
  #failing = false;
  #closed = false;

  constructor(parts: OperationalLogParts) {
    this.#parts = { capacity: 10_000, batchSize: 500, everyMs: 250, ...parts };
  }

  /** The log of a process, in the collection of `store`. */
  static of(store: Store, parts: Pick<OperationalLogParts, 'source' | 'logger'>): OperationalLog {
    return new OperationalLog({ ...parts, insert: (events) => insertInto(store, events) });
  }

  /** Takes an event to be written soon. Returns at once, and never throws. */
  add(event: OperationalEvent): void {
    if (this.#closed || this.#waiting.length >= this.#parts.capacity) {
      this.#drop(1);
      return;
    }
    this.#waiting.push(operationalEventDocument(event, this.#parts.source));
    if (this.#waiting.length >= this.#parts.batchSize && !this.#failing) void this.#write();
    else this.#writeIn(this.#parts.everyMs);
  }

  /** Writes what waits, for two seconds at most; what comes afterwards is dropped. */
  async close(withinMs = CLOSE_WITHIN_MS): Promise<void> {
    this.#closed = true;
    const writeAll = async () => {
      await this.#writing;
      if (this.#waiting.length > 0) await this.#write();
    };
    // What is left when the time is over is told below.
    await withTimeLimit(withinMs, writeAll).catch(() => undefined);
    clearTimeout(this.#timer);
    const left = this.#waiting.length + this.#dropped;
    this.#waiting = [];
    this.#dropped = 0;
    if (left > 0) this.#parts.logger.warn(`${left} operational events were dropped at the end`, { dropped: left });
  }

  #writeIn(ms: number): void {
    if (this.#timer || this.#writing) return;
    this.#timer = setTimeout(() => void this.#write(), ms);
    this.#timer.unref();
  }

  /** Writes batch after batch until nothing waits or a write fails; one such run at a time. */
  #write(): Promise<void> {
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0 && !this.#closed) this.#writeIn(PAUSE_AFTER_FAILURE_MS);
    });
    return this.#writing;
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      // They stay in the buffer while they are written, so that it is as full as it looks.
      const batch = this.#waiting.slice(0, this.#parts.batchSize);
      try {
        await this.#parts.insert(batch);
      } catch (error) {
        const refused = refusedOf(error);
        if (refused === undefined) {
          this.#tellFailure(error);
          return;
        }
        this.#drop(refused);
      }
      this.#waiting.splice(0, batch.length);
      this.#failing = false;
      this.#tellDropped();
    }
  }

  #drop(count: number): void {
    if (count > 0 && this.#dropped === 0)
      this.#parts.logger.warn('Operational events are dropped: they cannot be written');
    this.#dropped += count;
  }

  #tellFailure(error: unknown): void {
    if (!this.#failing) {
      const { logger } = this.#parts;
      logger.warn('Operational events cannot be written now; they wait', { waiting: this.#waiting.length, error });
    }
    this.#failing = true;
  }

  #tellDropped(): void {
    const dropped = this.#dropped;
    if (dropped === 0) return;
    this.#dropped = 0;
    const message = `${dropped} operational events were dropped: they came while they could not be written`;
    this.#parts.logger.warn(message, { dropped });
    const event = { organization_id: FIRST_ORGANIZATION_ID, level: 'warn', kind: 'health', message } as const;
    this.#waiting.push(operationalEventDocument({ ...event, attributes: { dropped } }, this.#parts.source));
  }
}

/** The driver's own collection: batches come often, and need no documents around them. */
export function operationalEvents(store: Store): mongo.Collection<OperationalEventDocument> {
  return store.connection.getClient().db().collection<OperationalEventDocument>('operational_events');
}

async function insertInto(store: Store, events: readonly OperationalEventDocument[]): Promise<void> {
  await operationalEvents(store).insertMany([...events], {
    ordered: false,
    writeConcern: { w: 1, journal: false },
  });
}

/** How many of a batch were refused for what they are; undefined: it is to be tried again as a whole. */
function refusedOf(error: unknown): number | undefined {
  const refusals = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (refusals.length === 0) return undefined;
  // Two of the same id: it was written before, by a try whose answer was lost.
  return refusals.filter(({ code }) => code !== DUPLICATE_KEY).length;
}
