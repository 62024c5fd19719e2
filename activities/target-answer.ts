/** Runs a call at a target and answers with what is known afterwards, instead of throwing. */

import { TargetFailure } from '../domain/target-failure.ts';
import { VaultError } from '../store/vault/vault-error.ts';
import type { TargetAnswer } from './contract.ts';
import type { Dependencies, TargetCallMeasure } from './dependencies.ts';

/**
 * A `TargetFailure` becomes an answer with its code and effect. A secret that the vault cannot
 * open is an answer too: nothing was sent, and trying again will not help. Any other error is a
 * defect or a lost store: it goes up, and the step counts as interrupted.
 */
export async function answerOf(
  { measureTargetCall }: Dependencies,
  call: Pick<TargetCallMeasure, 'connector' | 'step'>,
  work: () => Promise<void>,
): Promise<TargetAnswer> {
  const started = performance.now();
  const measure = (outcome: string) =>
    measureTargetCall({ ...call, outcome, seconds: (performance.now() - started) / 1000 });
  try {
    await work();
    measure('ok');
    return { ok: true };
  } catch (error) {
    if (error instanceof TargetFailure) {
      measure(error.code);
      return { ok: false, code: error.code, effect: error.effect, message: error.message };
    }
    if (error instanceof VaultError) {
      measure('vault_unavailable');
      return { ok: false, code: 'vault_unavailable', effect: 'none', message: error.message };
    }
    throw error;
  }
}
