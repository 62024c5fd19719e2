/** The files of evidence bundles, which lie in MongoDB (GridFS), and what takes them away again. */

import { type ClientSession, mongo } from 'mongoose';
import type { BundleFile, BundleRequester, EvidenceBundleDocument } from './models/evidence-bundle.ts';
import type { Store } from './store.ts';

const BUCKET = 'evidence_bundles';
/** In which GridFS lays down a file. */
const PIECE_BYTES = 255 * 1024;
const SWEPT_AT_ONCE = 100;

function databaseOf(store: Store): mongo.Db {
  return store.connection.getClient().db();
}

function bucketOf(store: Store): mongo.GridFSBucket {
  return new mongo.GridFSBucket(databaseOf(store), { bucketName: BUCKET, chunkSizeBytes: PIECE_BYTES });
}

/**
 * A file that nobody sees yet. Its id is on the bundle before its first byte, so that it is never left behind. What was
 * begun before is dropped: it is of an attempt that was cut off, or one that is overtaken and can publish no more.
 */
export async function beginFile(
  store: Store,
  { _id }: Pick<EvidenceBundleDocument, '_id'>,
): Promise<{ readonly id: mongo.ObjectId; readonly stream: mongo.GridFSBucketWriteStream }> {
  const id = new mongo.ObjectId();
  const before = await store.models.evidenceBundles
    .findOneAndUpdate(
      { _id },
      { $push: { uploads: id }, $set: { upload: id } },
      { projection: { file: 1, uploads: 1 } },
    )
    .lean<Pick<EvidenceBundleDocument, 'file' | 'uploads'>>();
  if (before && before.file === null) await dropFiles(store, before.uploads);
  return { id, stream: bucketOf(store).openUploadStreamWithId(id, `evidence-bundle-${_id}.zip`) };
}

/**
 * Makes a file that is written to its end the bundle's.
 * @param read the bundle as it was before its records were read.
 * @returns whether it has become that: not where another attempt was quicker or has begun later, or a person was erased
 *   meanwhile.
 */
export async function publishFile(
  store: Store,
  { _id, erasures }: Pick<EvidenceBundleDocument, '_id' | 'erasures'>,
  file: BundleFile,
  userIds: readonly number[],
): Promise<boolean> {
  const { modifiedCount } = await store.models.evidenceBundles.updateOne(
    { _id, file: null, upload: file.id, withdrawn_at: null, erasures },
    { $set: { file, user_ids: [...userIds] } },
  );
  return modifiedCount === 1;
}

/** Bytes of a finished file, as they are read. */
export function readFile(store: Store, { id }: BundleFile): mongo.GridFSBucketReadStream {
  return bucketOf(store).openDownloadStream(id);
}

/**
 * What the bundles of an organization take up, or those that `requester` has asked for; one that has expired counts until
 * it is gone, and so do the pieces of one that is being built or was cut off.
 */
export async function storedBundleBytes(
  store: Store,
  session: ClientSession,
  organizationId: number,
  requester?: BundleRequester,
): Promise<number> {
  const own = { organization_id: organizationId, ...(requester ? requestedBy(requester) : {}) };
  const { evidenceBundles } = store.models;
  const [sum] = await evidenceBundles
    .aggregate<{ readonly bytes: number }>([{ $match: own }, { $group: { _id: null, bytes: { $sum: '$file.size' } } }])
    .session(session);
  const unfinished = await evidenceBundles
    .find({ ...own, file: null, upload: { $ne: null } }, { uploads: 1 }, { session })
    .lean<Pick<EvidenceBundleDocument, 'uploads'>[]>();
  return (
    (sum?.bytes ?? 0) +
    (await bytesInPieces(
      store,
      session,
      unfinished.flatMap(({ uploads }) => uploads),
    ))
  );
}

function requestedBy({ type, id }: BundleRequester) {
  return { 'requester.type': type, 'requester.id': id };
}

/** Counted by the index, as if each piece were whole. */
async function bytesInPieces(store: Store, session: ClientSession, ids: readonly mongo.ObjectId[]): Promise<number> {
  if (ids.length === 0) return 0;
  const chunks = databaseOf(store).collection(`${BUCKET}.chunks`);
  return PIECE_BYTES * (await chunks.countDocuments({ files_id: { $in: [...ids] } }, { session }));
}

/**
 * Has a bundle expire at once, so that nobody sees it any more; it is removed like others that have expired.
 * @param now an earlier one has expired already.
 * @returns whether it was still there.
 */
export async function discardBundle(
  store: Store,
  session: ClientSession,
  { _id, created_at }: Pick<EvidenceBundleDocument, '_id' | 'created_at'>,
  { now, eventId }: { readonly now: Date; readonly eventId: string },
): Promise<boolean> {
  const { modifiedCount } = await store.models.evidenceBundles.updateOne(
    { _id, expires_at: { $gt: now } },
    // Before now by any clock.
    { $set: { expires_at: created_at, last_event_id: eventId } },
    { session },
  );
  return modifiedCount === 1;
}

/** Also files that were cut off, of which the bucket knows nothing but pieces. */
export async function dropFiles(store: Store, ids: readonly mongo.ObjectId[]): Promise<void> {
  const database = databaseOf(store);
  await database.collection(`${BUCKET}.files`).deleteMany({ _id: { $in: [...ids] } });
  await database.collection(`${BUCKET}.chunks`).deleteMany({ files_id: { $in: [...ids] } });
}

/** Harmless to run in several processes at once. @returns how many were removed. */
export async function removeExpiredBundles(store: Store, now: Date): Promise<number> {
  const { evidenceBundles } = store.models;
  const expired = await evidenceBundles
    .find({ expires_at: { $lte: now } }, { uploads: 1 })
    .limit(SWEPT_AT_ONCE)
    .lean<Pick<EvidenceBundleDocument, '_id' | 'uploads'>[]>();
  for (const { _id, uploads } of expired) {
    // The document last: it knows of the files.
    await dropFiles(store, uploads);
    await evidenceBundles.deleteOne({ _id });
  }
  return expired.length;
}

/**
 * Takes away the bundles that name a person who is being erased, and has those begin anew that are being built. To be
 * called after the records were changed: what is read from then on does not name them. Harmless to repeat.
 */
export async function withdrawBundlesAbout(store: Store, organizationId: number, userId: number): Promise<void> {
  const { evidenceBundles } = store.models;
  const own = { organization_id: organizationId };
  await evidenceBundles.updateMany({ ...own, file: null, withdrawn_at: null }, { $inc: { erasures: 1 } });
  const named = await evidenceBundles
    .find({ ...own, user_ids: userId }, { uploads: 1 })
    .lean<Pick<EvidenceBundleDocument, '_id' | 'uploads'>[]>();
  for (const { _id, uploads } of named) {
    await evidenceBundles.updateOne({ _id, withdrawn_at: null }, { $set: { file: null, withdrawn_at: new Date() } });
    await dropFiles(store, uploads);
    // Last: a call that is cut off finds it again.
    await evidenceBundles.updateOne({ _id }, { $set: { user_ids: [] } });
  }
}
