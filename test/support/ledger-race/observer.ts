/** Watches a ledger as its readers do, from outside: every checkpoint that is published, every head that is committed. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { bytesOf } from '../../../store/ledger/bytes.ts';

const POLL_MS = 100;

export interface SeenHead {
  readonly log: number;
  readonly size: number;
  readonly root: string;
}

export interface Observed {
  /** Every note that ever was in the database or in a keeper's file. */
  readonly notes: ReadonlySet<string>;
  /** In the order in which they were committed. */
  readonly heads: readonly SeenHead[];
  /** Changes to a checkpoint that was published, which nobody should make. */
  readonly altered: readonly string[];
}

/** Goes on through whatever happens to the servers, and misses nothing: each stream continues where it broke off. */
export class Observer {
  readonly #client: mongo.MongoClient;
  readonly #directories: readonly string[];
  readonly #stopping = new AbortController();
  readonly #notes = new Set<string>();
  readonly #heads: SeenHead[] = [];
  readonly #altered: string[] = [];
  #following: Promise<void> | undefined;
  #polling: Promise<void> | undefined;

  /** `directories`: where keepers keep what they have signed. */
  constructor(uri: string, directories: readonly string[]) {
    this.#client = new mongo.MongoClient(uri, { readConcern: { level: 'majority' } });
    this.#directories = directories;
    for (const directory of directories) mkdirSync(directory, { recursive: true });
  }

  /** Resolves once it sees what comes from now on. */
  async start(): Promise<void> {
    await this.#client.connect();
    const { operationTime } = await this.#client.db('admin').command({ ping: 1 });
    this.#following = this.#follow(operationTime);
    this.#polling = this.#pollFiles();
    // Told to whoever stops it.
    for (const work of [this.#following, this.#polling]) work.catch(() => undefined);
  }

  /** For a race that came to nothing. */
  async abandon(): Promise<void> {
    this.#stopping.abort();
    await this.#client.close();
  }

  /** @throws whatever ended the watching early. */
  async stop(): Promise<Observed> {
    // What was committed before this is in the stream before this.
    await this.#client.db().collection<{ _id: string }>('race_marks').insertOne({ _id: 'end' });
    await this.#following;
    this.#stopping.abort();
    await this.#polling;
    this.#readFiles();
    await this.#client.close();
    return { notes: this.#notes, heads: this.#heads, altered: this.#altered };
  }

  async #follow(startAtOperationTime: mongo.Timestamp): Promise<void> {
    const names = ['ledger_checkpoints', 'ledger_heads', 'race_marks'];
    const pipeline = [{ $match: { 'ns.coll': { $in: names } } }];
    let from: mongo.ChangeStreamOptions = { startAtOperationTime };
    for (;;) {
      const stream = this.#client.db().watch(pipeline, { ...from, maxAwaitTimeMS: POLL_MS });
      try {
        for (;;) {
          const event = await stream.next();
          from = { resumeAfter: event._id };
          if (this.#take(event)) return;
        }
      } catch (error) {
        if (this.#stopping.signal.aborted || !(error instanceof mongo.MongoError)) throw error;
        await delay(POLL_MS);
      } finally {
        await stream.close();
      }
    }
  }

  /** @returns whether it is the end. */
  #take(event: mongo.ChangeStreamDocument): boolean {
    if (!('ns' in event) || !('coll' in event.ns)) return false;
    if (event.ns.coll === 'race_marks') return true;
    if (event.ns.coll === 'ledger_checkpoints') {
      if (event.operationType === 'insert') this.#notes.add(event.fullDocument['note']);
      else this.#altered.push(JSON.stringify(event));
    } else if (event.operationType === 'insert') {
      this.#addHead(event.fullDocument['_id'], event.fullDocument);
    } else if (event.operationType === 'update' && event.updateDescription.updatedFields?.['size'] !== undefined) {
      this.#addHead(event.documentKey._id, event.updateDescription.updatedFields);
    }
    return false;
  }

  #addHead(log: unknown, { size, root }: mongo.Document): void {
    this.#heads.push({ log: Number(log), size, root: bytesOf(root).toString('base64') });
  }

  async #pollFiles(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#readFiles();
      await delay(POLL_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  #readFiles(): void {
    for (const directory of this.#directories) {
      for (const name of readdirSync(directory)) {
        if (name.endsWith('.checkpoint')) this.#notes.add(readFileSync(join(directory, name), 'utf8'));
      }
    }
  }
}
