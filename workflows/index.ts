/** The workflows that workers register; each has a recorded history that replays in the tests. */

export { awaitApproval } from './await-approval.ts';
export { deliverLog } from './deliver-log.ts';
export { discoverAccounts } from './discover-accounts.ts';
export { grantAccess } from './grant-access.ts';
export { handOverSecret } from './hand-over-secret.ts';
export { notifyChannel } from './notify-channel.ts';
export { reconcileCredential } from './reconcile-credential.ts';
export { reviewAccess } from './review-access.ts';
export { rotateCredential } from './rotate-credential.ts';
export { runBulk } from './run-bulk.ts';
export { runLedgerJob } from './run-ledger-job.ts';
export { runPreflight } from './run-preflight.ts';
export { verifyCredential } from './verify-credential.ts';
