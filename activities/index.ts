/** The registry of activities, made from the worker's dependencies. */

import { passAccessTime } from './access/pass-access-time.ts';
import { apply } from './apply.ts';
import { passApprovalTime } from './approval/pass-approval-time.ts';
import { takeApprovalWord } from './approval/take-approval-word.ts';
import { begin } from './begin.ts';
import { beginBulk } from './bulk/begin-bulk.ts';
import { nextWave } from './bulk/next-wave.ts';
import { pauseBulk } from './bulk/pause-bulk.ts';
import { runBulkBatch } from './bulk/run-bulk-batch.ts';
import { conclude } from './conclude.ts';
import { deliverBatches } from './delivery/deliver-batches.ts';
import type { Dependencies } from './dependencies.ts';
import { look } from './discovery/look.ts';
import { handOverSecret } from './hand-over/hand-over-secret.ts';
import { beginLedgerJob } from './ledger/begin-ledger-job.ts';
import { concludeLedgerJob } from './ledger/conclude-ledger-job.ts';
import { ledgerBatch } from './ledger/ledger-batch.ts';
import { sendNotifications } from './notifications/send-notifications.ts';
import { beginPreflight } from './preflight/begin-preflight.ts';
import { concludePreflight } from './preflight/conclude-preflight.ts';
import { preflightBatch } from './preflight/preflight-batch.ts';
import { sealPlan } from './preflight/seal-plan.ts';
import { promote } from './promote.ts';
import { removeOld } from './remove-old.ts';
import { passAccessReviewTime } from './review/pass-access-review-time.ts';
import { stage } from './stage.ts';
import { tryLogin } from './try-login.ts';

export function createActivities(dependencies: Dependencies) {
  return {
    begin: begin(dependencies),
    stage: stage(dependencies),
    apply: apply(dependencies),
    tryLogin: tryLogin(dependencies),
    promote: promote(dependencies),
    removeOld: removeOld(dependencies),
    conclude: conclude(dependencies),
    look: look(dependencies),
    beginPreflight: beginPreflight(dependencies),
    preflightBatch: preflightBatch(dependencies),
    sealPlan: sealPlan(dependencies),
    concludePreflight: concludePreflight(dependencies),
    beginBulk: beginBulk(dependencies),
    nextWave: nextWave(dependencies),
    pauseBulk: pauseBulk(dependencies),
    runBulkBatch: runBulkBatch(dependencies),
    beginLedgerJob: beginLedgerJob(dependencies),
    ledgerBatch: ledgerBatch(dependencies),
    concludeLedgerJob: concludeLedgerJob(dependencies),
    deliverBatches: deliverBatches(dependencies),
    sendNotifications: sendNotifications(dependencies),
    passApprovalTime: passApprovalTime(dependencies),
    takeApprovalWord: takeApprovalWord(dependencies),
    passAccessTime: passAccessTime(dependencies),
    passAccessReviewTime: passAccessReviewTime(dependencies),
    handOverSecret: handOverSecret(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
