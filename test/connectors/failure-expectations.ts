/** How the connector tests look at a failure: its code, its effect, and that no secret is in it. */

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Material } from '../../connectors/contract.ts';
import { type Effect, TargetFailure, type TargetFailureCode } from '../../domain/target-failure.ts';

/** Runs `work`, which must throw a `TargetFailure`, and answers it after looking for the secrets of `materials` in it. */
export async function failureOf(work: Promise<unknown>, materials: readonly Material[]): Promise<TargetFailure> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof TargetFailure, `a TargetFailure was expected, not ${outcome}`);
  mustHoldNoSecret(outcome, materials);
  return outcome;
}

/** As {@link failureOf}, and the failure must have this code and effect. */
export async function rejectsWith(
  work: Promise<unknown>,
  expected: { readonly code: TargetFailureCode; readonly effect: Effect },
  materials: readonly Material[],
): Promise<TargetFailure> {
  const failure = await failureOf(work, materials);
  assert.deepEqual({ code: failure.code, effect: failure.effect }, expected, failure.message);
  return failure;
}

/** Everything that a logger could print of the error, hidden properties and causes included. */
function mustHoldNoSecret(failure: TargetFailure, materials: readonly Material[]): void {
  const printed = [
    failure.message,
    failure.stack ?? '',
    inspect(failure, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(failure, Object.getOwnPropertyNames(failure)),
  ].join('\n');
  for (const { secret } of materials) {
    const text = secret.reveal();
    const middle = text.split('\n').filter((line) => !line.startsWith('-----') && line.length > 8);
    for (const form of [text, ...middle].flatMap((part) => [part, Buffer.from(part).toString('base64').slice(0, -4)])) {
      assert.ok(!printed.includes(form), 'a secret is in an error');
    }
  }
}
