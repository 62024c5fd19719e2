/** Discover: which accounts does the target have, and what has become of them since the look before? */

import type { Plan } from '../activities/contract.ts';
import type { OperationInput } from './contract.ts';
import { failedBy, runOperation, type TakeStep, targetCalls, type Verdict } from './operation.ts';

export async function discoverAccounts(input: OperationInput): Promise<void> {
  await runOperation(input, 'discover', discover);
}

/**
 * Changes nothing at the target. It logs in with the account that reads, so it proves that account's secret as a
 * verification does; a candidate whose fate is open is settled by it as well.
 */
async function discover(take: TakeStep, plan: Plan): Promise<Verdict> {
  const { look } = targetCalls(plan);
  if (plan.inheritsCandidate) {
    const candidate = await look({ ...take('look'), version: 'candidate' });
    if (candidate.ok) {
      const note = 'the candidate of an earlier rotation had reached the target and is current now';
      return { outcome: { status: 'succeeded', effect: 'none', note }, move: 'promote_candidate', proven: true };
    }
    if (candidate.code !== 'credential_invalid') {
      return { outcome: failedBy({ ...candidate, effect: 'none' }), move: 'none', proven: false };
    }
  }
  const current = await look({ ...take('look'), version: 'current' });
  return current.ok
    ? { outcome: { status: 'succeeded', effect: 'none', note: null }, move: 'none', proven: true }
    : { outcome: failedBy({ ...current, effect: 'none' }), move: 'none', proven: false };
}
