/** Everything that a running Capstan leaves behind, as bytes to search: documents, leaves, bundles, histories, files. */

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { mongo } from 'mongoose';
import { bytesOf } from '../../store/ledger/bytes.ts';
import type { EvidenceBundleDocument } from '../../store/models/evidence-bundle.ts';
import type { Store } from '../../store/store.ts';
import { bytesOfBundle, linesOf, unpackBundle } from './built-bundle.ts';
import type { Place } from './secret-search.ts';

const { BSON } = mongo;

/** Databases of MongoDB itself: of their collections only the replication log holds what clients wrote. */
const OWN_DATABASES = ['admin', 'config', 'local'];

/** Every document of every database, and of the replication log: as text, and as it is stored. */
export async function* documentPlaces(uri: string): AsyncGenerator<Place> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases();
    for (const { name: database } of databases) {
      for (const { name: collection } of await client.db(database).listCollections({}, { nameOnly: true }).toArray()) {
        const name = `${database}.${collection}`;
        if (OWN_DATABASES.includes(database) && name !== 'local.oplog.rs') continue;
        for await (const document of client.db(database).collection(collection).find()) {
          yield { family: 'documents', name, bytes: Buffer.from(BSON.EJSON.stringify(document)) };
          yield { family: 'documents', name, bytes: Buffer.from(BSON.serialize(document)) };
        }
      }
    }
  } finally {
    await client.close();
  }
}

/** Every leaf of the ledger with what is disclosed beside it, as it reads. */
export async function* leafPlaces(store: Store): AsyncGenerator<Place> {
  for await (const { _id, leaf, disclosures } of store.auditCollection().find()) {
    yield { family: 'leaves', name: _id, bytes: readable(bytesOf(leaf), disclosures) };
  }
}

/** Every member of every evidence bundle; of its records also the leaves and disclosures, as they read. */
export async function* bundlePlaces(store: Store): AsyncGenerator<Place> {
  for (const bundle of await store.models.evidenceBundles.find().lean<EvidenceBundleDocument[]>()) {
    const members = unpackBundle(await bytesOfBundle(store, bundle));
    for (const [name, bytes] of members) yield { family: 'bundles', name: `${bundle._id}: ${name}`, bytes };
    const lines = linesOf<{ event_id: string; leaf: string; disclosures: string[] }>(members, 'records.jsonl');
    for (const { event_id, leaf, disclosures } of lines) {
      const bytes = readable(Buffer.from(leaf, 'base64'), disclosures);
      yield { family: 'bundles', name: `${bundle._id}: ${event_id}`, bytes };
    }
  }
}

function readable(leaf: Buffer, disclosures: readonly string[]): Buffer {
  const values = disclosures.map((disclosure) => JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8'))[2]);
  return Buffer.concat([leaf, Buffer.from(['', ...values].join('\n'))]);
}

/** Every workflow history: as Temporal holds it, and with its payloads decrypted. */
export async function* historyPlaces(client: Client, codec: PayloadCodec): AsyncGenerator<Place> {
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish());
    yield { family: 'raw histories', name: workflowId, bytes: raw };
    const decoded: Buffer[] = [];
    for (const payload of payloadsIn(history)) {
      const [plain] = await codec.decode([payload]);
      decoded.push(Buffer.from(plain?.data ?? []), Buffer.from('\n'));
    }
    yield { family: 'decoded histories', name: workflowId, bytes: Buffer.concat(decoded) };
  }
}

/** Payloads at any depth: inputs, results, failures, heartbeats. */
function* payloadsIn(value: unknown): Generator<Payload> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (isEncryptedPayload(value)) {
    yield value;
    return;
  }
  for (const part of Object.values(value)) yield* payloadsIn(part);
}

function isEncryptedPayload(value: object): value is Payload {
  if (!('metadata' in value && 'data' in value)) return false;
  const encoding: unknown = Reflect.get(Object(value.metadata), 'encoding');
  return encoding instanceof Uint8Array && Buffer.from(encoding).toString() === 'binary/encrypted';
}

/** Every file below `directory` but those in `except`. A file that its server removes meanwhile is left out. */
export async function* filePlaces(directory: string, except: readonly string[]): AsyncGenerator<Place> {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const name = relative(directory, pathOf(entry));
    if (!entry.isFile() || except.some((one) => name.startsWith(`${one}/`))) continue;
    const bytes = contentOf(join(directory, name));
    if (bytes) yield { family: 'files', name, bytes };
  }
}

function pathOf(entry: Dirent): string {
  return join(entry.parentPath, entry.name);
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
