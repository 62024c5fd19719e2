/**
 * Signs what the trees have grown to. Only heads that a majority of MongoDB holds, only after proving that they go on
 * from the last signed one, here and in the files of this host; what does not is refused, and stays refused.
 */

import type { RefusalCode } from '../../../domain/ledger.ts';
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
import { TileMissing } from '../tile-store.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import type { SignedElsewhere } from './signed-elsewhere.ts';

export interface PublisherParts {
  readonly store: Store;
  readonly keys: LedgerKeys;
  readonly elsewhere: SignedElsewhere;
  /** Told once for each refusal that is new. */
  readonly onRefusal: (log: number, code: RefusalCode) => void;
}

/** Signs the head of `log`, where it has grown. @returns whether a checkpoint is new. */
export async function publish(parts: PublisherParts, log: number): Promise<boolean> {
  const head = await headOf(parts.store, log);
  if (!head || head.refusal) return false;
  // Both: another host may have signed what this one would not have.
  for (const signed of [parts.elsewhere.of(head.origin), await publishedOf(parts.store, head)]) {
    const code = signed && (await objectionTo(parts.store, head, signed));
    if (!code) continue;
    await refuse(parts, head, code, signed.size);
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
  const seen = parts.elsewhere.of(head.origin);
  const code = seen && (await objectionTo(parts.store, head, seen));
  if (code) return refuse(parts, head, code, seen.size);
  const published = await latestCheckpoint(parts.store, log);
  if (!published || published.size <= (seen?.size ?? 0)) return;
  const { origin, size, note } = published;
  const checkpoint = { origin, size, root: bytesOf(published.root) };
  // Not taken on trust: its signature is this host's own to make.
  if (parts.keys.sign(origin, checkpointText(checkpoint)) === note) parts.elsewhere.keep(checkpoint, note);
}

async function publishedOf(store: Store, head: LedgerHeadDocument): Promise<Checkpoint | undefined> {
  const published = await latestCheckpoint(store, head._id);
  return published ? { origin: published.origin, size: published.size, root: bytesOf(published.root) } : undefined;
}

async function objectionTo(
  store: Store,
  head: LedgerHeadDocument,
  signed: Checkpoint,
): Promise<RefusalCode | undefined> {
  if (head.size < signed.size) return 'database_older_than_checkpoint';
  try {
    const proof = await consistencyProof(store, head._id, signed.size, head.size);
    const goesOn = isConsistent(signed.size, signed.root, head.size, bytesOf(head.root), proof);
    return goesOn ? undefined : 'history_differs_from_checkpoint';
  } catch (error) {
    if (error instanceof TileMissing) return 'history_differs_from_checkpoint';
    throw error;
  }
}

async function refuse(
  { store, onRefusal }: PublisherParts,
  head: LedgerHeadDocument,
  code: RefusalCode,
  signedSize: number,
): Promise<void> {
  const refusal = { code, signed_size: signedSize, found_size: head.size, noticed_at: new Date() };
  const { modifiedCount } = await ledgerCollections(store).heads.updateOne(
    { _id: head._id, generation: head.generation, refusal: null },
    { $set: { refusal } },
  );
  if (modifiedCount === 1) onRefusal(head._id, code);
}

/** Publishes, and makes the checkpoint of an organization a leaf of the platform's log, in one commit. */
async function store({ store, keys }: PublisherParts, head: LedgerHeadDocument, note: string): Promise<boolean> {
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
  });
}
