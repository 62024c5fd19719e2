/** Asks a worker to hand a secret over, and waits for it. */

import { isGrpcServiceError, ServiceError, WorkflowFailedError } from '@temporalio/client';
import { CapstanError } from '../domain/errors.ts';
import { type HandOverObjection, isHandOverObjection } from '../domain/hand-over.ts';
import type { TemporalClient } from '../runtime/temporal-client.ts';
import { HAND_OVER_WORKFLOW, type HandOverInput, handOverWorkflowIdOf, TASK_QUEUE } from '../workflows/contract.ts';

export interface HandOvers {
  /**
   * Resolves with null when the answer lies with the intent, otherwise with what stands against it.
   * @throws CapstanError `not_ready` where nobody can say.
   */
  ask(input: HandOverInput): Promise<HandOverObjection | null>;
}

/** A worker answers within fractions of a second; a client should not wait for one that is away. */
const ANSWERS_WITHIN_MS = 10_000;
/** Longer than anybody waits: then it is over, whatever has become of it. */
const RUNS_FOR_MS = 30_000;
const RETRY_AFTER_SECONDS = 5;

export class TemporalHandOvers implements HandOvers {
  readonly #temporal: TemporalClient;

  constructor(temporal: TemporalClient) {
    this.#temporal = temporal;
  }

  async ask(input: HandOverInput): Promise<HandOverObjection | null> {
    try {
      const answer: unknown = await this.#temporal.within(ANSWERS_WITHIN_MS, () =>
        this.#temporal.client.workflow.execute(HAND_OVER_WORKFLOW, {
          taskQueue: TASK_QUEUE,
          workflowId: handOverWorkflowIdOf(input.intentId),
          workflowExecutionTimeout: RUNS_FOR_MS,
          // Somebody waits for the answer.
          priority: { priorityKey: 1, fairnessKey: `org-${input.organizationId}` },
          args: [input],
        }),
      );
      return objectionOf(input, answer);
    } catch (error) {
      throw isSilence(error) ? silent(error) : error;
    }
  }
}

/** @throws Error where the answer is to something else. */
function objectionOf({ intentId }: HandOverInput, answer: unknown): HandOverObjection | null {
  const { intentId: answered, objection } = Object(answer);
  if (answered === intentId && objection === null) return null;
  if (answered === intentId && isHandOverObjection(objection)) return objection;
  throw new Error(`an answer to ${String(answered)} came for ${intentId}`);
}

/** Temporal does not answer, or no worker does, or none could. */
function isSilence(error: unknown): boolean {
  return error instanceof WorkflowFailedError || error instanceof ServiceError || isGrpcServiceError(error);
}

function silent(cause: unknown): CapstanError {
  return new CapstanError('not_ready', 'No worker has handed the secret over in time.', {
    cause,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
