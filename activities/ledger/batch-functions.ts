/** Which function does the work of which kind of ledger job. */

import type { LedgerOperation } from '../../domain/job.ts';
import { bundleBatch } from './bundle-batch.ts';
import type { BatchFunction } from './contract.ts';
import { eraseBatch } from './erase-batch.ts';
import { pruneBatch } from './prune-batch.ts';
import { verifyBatch } from './verify/verify-batch.ts';

export const BATCH_FUNCTIONS: Readonly<Record<LedgerOperation, BatchFunction>> = {
  ledger_verify: verifyBatch,
  ledger_prune: pruneBatch,
  ledger_erase: eraseBatch,
  evidence_bundle: bundleBatch,
};
