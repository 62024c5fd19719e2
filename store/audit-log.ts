/**
 * Writes audit records: inside the transaction of an effect, or many reads' records in one commit. Each comes with a
 * row in the outbox of the ledger, so that a record that is committed will be in the tree.
 */

import { type ClientSession, mongo } from 'mongoose';
import type { AuditEntry } from '../domain/audit.ts';
import { newEventId } from './event-ids.ts';
import { leafOf } from './ledger/leaf.ts';
import { hashLeaf } from './ledger/merkle.ts';
import type { AuditRecordDocument } from './models/evidence.ts';
import type { Store } from './store.ts';

/** Half of a pair, which UTF-8 cannot hold: the leaf would say something else than what MongoDB keeps. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function storable<Value>(value: Value): Value;
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(LONE_SURROGATE, '\ufffd');
  if (Array.isArray(value)) return value.map((member) => storable(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, storable(member)]));
}

function record(said: AuditEntry, id: string): AuditRecordDocument {
  const timestamp = new Date();
  const entry = storable(said);
  const { leaf, disclosures } = leafOf(entry, id, timestamp);
  return {
    _id: id,
    timestamp,
    ...entry,
    leaf: new mongo.Binary(leaf),
    leaf_hash: new mongo.Binary(hashLeaf(leaf)),
    disclosures,
  };
}

async function insert(store: Store, session: ClientSession, documents: readonly AuditRecordDocument[]): Promise<void> {
  const pending = documents.map(({ _id, organization_id: log, leaf_hash }) => ({ _id, log, leaf_hash }));
  await store.auditCollection().insertMany([...documents], { session });
  await store.pendingCollection().insertMany(pending, { session });
}

/** As {@link insert}, of a single record: that costs the driver less. */
async function insertOne(store: Store, session: ClientSession, document: AuditRecordDocument): Promise<void> {
  const { _id, organization_id: log, leaf_hash } = document;
  await store.auditCollection().insertOne(document, { session });
  await store.pendingCollection().insertOne({ _id, log, leaf_hash }, { session });
}

/**
 * Adds a record to the transaction of its effect; both commit or neither does.
 * @returns its id, which the changed document keeps as `last_event_id`.
 */
export async function recordEffect(
  store: Store,
  session: ClientSession,
  entry: AuditEntry,
  id = newEventId(),
): Promise<string> {
  await insertOne(store, session, record(entry, id));
  return id;
}

/** An entry with the id that its record gets. */
export interface IdentifiedEntry {
  readonly id: string;
  readonly entry: AuditEntry;
}

/** As {@link recordEffect}, of the many effects of one transaction; none is harmless. */
export async function recordEffects(
  store: Store,
  session: ClientSession,
  entries: readonly IdentifiedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await insert(
    store,
    session,
    entries.map(({ id, entry }) => record(entry, id)),
  );
}

interface Waiting {
  readonly document: AuditRecordDocument;
  readonly resolve: (id: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes the records of what changes nothing else: reads and refusals. Those that come while one
 * write is on its way share the next one, so a busy API pays for one commit, not for hundreds; a
 * caller still goes on only after its record is committed.
 */
export class AuditWriter {
  readonly #store: Store;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Resolves with the record's id once a majority has it. */
  write(entry: AuditEntry): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ document: record(entry, newEventId()), resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 1_000);
      try {
        await this.#store.transaction((session) =>
          insert(
            this.#store,
            session,
            batch.map(({ document }) => document),
          ),
        );
        for (const { document, resolve } of batch) resolve(document._id);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }
}
