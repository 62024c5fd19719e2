/** A call at a target that logs in: admitted by the login guard, and told to it afterwards. */

import { setTimeout as delay } from 'node:timers/promises';
import type { StepName } from '../domain/job.ts';
import type { LoginGuardRules } from '../domain/login-guard.ts';
import { type AdmittedLogin, admitLogin, endLogin } from '../store/login-attempts.ts';
import type { StepRef, TargetAnswer } from './contract.ts';
import type { Dependencies, TargetCallMeasure } from './dependencies.ts';
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

/** How long to wait for others' logins with the same account to end, where all of them might still fail. */
const TURN_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Runs `work` as {@link answerOf} does, unless the guard is closed: then nothing is sent. Either way the log tells. */
export async function guardedCall(
  dependencies: Dependencies,
  call: GuardedCall,
  work: () => Promise<void>,
): Promise<TargetAnswer> {
  const admitted = await admission(dependencies, call);
  if (admitted === null) {
    const { max_failed_logins, window_seconds } = call.rules;
    const message = `${max_failed_logins} logins failed or stand open within ${window_seconds} s; Capstan waits so that the account is not locked out`;
    const refusal = { ok: false, code: 'lockout_guard', effect: 'none', message } as const;
    await tell(dependencies, call, refusal, null);
    return refusal;
  }
  const { answer, judged, seconds } = await answerOf(dependencies, call, work);
  await tell(dependencies, call, answer, Math.round(seconds * 1000));
  await endLogin(dependencies.store, admitted, answer.ok ? 'worked' : judged ? 'refused' : 'not_judged');
  return answer;
}

async function admission({ store }: Dependencies, call: GuardedCall): Promise<AdmittedLogin | null> {
  const deadline = Date.now() + TURN_WITHIN_MS;
  for (;;) {
    const answer = await admitLogin(store, call.credentialId, call.rules, call.unconditionally);
    if (typeof answer !== 'string') return answer;
    if (answer === 'closed' || Date.now() > deadline) return null;
    await delay(LOOK_EVERY_MS);
  }
}

/** What the target answered, or that it was not asked (`durationMs` null). */
async function tell(
  { operationalLog, jobPlaces }: Dependencies,
  { ref, connector, step, takenAs, deviceId, credentialId }: GuardedCall,
  answer: TargetAnswer,
  durationMs: number | null,
): Promise<void> {
  const { scopeId } = await jobPlaces.of(ref);
  const effect = answer.ok ? (step === 'login' ? 'none' : 'applied') : answer.effect;
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
