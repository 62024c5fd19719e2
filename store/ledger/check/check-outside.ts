/** Whether there are records or checkpoints that no log holds, and documents whose last change left no record. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import type { LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { ledgerCollections } from '../collections.ts';
import { failure, type LedgerFailure } from './failure.ts';

const BATCH = 2_000;

/** Where the next batch begins; null behind the last one. */
export interface Looked<Next> {
  readonly failure: LedgerFailure | undefined;
  readonly next: Next | null;
  readonly count: number;
}

/** Records of the organization from behind `after` on: each must be in the log, or wait for it. */
export async function checkOutsideRecords(store: Store, log: number, after: string): Promise<Looked<string>> {
  const records = await store
    .auditCollection()
    .find({ organization_id: log, _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(BATCH)
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const ids = records.map(({ _id }) => _id);
  const unknown = await outsideOf(store, ids, { log });
  const first = ids.find((id) => unknown.has(id));
  return {
    failure: first === undefined ? undefined : failure('record_outside', 'audit_records', { event_id: first }),
    next: ids.length < BATCH ? null : (ids.at(-1) ?? null),
    count: ids.length,
  };
}

/** Checkpoints of organizations from behind `after` on: each must be in the platform's log, or wait for it. */
export async function checkOutsideCheckpoints(store: Store, after: string): Promise<Looked<string>> {
  const checkpoints = await ledgerCollections(store)
    .checkpoints.find({ _id: { $gt: after }, log: { $ne: PLATFORM_LOG } })
    .sort({ _id: 1 })
    .limit(BATCH)
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const ids = checkpoints.map(({ _id }) => _id);
  const unknown = await outsideOf(store, ids, { log: PLATFORM_LOG });
  const first = ids.find((id) => unknown.has(id));
  return {
    failure: first === undefined ? undefined : failure('checkpoint_outside', first),
    next: ids.length < BATCH ? null : (ids.at(-1) ?? null),
    count: ids.length,
  };
}

/** Collection by collection, in the order of their names. */
export interface DocumentPosition {
  readonly collection: string;
  readonly after: string | number | null;
}

/** Documents that keep `last_event_id`: what it names must be in the log, or wait for it. */
export async function checkDocuments(
  store: Store,
  log: number,
  position: DocumentPosition | null,
): Promise<Looked<DocumentPosition>> {
  const models = Object.values(store.models)
    .filter((model) => 'last_event_id' in model.schema.paths)
    .sort((one, other) => (one.collection.name < other.collection.name ? -1 : 1));
  const at = Math.max(
    0,
    models.findIndex((model) => model.collection.name === position?.collection),
  );
  const model = models[at];
  if (!model) return { failure: undefined, next: null, count: 0 };
  const collection = model.collection.name;
  const documents = await store.connection
    .getClient()
    .db()
    .collection<{ _id: string | number; last_event_id: string }>(collection)
    .find({ ...ownedBy(collection, log), ...(position?.after == null ? {} : { _id: { $gt: position.after } }) })
    .sort({ _id: 1 })
    .limit(BATCH)
    .project<{ _id: string | number; last_event_id: string }>({ last_event_id: 1 })
    .toArray();
  const unknown = await unrecorded(
    store,
    documents.map(({ last_event_id }) => last_event_id),
  );
  const bad = documents.find(({ last_event_id }) => unknown.has(last_event_id));
  const last = documents.length < BATCH ? null : (documents.at(-1)?._id ?? null);
  const following = models[at + 1]?.collection.name;
  return {
    failure: bad && failure('document_unrecorded', `${collection} ${bad._id}`, { event_id: bad.last_event_id }),
    next: last !== null ? { collection, after: last } : following ? { collection: following, after: null } : null,
    count: documents.length,
  };
}

/** Some have the number of their organization. */
const OF_ORGANIZATIONS: readonly string[] = ['organizations', 'retention_policies'];

function ownedBy(collection: string, organizationId: number) {
  return OF_ORGANIZATIONS.includes(collection) ? { _id: organizationId } : { organization_id: organizationId };
}

/** Which of them no log of an organization knows. It may be another one: who manages organizations makes them from the first. */
function unrecorded(store: Store, eventIds: readonly string[]): Promise<Set<string>> {
  return outsideOf(store, eventIds, { log: { $ne: PLATFORM_LOG } });
}

/** First what waits, then what is in a tree: what moves from one to the other in between is seen in one of them. */
async function outsideOf(
  store: Store,
  ids: readonly string[],
  logs: { readonly log: number | { readonly $ne: number } },
): Promise<Set<string>> {
  const { pending, sequence, heads } = ledgerCollections(store);
  const left = new Set(ids);
  const waiting = pending.find({ _id: { $in: [...left] }, ...logs }).project<{ _id: string }>({ _id: 1 });
  for await (const { _id } of waiting) left.delete(_id);
  const rows = await sequence.find({ _id: { $in: [...left] }, ...logs }).toArray();
  const found = heads.find({ _id: { $in: rows.map(({ log }) => log) } }).project<HeadSize>({ size: 1 });
  const sizes = new Map((await found.toArray()).map(({ _id, size }) => [_id, size]));
  for (const { _id, log, index } of rows) {
    // A row that points beside the tree vouches for nothing.
    if (Number.isInteger(index) && index >= 0 && index < (sizes.get(log) ?? 0)) left.delete(_id);
  }
  return left;
}

type HeadSize = Pick<LedgerHeadDocument, '_id' | 'size'>;
