/** What the tour left behind, read back through the API: the timeline of a job and the audit trail of a resource. */

import { z } from 'zod';
import type { ApiClient } from './api-client.ts';
import { Mismatch } from './life-of-a-credential.ts';
import { duration, type Report } from './report.ts';

const timeline = z.object({
  steps: z.array(
    z.object({
      step: z.string(),
      attempt: z.number(),
      outcome: z.string(),
      code: z.string().nullable(),
      detail: z.string().nullable(),
      duration_ms: z.number().nullable(),
    }),
  ),
});
const trail = z.object({
  events: z.array(
    z.object({
      timestamp: z.string(),
      actor: z.string(),
      operation: z.string(),
      status: z.string(),
      code: z.string().nullable(),
      job_id: z.number().nullable(),
    }),
  ),
});
type AuditEvent = z.infer<typeof trail>['events'][number];

/** The steps of a rotation; every one that the protocol demands must be there and must have succeeded. */
export async function showTimeline(api: ApiClient, jobId: number, report: Report): Promise<void> {
  const { steps } = await api.call('GET', `/v1/jobs/${jobId}/timeline`, timeline);
  report.table(
    ['STEP', 'ATTEMPT', 'DURATION', 'OUTCOME', 'DETAIL'],
    steps.map(({ step, attempt, duration_ms, outcome, code, detail }) => [
      step,
      String(attempt).padStart('ATTEMPT'.length),
      duration(duration_ms ?? 0).padStart('DURATION'.length),
      code === null ? outcome : `${outcome} (${code})`,
      detail ?? '',
    ]),
  );
  for (const needed of ['stage', 'apply', 'prove', 'promote']) {
    const outcomes = steps.filter(({ step }) => step === needed).map(({ outcome }) => outcome);
    if (!outcomes.includes('succeeded')) {
      throw new Mismatch('timeline', `step ${needed} succeeded`, outcomes.join(', ') || 'no such step');
    }
  }
}

/** Everything but reads, oldest first; each job must have left its intent and its outcome. */
export async function showAuditTrail(
  api: ApiClient,
  resourceId: number,
  jobIds: readonly number[],
  report: Report,
): Promise<void> {
  const path = `/v1/logs/audit?target_type=resource&target_id=${resourceId}&limit=200`;
  const { events } = await api.call('GET', path, trail);
  const ours = events.filter(({ job_id }) => job_id !== null && jobIds.includes(job_id)).toReversed();
  report.table(
    ['TIME (UTC)', 'ACTOR', 'OPERATION', 'JOB', 'STATUS', 'CODE'],
    ours.map(({ timestamp, actor, operation, job_id, status, code }) => [
      timestamp.slice(11, 23),
      actor,
      operation,
      String(job_id ?? '').padStart(3),
      status,
      code ?? '',
    ]),
  );
  for (const jobId of jobIds) {
    const statuses = ours.filter(({ job_id }) => job_id === jobId).map(({ status }) => status);
    if (statuses.includes('intended') && statuses.some(isOutcome)) continue;
    throw new Mismatch('audit trail', `intent and outcome of job ${jobId}`, statuses.join(', ') || 'no record');
  }
}

function isOutcome(status: AuditEvent['status']): boolean {
  return status === 'succeeded' || status === 'failed';
}
