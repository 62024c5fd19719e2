/** Reads documents as they are now and writes their rows: harmless to repeat, in any order. */

import type { ClientSession, mongo } from 'mongoose';
import { REPORT_COLLECTIONS, REPORT_KINDS, type ReportBuilding, type ReportRow } from '../models/reporting.ts';
import type { Store } from '../store.ts';
import { type RowSource, rowOf, type SourceDocument, type Told } from './row-source.ts';
import { ROW_SOURCES } from './row-sources.ts';

/** Read anew in one transaction. */
const CHUNK = 1_000;

export interface RowsOf {
  readonly organizationId: number;
  readonly build: number;
}

/** The next ones of those that a part of the log tells of. @returns how far that has come; null: it was the end of them. */
export async function writeTold(
  store: Store,
  session: ClientSession,
  { organizationId, build }: RowsOf,
  told: Told,
  from: ReportBuilding,
): Promise<ReportBuilding | null> {
  let room = CHUNK;
  let { after } = from;
  for (const source of ROW_SOURCES.slice(ROW_SOURCES.findIndex(({ kind }) => kind === from.kind))) {
    const conditions = source.concerned(told);
    if (conditions.length > 0) {
      const documents = await documentsOf(store, source)
        .find({ organization_id: organizationId, $or: [...conditions], ...beyond(after) }, { session })
        .sort({ _id: 1 })
        .limit(room)
        .toArray();
      await write(store, session, source, documents, build);
      room -= documents.length;
      const last = documents.at(-1);
      if (room === 0 && last) return { kind: source.kind, after: last._id };
    }
    after = null;
  }
  return null;
}

/** The next ones of all. @returns how far that has come; null: it was the end of the last kind. */
export async function writeNext(
  store: Store,
  session: ClientSession,
  { organizationId, build }: RowsOf,
  { kind, after }: ReportBuilding,
): Promise<ReportBuilding | null> {
  const source = ROW_SOURCES.find((one) => one.kind === kind);
  if (!source) throw new Error(`there are no rows of kind ${kind}`);
  const documents = await documentsOf(store, source)
    .find({ organization_id: organizationId, ...beyond(after) }, { session })
    .sort({ _id: 1 })
    .limit(CHUNK)
    .toArray();
  await write(store, session, source, documents, build);
  const last = documents.at(-1);
  if (documents.length === CHUNK && last) return { kind, after: last._id };
  const next = REPORT_KINDS[REPORT_KINDS.indexOf(kind) + 1];
  return next === undefined ? null : { kind: next, after: null };
}

/** What another build has left, and what was read anew has not found. */
export async function removeOlder(store: Store, { organizationId, build }: RowsOf): Promise<void> {
  for (const name of Object.values(REPORT_COLLECTIONS)) {
    await rowsIn(store, name).deleteMany({ organization_id: organizationId, build: { $ne: build } });
  }
}

function beyond(after: ReportBuilding['after']) {
  return after === null ? {} : { _id: { $gt: after } };
}

async function write(
  store: Store,
  session: ClientSession,
  source: RowSource,
  documents: readonly SourceDocument[],
  build: number,
): Promise<void> {
  if (documents.length === 0) return;
  const operations = documents.map((document) => {
    const { _id, ...fields } = rowOf(source, document, build);
    return { replaceOne: { filter: { _id }, replacement: fields, upsert: true } };
  });
  await rowsIn(store, REPORT_COLLECTIONS[source.kind]).bulkWrite(operations, { session, ordered: false });
}

function documentsOf(store: Store, { from }: RowSource): mongo.Collection<SourceDocument> {
  return store.connection.getClient().db().collection<SourceDocument>(from);
}

function rowsIn(store: Store, name: string): mongo.Collection<ReportRow> {
  return store.connection.getClient().db().collection<ReportRow>(name);
}
