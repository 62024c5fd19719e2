/** Brings what people say to a request for consent to its workflow, and hears there whether it is taken. */

import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DECISION_OBJECTIONS, WITHDRAWAL_OBJECTIONS } from '../../domain/approval.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { WordObjection } from '../../store/approvals/take-word.ts';
import { approvalWorkflowIdOf, TAKE_WORD, WORD_REFUSED, type WordInput } from '../../workflows/contract.ts';
import { type StartedApproval, startApproval } from './start-approval.ts';

export interface ApprovalDesk {
  /**
   * Resolves when the word is taken, or was before, by the same or by another request with the same key; otherwise with
   * what stands against it.
   * @throws CapstanError `not_ready` where nobody can say.
   */
  bring(approval: StartedApproval, word: BroughtWord): Promise<WordObjection | null>;
}

export interface BroughtWord extends WordInput {
  /** Of the request that brings it: Temporal takes no two words with one key. */
  readonly key: string;
}

/** A worker answers within fractions of a second; a client should not wait for one that is away. */
const ANSWERS_WITHIN_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

const OBJECTIONS: readonly WordObjection[] = [
  ...DECISION_OBJECTIONS,
  ...WITHDRAWAL_OBJECTIONS,
  'unknown_intent',
  'requester_inactive',
];

export class TemporalDesk implements ApprovalDesk {
  readonly #temporal: TemporalClient;

  constructor(temporal: TemporalClient) {
    this.#temporal = temporal;
  }

  async bring(approval: StartedApproval, word: BroughtWord): Promise<WordObjection | null> {
    try {
      return await this.#update(word).catch(async (error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
        // Not started yet, or lost: the watch would do it within the minute.
        await startApproval(this.#temporal, approval);
        return this.#update(word);
      });
    } catch (error) {
      // It has ended between the two.
      if (error instanceof WorkflowNotFoundError) return 'not_pending';
      throw isSilence(error) ? unknownOutcome(error) : error;
    }
  }

  async #update({ key, ...input }: BroughtWord): Promise<WordObjection | null> {
    const handle = this.#temporal.client.workflow.getHandle(approvalWorkflowIdOf(input.approvalId));
    try {
      await this.#temporal.within(ANSWERS_WITHIN_MS, () =>
        handle.executeUpdate<string, [WordInput]>(TAKE_WORD, { updateId: key, args: [input] }),
      );
      return null;
    } catch (error) {
      const objection = error instanceof WorkflowUpdateFailedError ? objectionOf(error.cause) : undefined;
      if (objection === undefined) throw error;
      return objection;
    }
  }
}

function objectionOf(cause: unknown): WordObjection | undefined {
  if (!(cause instanceof ApplicationFailure)) return undefined;
  return OBJECTIONS.find((objection) => cause.type === `${WORD_REFUSED}${objection}`);
}

/** Temporal does not answer, or no worker does: what was sent may still be carried out. */
function isSilence(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof ServiceError ||
    isGrpcServiceError(error)
  );
}

function unknownOutcome(cause: unknown): CapstanError {
  return new CapstanError(
    'not_ready',
    'Nobody has said in time whether this was taken; it may still be. Repeat the request with the same Idempotency-Key.',
    { cause, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
