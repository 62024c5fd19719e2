/** For whoever runs Capstan: what failed at a target. What works is told by the items, and would fill the log. */

import type { TargetCallMeasure } from '../dependencies.ts';
import type { JudgedAnswer } from '../target-answer.ts';
import type { Batch, PreparedItem } from './batch.ts';

export function tellFailure(
  { dependencies, job }: Batch,
  { facts }: PreparedItem,
  call: TargetCallMeasure['step'],
  { answer, seconds }: JudgedAnswer,
): void {
  if (answer.ok || answer.code === 'worker_stopping') return;
  const { resource, device, platform, credential } = facts;
  const { code, message, effect } = answer;
  const name = call === 'login' ? 'Login' : 'Change';
  dependencies.operationalLog.add({
    organization_id: job.organization_id,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    device_id: device._id,
    level: 'warn',
    kind: 'connector.outcome',
    message: `${name} by ${platform.connector} failed: ${message} (effect: ${effect})`,
    code,
    job_id: job._id,
    step: 'work',
    connector: platform.connector,
    duration_ms: Math.round(seconds * 1000),
    correlation_id: job.correlation_id,
    attributes: { call, effect, ...(credential ? { credential_id: credential._id } : {}) },
  });
}
