/** What the workflow of a request for consent hears from its activities: numbers, times and codes, nobody's words. */

import type { ApprovalDecision, ApprovalKind, ApprovalStatus } from '../../domain/approval.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import type { ApprovalInput } from '../../workflows/contract.ts';

/** A request as it is in the store. */
export interface ApprovalState {
  /** Grows with every change: of two answers the one with the higher one is the newer. */
  readonly revision: number;
  readonly kind: ApprovalKind;
  readonly rules: readonly ApprovalRule[];
  /** Ms since 1970. */
  readonly requestedAtMs: number;
  readonly requesterId: number | null;
  readonly status: ApprovalStatus;
  readonly decisions: readonly ApprovalDecision[];
}

/** Every answer says which request it is about: an old one of another request must not count. */
interface AboutRequest {
  readonly approvalId: number;
  readonly state: ApprovalState;
}

export interface TimeAnswer extends AboutRequest {
  /** How long nothing can happen by itself; null: for ever. */
  readonly quietMs: number | null;
}

export interface WordRef extends ApprovalInput {
  readonly intentId: string;
}

export interface WordAnswer extends AboutRequest {
  readonly intentId: string;
  /** Why the word was not taken; null: it was. */
  readonly objection: string | null;
  /** A job that was asked to stop, and waits for such news; null: there is none. Named as it is in histories. */
  readonly stoppedBulkJobId: number | null;
}
