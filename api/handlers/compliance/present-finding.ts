/** Findings on the wire, with how the jobs stand that are to make them go. */

import type { ClientSession } from 'mongoose';
import { POINTS_OF } from '../../../domain/posture/rating.ts';
import { SIGNAL_FACTS } from '../../../domain/posture/signals.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { FindingAcceptance, FindingDocument, FindingRemedy } from '../../../store/models/posture.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

/** In their order. */
export async function presentFindings(
  { models }: Store,
  findings: readonly FindingDocument[],
  session?: ClientSession,
): Promise<components['schemas']['Finding'][]> {
  const ids = findings.flatMap(({ remedy }) => remedy?.job_id ?? []);
  const jobs =
    ids.length === 0
      ? []
      : await models.jobs
          .find({ _id: { $in: ids } }, { status: 1, approval_id: 1 }, session ? { session } : {})
          .lean<RemedyJob[]>();
  const byId = new Map(jobs.map((job) => [job._id, job]));
  return findings.map((finding) => presentFinding(finding, byId));
}

type RemedyJob = Pick<JobDocument, '_id' | 'status' | 'approval_id'>;

function presentFinding(
  finding: FindingDocument,
  jobs: ReadonlyMap<number, RemedyJob>,
): components['schemas']['Finding'] {
  const { signal, severity, status, acceptance } = finding;
  const { means, remedy } = SIGNAL_FACTS[signal];
  return {
    id: finding._id,
    signal,
    subject: finding.subject,
    severity,
    status,
    points: status === 'open' ? POINTS_OF[severity] : 0,
    scope_id: finding.scope_id,
    resource_id: finding.resource_id,
    device_id: finding.device_id,
    account: finding.account ?? null,
    means,
    remedy,
    evidence: finding.evidence,
    since: wireTime(finding.since),
    first_seen_at: wireTime(finding.first_seen_at),
    last_seen_at: wireTime(finding.last_seen_at),
    resolved_at: wireTimeOrNull(finding.resolved_at),
    reopened: finding.reopened,
    owner_user_id: finding.owner_user_id,
    acceptance: acceptance && presentAcceptance(acceptance),
    remedy_job: presentRemedy(finding.remedy, jobs),
    opened_event_id: openedBy(finding),
    ...wireTracked(finding),
  };
}

/** Of one to which very much has happened the first steps are forgotten. */
function openedBy({ steps = [] }: FindingDocument): string | null {
  const [first] = steps;
  return first?.step === 'opened' ? first.event_id : null;
}

function presentRemedy(
  remedy: FindingRemedy | null | undefined,
  jobs: ReadonlyMap<number, RemedyJob>,
): components['schemas']['FindingRemedy'] | null {
  const job = remedy && jobs.get(remedy.job_id);
  if (!remedy || !job) return null;
  return {
    job_id: job._id,
    operation: remedy.operation,
    status: job.status,
    approval_id: job.approval_id ?? null,
    asked_at: wireTime(remedy.asked_at),
  };
}

function presentAcceptance(acceptance: FindingAcceptance): components['schemas']['FindingAcceptance'] {
  return {
    until: wireTime(acceptance.until),
    reason: acceptance.reason,
    asked_by: acceptance.asked_by.name,
    asked_at: wireTime(acceptance.asked_at),
    agreed_by: acceptance.agreed_by?.name ?? null,
    agreed_at: wireTimeOrNull(acceptance.agreed_at),
  };
}
