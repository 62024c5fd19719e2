/** A call at a target that logs in: admitted by the login guard, and told to it afterwards. */

import { Context } from '@temporalio/activity';
import type { StepName } from '../domain/job.ts';
import { guardInWords, type LoginGuardRules } from '../domain/login-guard.ts';
import { admitLogin, endLogin } from '../store/login-attempts.ts';
import type { StepRef, TargetAnswer } from './contract.ts';
import type { Dependencies, TargetCallMeasure } from './dependencies.ts';
import { loginTurn } from './login-turn.ts';
import { answerOf } from './target-answer.ts';

export interface GuardedCall extends Pick<TargetCallMeasure, 'connector' | 'step'> {
  /** For whom it is made, at which step of theirs, and where. */
  readonly ref: StepRef;
  readonly takenAs: StepName;
  readonly deviceId: number;
  /** The credential that logs in, and the rules of its platform. */
  readonly credentialId: number;
  readonly rules: LoginGuardRules;
  /** A confirmed change has earned its one try: what failed before it were other secrets. */
  readonly unconditionally?: boolean;
}

/** Runs `work` as {@link answerOf} does, unless the guard is closed: then nothing is sent. Either way the log tells. */
export async function guardedCall(
  dependencies: Dependencies,
  call: GuardedCall,
  work: () => Promise<void>,
): Promise<TargetAnswer> {
  const { credentialId, rules, unconditionally } = call;
  const { cancellationSignal } = Context.current();
  const admitted = await loginTurn(
    () => admitLogin(dependencies.store, credentialId, rules, unconditionally),
    cancellationSignal,
  );
  if (typeof admitted === 'string') {
    const isLeftOff = admitted === 'busy' && cancellationSignal.aborted;
    const refusal = notSent(isLeftOff ? 'worker_stopping' : 'lockout_guard', isLeftOff ? STOPS : guardInWords(rules));
    await tell(dependencies, call, refusal, null);
    return refusal;
  }
  const { answer, judged, seconds } = await answerOf(dependencies, call, work);
  await tell(dependencies, call, answer, Math.round(seconds * 1000));
  await endLogin(dependencies.store, admitted, answer.ok ? 'worked' : judged ? 'refused' : 'not_judged');
  return answer;
}

const STOPS = 'the worker stops before the account has had its turn to log in';

function notSent(code: 'worker_stopping' | 'lockout_guard', message: string): TargetAnswer {
  return { ok: false, code, effect: 'none', message };
}

/** What the target answered, or that it was not asked (`durationMs` null). */
async function tell(
  { operationalLog, jobPlaces }: Dependencies,
  { ref, connector, step, takenAs, deviceId, credentialId }: GuardedCall,
  answer: TargetAnswer,
  durationMs: number | null,
): Promise<void> {
  const { scopeId } = await jobPlaces.of(ref);
  const effect = answer.ok ? (step === 'login' || step === 'look' ? 'none' : 'applied') : answer.effect;
  const name = `${step[0]?.toUpperCase()}${step.slice(1)}`;
  operationalLog.add({
    organization_id: ref.organizationId,
    scope_id: scopeId,
    resource_id: ref.resourceId,
    device_id: deviceId,
    level: answer.ok ? 'info' : 'warn',
    kind: 'connector.outcome',
    message: `${name} by ${connector} ${answer.ok ? 'succeeded' : `failed: ${answer.message} (effect: ${effect})`}`,
    code: answer.ok ? null : answer.code,
    job_id: ref.jobId,
    step: takenAs,
    connector,
    duration_ms: durationMs,
    correlation_id: ref.correlationId,
    attributes: { call: step, effect, credential_id: credentialId },
  });
}
