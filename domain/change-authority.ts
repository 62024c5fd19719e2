/** Who sets the credential of an account: it does so itself, or its reconcile account does. */

import type { TargetOperation } from './job.ts';

interface Governing {
  readonly change_by: 'self' | 'reconcile_account';
}

/** Whether somebody else than the account itself sets the credential. */
export function isByReconcileAccount(operation: TargetOperation, { change_by }: Governing): boolean {
  return operation === 'reconcile' || (operation === 'rotate' && change_by === 'reconcile_account');
}
