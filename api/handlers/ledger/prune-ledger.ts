/** POST /v1/ledger/prune */

import { DEFAULT_RETENTION } from '../../../domain/retention.ts';
import { command } from '../../operation.ts';
import { findRetentionPolicy } from './find-retention-policy.ts';
import { dispatchSoon, requestLedgerJob } from './request-ledger-job.ts';

export const pruneLedger = command(
  'pruneLedger',
  async (request, tx) => {
    // As the policy is now: what is changed afterwards concerns the next job.
    const { record_days, event_days } = (await findRetentionPolicy(request, tx.session)) ?? DEFAULT_RETENTION;
    const dry_run = request.body?.dry_run ?? false;
    return requestLedgerJob(request, tx, 'ledger_prune', { dry_run, record_days, event_days });
  },
  dispatchSoon,
);
