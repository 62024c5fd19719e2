/** Runs a call at a target and answers with what is known afterwards, instead of throwing. */

import { TargetFailure } from '../domain/target-failure.ts';
import { VaultError } from '../store/vault/vault-error.ts';
import type { TargetAnswer } from './contract.ts';
import type { Dependencies, TargetCallMeasure } from './dependencies.ts';

export interface JudgedAnswer {
  readonly answer: TargetAnswer;
  /** Whether the target may have counted a failed login. */
  readonly judged: boolean;
  readonly seconds: number;
}

/**
 * A `TargetFailure` becomes an answer with its code and effect; one that comes from the worker's
 * own stop says so, since the target was never asked. A secret that the vault cannot open is an
 * answer too: nothing was sent, and trying again will not help. Any other error is a defect or a
 * lost store: it goes up, and the step counts as interrupted.
 */
export async function answerOf(
  { measureTargetCall }: Dependencies,
  { connector, step }: Pick<TargetCallMeasure, 'connector' | 'step'>,
  work: () => Promise<void>,
): Promise<JudgedAnswer> {
  const started = performance.now();
  const measured = (outcome: string, answer: TargetAnswer, judged = false): JudgedAnswer => {
    const seconds = (performance.now() - started) / 1000;
    measureTargetCall({ connector, step, outcome, seconds });
    return { answer, judged, seconds };
  };
  try {
    await work();
    return measured('ok', { ok: true });
  } catch (error) {
    if (error instanceof TargetFailure) {
      const { effect, message, judged } = error;
      const code = error.aborted && effect === 'none' ? 'worker_stopping' : error.code;
      return measured(code, { ok: false, code, effect, message }, judged);
    }
    if (error instanceof VaultError) {
      const code = 'vault_unavailable';
      return measured(code, { ok: false, code, effect: 'none', message: error.message });
    }
    throw error;
  }
}

/** Thrown so that Temporal gives the step to another worker: this one stops, and has asked the target nothing. */
export class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping';
}

/** The answer, unless the worker stops: then the step is repeated elsewhere. @throws WorkerStopping */
export function unlessStopping(answer: TargetAnswer): TargetAnswer {
  if (!answer.ok && answer.code === 'worker_stopping') throw new WorkerStopping(answer.message);
  return answer;
}
