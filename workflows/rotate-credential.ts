/** Rotate: the account gets a new credential, set by itself or by its reconcile account as the platform says. */

import { changeCredential } from './change-credential.ts';
import type { OperationInput } from './contract.ts';
import { runOperation } from './operation.ts';

export async function rotateCredential(input: OperationInput): Promise<void> {
  await runOperation(input, 'rotate', changeCredential);
}
