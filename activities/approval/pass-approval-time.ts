/** Looks whether a request for consent has come to ask other people, or has expired; and says how it stands. */

import { passTime } from '../../store/approvals/pass-time.ts';
import type { ApprovalInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { TimeAnswer } from './contract.ts';
import { stateOf } from './state-of.ts';
import { stepAt } from './step-at.ts';

export function passApprovalTime(dependencies: Dependencies) {
  return (input: ApprovalInput): Promise<TimeAnswer> =>
    attempt(dependencies, stepAt(input, 'pass-time'), async () => {
      const { approval, quietMs } = await passTime(dependencies.store, input.organizationId, input.approvalId);
      return { approvalId: approval._id, state: stateOf(approval), quietMs };
    });
}
