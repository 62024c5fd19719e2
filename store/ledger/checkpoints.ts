/** Heads and signed checkpoints, as whoever reads the ledger needs them. */

import type { RefusalCode } from '../../domain/ledger.ts';
import type { CosignatureDocument, LedgerCheckpointDocument, LedgerHeadDocument } from '../models/ledger.ts';
import type { Store } from '../store.ts';
import { ledgerCollections } from './collections.ts';

export function headOf(store: Store, log: number): Promise<LedgerHeadDocument | null> {
  return ledgerCollections(store).heads.findOne({ _id: log });
}

export function checkpointId(log: number, generation: number, size: number): string {
  return `${log}/${generation}/${size}`;
}

/** The newest of the present generation; null before the first one. */
export async function latestCheckpoint(store: Store, log: number): Promise<LedgerCheckpointDocument | null> {
  const head = await headOf(store, log);
  return head === null || head.published_at === null ? null : checkpointOf(store, head, head.published_size);
}

/** The checkpoint of exactly this size, of the present generation. */
export async function checkpointAt(store: Store, log: number, size: number): Promise<LedgerCheckpointDocument | null> {
  const head = await headOf(store, log);
  return head && checkpointOf(store, head, size);
}

function checkpointOf(
  store: Store,
  { _id, generation }: LedgerHeadDocument,
  size: number,
): Promise<LedgerCheckpointDocument | null> {
  return ledgerCollections(store).checkpoints.findOne({ _id: checkpointId(_id, generation, size) });
}

/** Some log is not signed any more. */
export class LedgerRefused extends Error {
  override readonly name = 'LedgerRefused';
  readonly code: RefusalCode;

  constructor(log: number, code: RefusalCode) {
    super(`log ${log} is not signed (${code}); docs/ledger.md says what to do`);
    this.code = code;
  }
}

/** For readiness. @throws LedgerRefused where a log, any of them, may not be signed. */
export async function requireSignedLogs(store: Store): Promise<void> {
  const head = await ledgerCollections(store).heads.findOne({ refusal: { $ne: null } });
  if (head?.refusal) throw new LedgerRefused(head._id, head.refusal.code);
}

/** The witnesses that `organizationId` has brought. */
export function cosignaturesOf(
  { cosignatures }: LedgerCheckpointDocument,
  organizationId: number,
): readonly CosignatureDocument[] {
  return cosignatures.filter(({ organization_id }) => organization_id === organizationId);
}

/**
 * The note with what witnesses have added to it, as an organization sees it: those that others bring to the platform's
 * log are no concern of its own, and could make the note too long for its readers.
 */
export function cosignedNote(checkpoint: LedgerCheckpointDocument, organizationId: number): string {
  return (
    checkpoint.note +
    cosignaturesOf(checkpoint, organizationId)
      .map(({ line }) => `${line}\n`)
      .join('')
  );
}
