/** Why a head is not signed: it is not the continuation of what was signed before. What is refused stays refused. */

import type { ClientSession } from 'mongoose';
import type { LedgerRefusal, RefusalCode } from '../../../domain/ledger.ts';
import type { LedgerCheckpointDocument, LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { bytesOf, storedBytes } from '../bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkpointId } from '../checkpoints.ts';
import { ledgerCollections } from '../collections.ts';
import { isOwnCheckpoint } from '../own-checkpoint.ts';
import { isConsistent } from '../proof-check.ts';
import { consistencyProof } from '../proofs.ts';
import { TileMissing, TreeNodes } from '../tile-store.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import type { SignedElsewhere } from './signed-elsewhere.ts';

/** A host that was away may have missed so many: who accepts a restored database takes the next one. */
const GENERATIONS_AHEAD = 10;

export type Objection = Pick<LedgerRefusal, 'code' | 'signed_size'>;

export interface ObjectionParts {
  readonly store: Store;
  readonly keys: LedgerKeys;
  readonly elsewhere: SignedElsewhere;
  /** In which it writes; default: a fresh one each time. */
  readonly session?: ClientSession;
  /** Told once for each refusal that is new. */
  readonly onRefusal: (log: number, code: RefusalCode) => void;
}

/** @param published the newest checkpoint of the log in the database. */
export async function objectionTo(
  { store, keys, elsewhere }: Pick<ObjectionParts, 'store' | 'keys' | 'elsewhere'>,
  head: LedgerHeadDocument,
  published: LedgerCheckpointDocument | undefined,
  nodes = new TreeNodes(store, head._id),
): Promise<Objection | undefined> {
  const named = objectionToName({ keys, elsewhere }, head, published);
  if (named) return named;
  const seen = elsewhere.of(head.origin);
  const other = published && { origin: published.origin, size: published.size, root: bytesOf(published.root) };
  const isOne = seen && other && seen.size === other.size && seen.root.equals(other.root);
  // Both: another host may have signed what this one would not have.
  for (const signed of isOne ? [seen] : [seen, other]) {
    const code = signed && (await codeOf(store, head, signed, nodes));
    if (code) return { code, signed_size: signed.size };
  }
  return undefined;
}

/**
 * Under another name or generation there would be nothing to hold a head against. The first one is everybody's; a later
 * one begins with a checkpoint that whoever accepted a restored database has signed, which takes the key file.
 */
function objectionToName(
  { keys, elsewhere }: Pick<ObjectionParts, 'keys' | 'elsewhere'>,
  head: LedgerHeadDocument,
  published: LedgerCheckpointDocument | undefined,
): Objection | undefined {
  const { _id: log, generation, origin } = head;
  const newest = newestSeen({ keys, elsewhere }, log);
  const signed_size = elsewhere.of(keys.originOf(log, newest))?.size ?? 0;
  const isNumber = Number.isSafeInteger(log) && Number.isSafeInteger(generation) && generation > 0;
  const isGiven = isNumber && storedBytes(head.root) !== null && origin === keys.originOf(log, generation);
  const isBegun = generation === 1 || (published !== undefined && isOwnCheckpoint(published, keys));
  if (!isGiven || !isBegun) return { code: 'name_not_given', signed_size };
  return newest > generation ? { code: 'database_older_than_checkpoint', signed_size } : undefined;
}

/** The newest generation of the log of which this host has a checkpoint; 0: it has none. */
function newestSeen({ keys, elsewhere }: Pick<ObjectionParts, 'keys' | 'elsewhere'>, log: number): number {
  let newest = 0;
  for (let generation = 1; generation <= newest + GENERATIONS_AHEAD; generation += 1) {
    if (elsewhere.of(keys.originOf(log, generation))) newest = generation;
  }
  return newest;
}

async function codeOf(
  store: Store,
  head: LedgerHeadDocument,
  signed: Checkpoint,
  nodes: TreeNodes,
): Promise<RefusalCode | undefined> {
  if (head.size < signed.size) return 'database_older_than_checkpoint';
  // Everything goes on from nothing.
  if (signed.size === 0) return undefined;
  try {
    const proof = await consistencyProof(store, head._id, signed.size, head.size, nodes);
    const goesOn = isConsistent(signed.size, signed.root, head.size, bytesOf(head.root), proof);
    return goesOn ? undefined : 'history_differs_from_checkpoint';
  } catch (error) {
    if (error instanceof TileMissing) return 'history_differs_from_checkpoint';
    throw error;
  }
}

/** The newest checkpoints of the heads in the database, by log. */
export async function publishedOf(
  store: Store,
  heads: readonly LedgerHeadDocument[],
  session?: ClientSession,
): Promise<Map<number, LedgerCheckpointDocument>> {
  const ids = heads
    .filter(({ published_at }) => published_at !== null)
    .map(({ _id, generation, published_size }) => checkpointId(_id, generation, published_size));
  const found = await ledgerCollections(store)
    .checkpoints.find({ _id: { $in: ids } }, session ? { session } : {})
    .toArray();
  return new Map(found.map((checkpoint) => [checkpoint.log, checkpoint]));
}

/**
 * Looks again before it refuses. Reads one after another show a state that never was where another worker moves the log
 * in between, and a primary that was just elected may show an older one for a moment; a snapshot that a majority has
 * acknowledged does neither.
 */
export async function refuse({ store, keys, elsewhere, session: within, onRefusal }: ObjectionParts, log: number) {
  const code = await store.transaction(async (session) => {
    const { heads } = ledgerCollections(store);
    const head = await heads.findOne({ _id: log }, { session });
    if (!head || head.refusal) return undefined;
    const published = (await publishedOf(store, [head], session)).get(log);
    const objection = await objectionTo(
      { store, keys, elsewhere },
      head,
      published,
      new TreeNodes(store, log, session),
    );
    if (!objection) return undefined;
    const refusal = { ...objection, found_size: head.size, noticed_at: new Date() };
    await heads.updateOne({ _id: log }, { $set: { refusal } }, { session });
    return objection.code;
  }, within);
  if (code) onRefusal(log, code);
}
