/** Looks whether a request for consent has come to ask other people, or has expired; and says how it stands. */

import type { OperationalEvent } from '../../domain/operational-event.ts';
import { passTime, type TimePassed } from '../../store/approvals/pass-time.ts';
import type { ApprovalInput } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { attempt } from './attempt.ts';
import type { TimeAnswer } from './contract.ts';
import { stateOf } from './state-of.ts';

export function passApprovalTime(dependencies: Dependencies) {
  return (input: ApprovalInput): Promise<TimeAnswer> =>
    attempt(dependencies, input, 'pass-time', async () => {
      const passed = await passTime(dependencies.store, input.organizationId, input.approvalId);
      if (passed.passed !== null) dependencies.operationalLog.add(eventOf(passed));
      const { approval, quietMs } = passed;
      return { approvalId: approval._id, state: stateOf(approval), quietMs };
    });
}

/** A review that nobody has made is worth more than a look. */
function eventOf({ approval, passed }: TimePassed): OperationalEvent {
  const { _id, kind, operation, job_id } = approval;
  const noun = kind === 'review' ? 'review' : 'request for consent';
  const what = passed === 'expired' ? 'has expired' : 'asks other groups as well';
  return {
    organization_id: approval.organization_id,
    scope_id: approval.scope_id,
    resource_id: approval.resource_id,
    level: kind === 'review' && passed === 'expired' ? 'error' : 'warn',
    kind: 'approval',
    message: `The ${noun} ${_id} (${operation}, job ${job_id}) ${what}: nobody has decided`,
    code: passed,
    job_id,
    correlation_id: approval.correlation_id,
    attributes: { approval_id: _id },
  };
}
