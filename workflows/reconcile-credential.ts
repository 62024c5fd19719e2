/** Reconcile: the reconcile account sets a new credential, whatever the target holds now. */

import { changeCredential } from './change-credential.ts';
import type { OperationInput } from './contract.ts';
import { runOperation } from './operation.ts';

export async function reconcileCredential(input: OperationInput): Promise<void> {
  await runOperation(input, 'reconcile', changeCredential);
}
