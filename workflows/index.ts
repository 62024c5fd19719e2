/** The workflows that workers register; each has a recorded history that replays in the tests. */

export { deliverLog } from './deliver-log.ts';
export { reconcileCredential } from './reconcile-credential.ts';
export { rotateCredential } from './rotate-credential.ts';
export { runLedgerJob } from './run-ledger-job.ts';
export { verifyCredential } from './verify-credential.ts';
