/** Settles a doubt: asks the target which of the stored versions it holds, for as long as it takes. */

import { sleep } from '@temporalio/workflow';
import type { Plan, TargetAnswer } from '../activities/contract.ts';
import type { ItemFailureCode } from '../domain/job.ts';
import { decideProbe, type ProbedVersion, type ProbeFact } from '../domain/rotation.ts';
import { type TakeStep, targetCalls } from './operation.ts';

export type Settlement =
  | { readonly state: 'works'; readonly version: ProbedVersion }
  /** Every stored version is refused. */
  | { readonly state: 'refused' }
  /** The target went on giving no answer. */
  | { readonly state: 'silent'; readonly code: ItemFailureCode; readonly message: string };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Every further try would only lock the account for longer, or come too early. */
const ASKING_AGAIN_HARMS: readonly ItemFailureCode[] = ['account_locked_out', 'lockout_guard'];

/**
 * Probes candidate, current and previous in that order. A version that was refused is not tried
 * again, so that waiting for a silent target costs no failed login.
 * @param known what has been found out already, for example that the candidate was just refused.
 */
export async function settle(take: TakeStep, plan: Plan, known: readonly ProbeFact[] = []): Promise<Settlement> {
  const { tryLogin } = targetCalls(plan);
  const refused: ProbeFact[] = known.filter((fact) => fact.answer === 'refused');
  let waitedMs = 0;
  let waitMs = FIRST_WAIT_MS;
  for (;;) {
    const facts: ProbeFact[] = [...refused];
    let decision = decideProbe(facts);
    let message = '';
    while (decision.next === 'try') {
      const { version } = decision;
      const answer = await tryLogin({ ...take('probe'), version, step: 'probe' });
      if (!answer.ok) message = answer.message;
      facts.push(factOf(version, answer));
      decision = decideProbe(facts);
    }
    if (decision.next === 'adopt') return { state: 'works', version: decision.version };
    if (decision.next === 'exhausted') return { state: 'refused' };
    if (waitedMs >= plan.settleMs || ASKING_AGAIN_HARMS.includes(decision.code))
      return { state: 'silent', code: decision.code, message };
    refused.splice(0, refused.length, ...facts.filter((fact) => fact.answer === 'refused'));
    await sleep(waitMs);
    waitedMs += waitMs;
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** Only a clear refusal, or a version that is not stored, counts as `refused`. */
export function factOf(version: ProbedVersion, answer: TargetAnswer): ProbeFact {
  if (answer.ok) return { version, answer: 'works' };
  const refused = answer.code === 'credential_invalid' || answer.code === 'credential_missing';
  return refused ? { version, answer: 'refused' } : { version, answer: 'unanswered', code: answer.code };
}
