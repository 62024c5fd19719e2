/** What the phases of a verification hand to each other. */

import { storedBytes } from '../../../store/ledger/bytes.ts';
import type { DocumentPosition } from '../../../store/ledger/check/check-outside.ts';
import type { LedgerFailure } from '../../../store/ledger/check/failure.ts';
import type { LedgerHeadDocument } from '../../../store/models/ledger.ts';
import type { Dependencies } from '../../dependencies.ts';

export type VerifyMeans = Pick<Dependencies, 'store' | 'ledgerNames'>;

/** A tree as it was when it was begun with: it may grow meanwhile. */
export interface Snapshot {
  readonly log: number;
  readonly size: number;
  /** In base64. */
  readonly root: string;
}

export interface Trees {
  /** Of the organization: what the result tells. */
  readonly own: Snapshot | null;
  /** Of the log that is looked at: the same one, or the platform's. */
  readonly tree: Snapshot | null;
}

interface PhaseOf<Name extends string> extends Trees {
  readonly phase: Name;
  readonly own: Snapshot;
  readonly tree: Snapshot;
}

export interface EntriesPhase extends PhaseOf<'entries'> {
  readonly from: number;
  /** Where the entries to be looked at end. */
  readonly to: number;
  /** In base64; null where they do not begin with the first one. */
  readonly frontier: string | null;
}

export interface CheckpointsPhase extends PhaseOf<'checkpoints'> {
  readonly after: string;
}

export interface OutsidePhase extends PhaseOf<'outside'> {
  readonly after: string;
}

export interface DocumentsPhase extends PhaseOf<'documents'> {
  readonly at: DocumentPosition | null;
}

export type Phase = EntriesPhase | CheckpointsPhase | OutsidePhase | DocumentsPhase;

/** What a part of a phase came to: a failure ends the job, no next phase ends the log. */
export interface Step {
  readonly failure: LedgerFailure | undefined;
  readonly next: Phase | null;
  /** Told where no next phase tells them for the first time. */
  readonly trees?: Trees;
  /** How many things it has looked at. */
  readonly count: number;
}

export function ended(found: LedgerFailure | undefined, count: number): Step {
  return { failure: found, next: null, count };
}

export function snapshotOf({ _id, size, root }: LedgerHeadDocument): Snapshot {
  return { log: _id, size, root: storedBytes(root)?.toString('base64') ?? '' };
}
