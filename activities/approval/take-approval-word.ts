/** Takes the word of somebody who approves, denies or withdraws. */

import { hearsChanges } from '../../domain/job.ts';
import { takeWord } from '../../store/approvals/take-word.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { WordAnswer, WordRef } from './contract.ts';
import { stateOf } from './state-of.ts';
import { stepAt } from './step-at.ts';

export function takeApprovalWord(dependencies: Dependencies) {
  return (ref: WordRef): Promise<WordAnswer> =>
    attempt(dependencies, stepAt(ref, 'take-word'), async () => {
      const { approval, objection, hasStoppedJob } = await takeWord(dependencies.store, ref);
      const { _id: approvalId, operation, job_id } = approval;
      return {
        approvalId,
        intentId: ref.intentId,
        state: stateOf(approval),
        objection,
        stoppedBulkJobId: hasStoppedJob && hearsChanges(operation) ? job_id : null,
      };
    });
}
