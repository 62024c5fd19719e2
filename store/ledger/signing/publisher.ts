/**
 * Signs what the trees have grown to. Only heads that a majority of MongoDB holds, only after proving that they go on
 * from the last signed one, here and in the files of this host; what does not is refused.
 */

import type { ClientSession } from 'mongoose';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import type { LedgerCheckpointDocument, LedgerHeadDocument } from '../../models/ledger.ts';
import { binaryOf, bytesOf } from '../bytes.ts';
import { checkpointText } from '../checkpoint.ts';
import { checkpointId } from '../checkpoints.ts';
import { ledgerCollections } from '../collections.ts';
import { hashLeaf } from '../merkle.ts';
import { isOwnCheckpoint } from '../own-checkpoint.ts';
import { concernsAllLogs } from '../sequencer.ts';
import { TileReader } from '../tile-reader.ts';
import { TreeNodes } from '../tile-store.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import { type ObjectionParts, objectionTo, publishedOf, refuse } from './objections.ts';
import type { KeptNote } from './signed-elsewhere.ts';

export interface Published {
  /** Logs with a checkpoint that is new. */
  readonly signed: readonly number[];
  /** Logs that could not be looked at, and why. */
  readonly failed: readonly { readonly log: number; readonly error: unknown }[];
}

interface Signed extends KeptNote {
  readonly head: LedgerHeadDocument;
}

/**
 * Signs the heads of `logs`, where they have grown; in one commit, as far as nothing comes in between.
 * @throws what MongoDB throws where it does not answer.
 */
export async function publish(parts: ObjectionParts, logs: readonly number[]): Promise<Published> {
  const { store, keys, elsewhere } = parts;
  const heads = await ledgerCollections(store)
    .heads.find({ _id: { $in: [...logs] }, refusal: null })
    .toArray();
  const published = await publishedOf(store, heads);
  const tiles = new TileReader(store);
  const looks = heads.map(async (head) => {
    const nodes = new TreeNodes(store, head._id, undefined, (name) => tiles.read(head._id, name));
    return { head, objection: await objectionTo(parts, head, published.get(head._id), nodes) };
  });
  const due: Signed[] = [];
  const seen: KeptNote[] = [];
  const failed: { log: number; error: unknown }[] = [];
  for (const [at, look] of (await Promise.allSettled(looks)).entries()) {
    if (look.status === 'rejected') failed.push({ log: heads[at]?._id ?? PLATFORM_LOG, error: look.reason });
    else if (look.value.objection) await refuse(parts, look.value.head._id);
    else {
      const { head } = look.value;
      seen.push(...noteOf(keys, published.get(head._id)));
      if (isGrown(head)) due.push(signedOf(keys, head));
    }
  }
  // First to disk: what others may have seen, this host never forgets; also what other hosts have signed.
  await elsewhere.keep([...seen, ...due]);
  return { signed: await storeAll(parts, due, failed), failed };
}

function isGrown({ size, published_at, published_size }: LedgerHeadDocument): boolean {
  return published_at === null || published_size !== size;
}

function signedOf(keys: LedgerKeys, head: LedgerHeadDocument): Signed {
  const checkpoint = { origin: head.origin, size: head.size, root: bytesOf(head.root) };
  return { head, checkpoint, note: keys.sign(head.origin, checkpointText(checkpoint)) };
}

/**
 * What a worker does that does not sign: it takes note of what another one has signed, and objects where the database
 * shows less than it has seen.
 */
export async function observe(parts: ObjectionParts, log: number): Promise<void> {
  const { store, keys, elsewhere } = parts;
  const head = await ledgerCollections(store).heads.findOne({ _id: log });
  if (!head || head.refusal) return;
  const published = (await publishedOf(store, [head])).get(log);
  if (await objectionTo(parts, head, published)) return refuse(parts, log);
  await elsewhere.keep(noteOf(keys, published));
}

/** What another worker has signed is not taken on trust: a key of the log's, which this host has as well, has signed it. */
function noteOf(keys: LedgerKeys, published: LedgerCheckpointDocument | undefined): KeptNote[] {
  if (!published || !isOwnCheckpoint(published, keys)) return [];
  const { origin, size, root, note } = published;
  return [{ checkpoint: { origin, size, root: bytesOf(root) }, note }];
}

/** @returns the logs whose checkpoint is new; what fails is added to `failed`. */
async function storeAll(
  parts: ObjectionParts,
  due: readonly Signed[],
  failed: { log: number; error: unknown }[],
): Promise<number[]> {
  if (due.length === 0) return [];
  try {
    const isStored = await parts.store.transaction((session) => storeCheckpoints(parts, due, session), parts.session);
    if (isStored) return due.map(({ head }) => head._id);
  } catch (error) {
    if (concernsAllLogs(error)) throw error;
    if (due.length === 1) failed.push({ log: due[0]?.head._id ?? PLATFORM_LOG, error });
  }
  if (due.length === 1) return [];
  // Whose fault it is shows where each goes by itself.
  const stored: number[] = [];
  for (const one of due) stored.push(...(await storeAll(parts, [one], failed)));
  return stored;
}

/**
 * Publishes, and makes the checkpoints of organizations leaves of the platform's log, in one commit.
 * @returns false, with nothing written, where another worker has signed as much of one of them, or more.
 */
export async function storeCheckpoints(
  { store, keys }: Pick<ObjectionParts, 'store' | 'keys'>,
  due: readonly Signed[],
  session: ClientSession,
): Promise<boolean> {
  const { heads, checkpoints, pending } = ledgerCollections(store);
  const now = new Date();
  const moves = due.map(({ head: { _id, generation, origin, size } }) => ({
    updateOne: {
      filter: {
        _id,
        generation,
        refusal: null,
        $or: [{ published_at: null }, { published_size: { $lt: size } }],
      },
      update: { $set: { published_size: size, published_at: now, vkeys: keys.vkeysOf(origin) } },
    },
  }));
  const { modifiedCount } = await heads.bulkWrite(moves, { session, ordered: false });
  if (modifiedCount !== due.length) {
    await session.abortTransaction();
    return false;
  }
  const documents = due.map(({ head: { _id: log, generation, origin, size, root }, note }) => {
    const checkpoint = { log, origin, size, root, note, cosignatures: [], created_at: now };
    return { _id: checkpointId(log, generation, size), ...checkpoint };
  });
  await checkpoints.insertMany(documents, { session });
  const leaves = documents
    .filter(({ log }) => log !== PLATFORM_LOG)
    .map(({ _id, note }) => ({ _id, log: PLATFORM_LOG, leaf_hash: binaryOf(hashLeaf(Buffer.from(note))) }));
  if (leaves.length > 0) await pending.insertMany(leaves, { session });
  return true;
}
