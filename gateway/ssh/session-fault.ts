/** Why a session ends by itself when something in it goes wrong. */

import { TARGET_FAILURE_MEANINGS, type TargetFailure } from '../../domain/target-failure.ts';
import { SecretWithheld } from '../secret-withheld.ts';
import type { EndCause } from './door.ts';
import { Misuse } from './passage.ts';

/** There is no connection to the target, and this session gets none. */
export class NoTarget extends Error {
  override readonly name = 'NoTarget';

  /** In words that hold nothing of what the target said. */
  constructor({ code }: TargetFailure) {
    super(`no connection to the target: ${TARGET_FAILURE_MEANINGS[code]}`);
  }
}

export function endOf(error: unknown): { readonly cause: EndCause; readonly text: string } {
  if (error instanceof NoTarget) return { cause: 'no_target', text: error.message };
  if (error instanceof SecretWithheld) return { cause: 'no_secret', text: error.message };
  if (error instanceof Misuse) return { cause: `${error.side}_misbehaved`, text: error.message };
  // Whatever else it is: what is not understood is not recorded either.
  return { cause: 'not_recorded', text: 'what happens in this session cannot be recorded' };
}
