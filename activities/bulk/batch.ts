/** What the parts of a batch hand to one another. */

import type { Material } from '../../connectors/contract.ts';
import type { PolicyDecision } from '../../domain/audit.ts';
import type { FoundWait } from '../../domain/item-wait.ts';
import type { CredentialOperation, ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import type { BatchLeases } from '../../store/batch-leases.ts';
import type { ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import type { Dependencies } from '../dependencies.ts';
import type { BulkItem, BulkJob } from './bulk-job.ts';

/** One attempt at a batch. */
export interface Batch {
  readonly dependencies: Dependencies;
  readonly job: BulkJob;
  readonly operation: CredentialOperation;
  readonly leases: BatchLeases;
  /** Aborted when nothing new is to be begun: people want it so, too much has failed, the worker stops, a lease is lost. */
  readonly halt: AbortController;
}

/** An item with all that is known of its resource. */
export interface BatchItem {
  readonly item: BulkItem;
  readonly facts: ManagedFacts;
  /** When its maintenance window closes; null: not in sight. */
  readonly closesAt: Date | null;
  /** What the policy said of it; null where none is bound. */
  readonly policy: PolicyDecision | null;
}

/** One whose candidate, for a change, is in the vault; for a verification nothing had to be prepared. */
export interface PreparedItem extends BatchItem {
  readonly candidate: Material | null;
  /** Of the login that the guard counts until its end is told; those that were prepared together share it. */
  readonly loginId: string;
  /** When its lease was proven, on the clock of `performance.now()`. */
  readonly provenAt: number;
}

export type ItemResult =
  /** Not begun at all: it ends as it is. */
  | {
      readonly kind: 'refused';
      readonly item: BulkItem;
      readonly code: ItemFailureCode;
      readonly message: string;
      readonly outcome: ItemOutcome['status'];
      readonly policy: PolicyDecision | null;
    }
  /** It comes again later, as if it had not been looked at. */
  | { readonly kind: 'deferred'; readonly item: BulkItem; readonly until: Date; readonly waitsFor: FoundWait | null }
  /** What is (now) current has just logged in. */
  | { readonly kind: 'proven'; readonly prepared: PreparedItem }
  /** The target said no, and nothing was changed. */
  | {
      readonly kind: 'failed';
      readonly prepared: PreparedItem;
      readonly code: ItemFailureCode;
      readonly message: string;
      /** Whether the login of the account itself may have been counted as failed. */
      readonly judged: boolean;
    }
  /** Nothing was sent: it comes again later. */
  | {
      readonly kind: 'put_back';
      readonly prepared: PreparedItem;
      readonly until: Date | null;
      /** What it has to wait for; null: nothing but its turn. */
      readonly waitsFor: FoundWait | null;
    }
  /** Only an operation of its own can settle what is left open. */
  | { readonly kind: 'doubtful'; readonly prepared: PreparedItem; readonly judged: boolean };

export type PreparedResult = Extract<ItemResult, { readonly prepared: PreparedItem }>;

export function itemOf(result: ItemResult): BulkItem {
  return 'prepared' in result ? result.prepared.item : result.item;
}
