/** The registry of activities, made from the worker's dependencies. */

import { apply } from './apply.ts';
import { begin } from './begin.ts';
import { conclude } from './conclude.ts';
import { deliverBatches } from './delivery/deliver-batches.ts';
import type { Dependencies } from './dependencies.ts';
import { beginLedgerJob } from './ledger/begin-ledger-job.ts';
import { concludeLedgerJob } from './ledger/conclude-ledger-job.ts';
import { ledgerBatch } from './ledger/ledger-batch.ts';
import { promote } from './promote.ts';
import { removeOld } from './remove-old.ts';
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
    beginLedgerJob: beginLedgerJob(dependencies),
    ledgerBatch: ledgerBatch(dependencies),
    concludeLedgerJob: concludeLedgerJob(dependencies),
    deliverBatches: deliverBatches(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
