/** Verify: does the credential in the vault still log in at the target? */

import type { Plan } from '../activities/contract.ts';
import type { OperationInput } from './contract.ts';
import { failedBy, runOperation, type TakeStep, targetCalls, type Verdict } from './operation.ts';

export async function verifyCredential(input: OperationInput): Promise<void> {
  await runOperation(input, 'verify', verify);
}

/**
 * Changes nothing at the target. A candidate whose fate an earlier operation could not settle is
 * tried first: where it works, this is the moment that settles it.
 */
async function verify(take: TakeStep, plan: Plan): Promise<Verdict> {
  const { tryLogin } = targetCalls(plan);
  if (plan.inheritsCandidate) {
    const candidate = await tryLogin({ ...take('probe'), version: 'candidate', step: 'probe' });
    if (candidate.ok) {
      const note = 'the candidate of an earlier rotation had reached the target and is current now';
      return { outcome: { status: 'succeeded', effect: 'none', note }, move: 'promote_candidate', proven: true };
    }
    if (candidate.code !== 'credential_invalid') return { outcome: failedBy(candidate), move: 'none', proven: false };
  }
  const current = await tryLogin({ ...take('login'), version: 'current', step: 'login' });
  return current.ok
    ? { outcome: { status: 'succeeded', effect: 'none', note: null }, move: 'none', proven: true }
    : { outcome: failedBy({ ...current, effect: 'none' }), move: 'none', proven: false };
}
