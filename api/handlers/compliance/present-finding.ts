/** Findings on the wire. */

import { POINTS_OF } from '../../../domain/posture/rating.ts';
import { SIGNAL_FACTS } from '../../../domain/posture/signals.ts';
import type { FindingAcceptance, FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentFinding(finding: FindingDocument): components['schemas']['Finding'] {
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
    ...wireTracked(finding),
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
