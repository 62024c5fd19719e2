/**
 * Signs what the trees have grown to. Only heads that a majority of MongoDB holds, only after proving that they go on
 * from the last signed one, here and in the files of this host; what does not is refused, and stays refused.
 */

import type { ClientSession } from 'mongoose';
import type { LedgerRefusal, RefusalCode } from '../../../domain/ledger.ts';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import type { LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { binaryOf, bytesOf } from '../bytes.ts';
import { type Checkpoint, checkpointText } from '../checkpoint.ts';
import { checkpointId, headOf, latestCheckpoint } from '../checkpoints.ts';
import { ledgerCollections } from '../collections.ts';
import { hashLeaf } from '../merkle.ts';
import { isConsistent } from '../proof-check.ts';
import { consistencyProof } from '../proofs.ts';
import { TileMissing, TreeNodes } from '../tile-store.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import type { SignedElsewhere } from './signed-elsewhere.ts';

export interface PublisherParts {
  readonly store: Store;
  readonly keys: LedgerKeys;
  readonly elsewhere: SignedElsewhere;
  /** In which it writes; default: a fresh one each time. */
  readonly session?: ClientSession;
  /** Told once for each refusal that is new. */
  readonly onRefusal: (log: number, code: RefusalCode) => void;
}

/** Signs the head of `log`, where it has grown. @returns whether a checkpoint is new. */
export async function publish(parts: PublisherParts, log: number): Promise<boolean> {
  const head = await headOf(parts.store, log);
  if (!head || head.refusal) return false;
  if (await objectionTo(parts, head)) {
    await refuse(parts, log);
    return false;
  }
  if (head.published_at !== null && head.published_size === head.size) return false;
  const checkpoint = { origin: head.origin, size: head.size, root: bytesOf(head.root) };
  const note = parts.keys.sign(head.origin, checkpointText(checkpoint));
  // First to disk: what others may have seen, this host never forgets.
  parts.elsewhere.keep(checkpoint, note);
  return store(parts, head, note);
}

/**
 * What a worker does that does not sign: it takes note of what another one has signed, and objects where the database
 * shows less than it has seen.
 */
export async function observe(parts: PublisherParts, log: number): Promise<void> {
  const head = await headOf(parts.store, log);
  if (!head || head.refusal) return;
  if (await objectionTo(parts, head)) return refuse(parts, log);
  const seen = parts.elsewhere.of(head.origin);
  const published = await latestCheckpoint(parts.store, log);
  if (!published || published.size <= (seen?.size ?? 0)) return;
  const { origin, size, note } = published;
  const checkpoint = { origin, size, root: bytesOf(published.root) };
  // Not taken on trust: its signature is this host's own to make.
  if (parts.keys.sign(origin, checkpointText(checkpoint)) === note) parts.elsewhere.keep(checkpoint, note);
}

type Objection = Pick<LedgerRefusal, 'code' | 'signed_size'>;

/** Why `head` is not the continuation of what this host, or the database, knows to be signed. */
async function objectionTo(
  { store, elsewhere }: Pick<PublisherParts, 'store' | 'elsewhere'>,
  head: LedgerHeadDocument,
  session?: ClientSession,
): Promise<Objection | undefined> {
  // Both: another host may have signed what this one would not have.
  for (const signed of [elsewhere.of(head.origin), await publishedOf(store, head, session)]) {
    const code = signed && (await codeOf(store, head, signed, session));
    if (code) return { code, signed_size: signed.size };
  }
  return undefined;
}

async function publishedOf(
  store: Store,
  { _id, generation, published_at, published_size }: LedgerHeadDocument,
  session?: ClientSession,
): Promise<Checkpoint | undefined> {
  if (published_at === null) return undefined;
  const id = checkpointId(_id, generation, published_size);
  const published = await ledgerCollections(store).checkpoints.findOne({ _id: id }, session ? { session } : {});
  return published ? { origin: published.origin, size: published.size, root: bytesOf(published.root) } : undefined;
}

async function codeOf(
  store: Store,
  head: LedgerHeadDocument,
  signed: Checkpoint,
  session?: ClientSession,
): Promise<RefusalCode | undefined> {
  if (head.size < signed.size) return 'database_older_than_checkpoint';
  try {
    const nodes = new TreeNodes(store, head._id, session);
    const proof = await consistencyProof(store, head._id, signed.size, head.size, nodes);
    const goesOn = isConsistent(signed.size, signed.root, head.size, bytesOf(head.root), proof);
    return goesOn ? undefined : 'history_differs_from_checkpoint';
  } catch (error) {
    if (error instanceof TileMissing) return 'history_differs_from_checkpoint';
    throw error;
  }
}

/**
 * Looks again before it refuses. Reads one after another show a state that never was where another worker moves the log
 * in between, and a primary that was just elected may show an older one for a moment; a snapshot that a majority has
 * acknowledged does neither.
 */
async function refuse({ store, elsewhere, onRefusal, session: within }: PublisherParts, log: number): Promise<void> {
  const code = await store.transaction(async (session) => {
    const { heads } = ledgerCollections(store);
    const head = await heads.findOne({ _id: log }, { session });
    if (!head || head.refusal) return undefined;
    const objection = await objectionTo({ store, elsewhere }, head, session);
    if (!objection) return undefined;
    const refusal = { ...objection, found_size: head.size, noticed_at: new Date() };
    await heads.updateOne({ _id: log }, { $set: { refusal } }, { session });
    return objection.code;
  }, within);
  if (code) onRefusal(log, code);
}

/** Publishes, and makes the checkpoint of an organization a leaf of the platform's log, in one commit. */
async function store(
  { store, keys, session: within }: PublisherParts,
  head: LedgerHeadDocument,
  note: string,
): Promise<boolean> {
  const { heads, checkpoints, pending } = ledgerCollections(store);
  const id = checkpointId(head._id, head.generation, head.size);
  return store.transaction(async (session) => {
    const now = new Date();
    const { modifiedCount } = await heads.updateOne(
      {
        _id: head._id,
        generation: head.generation,
        refusal: null,
        $or: [{ published_at: null }, { published_size: { $lt: head.size } }],
      },
      { $set: { published_size: head.size, published_at: now, vkeys: keys.vkeysOf(head.origin) } },
      { session },
    );
    // Another worker has signed as much, or more.
    if (modifiedCount === 0) return false;
    const { origin, size, root } = head;
    const checkpoint = { log: head._id, origin, size, root, note, cosignatures: [], created_at: now };
    await checkpoints.insertOne({ _id: id, ...checkpoint }, { session });
    if (head._id !== PLATFORM_LOG) {
      const leafHash = binaryOf(hashLeaf(Buffer.from(note)));
      await pending.insertOne({ _id: id, log: PLATFORM_LOG, leaf_hash: leafHash }, { session });
    }
    return true;
  }, within);
}
