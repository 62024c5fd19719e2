/** What all records of posture say: who it is that looks, and that nobody has asked for it. */

import type { AuditActor, AuditEntry } from '../../domain/audit.ts';

const POSTURE: AuditActor = {
  type: 'system',
  id: null,
  name: 'posture',
  organization_id: null,
  authentication: 'none',
  address: null,
};

export function postureEntry(organization_id: number, correlation_id: string) {
  return {
    organization_id,
    actor: POSTURE,
    target_type: 'finding',
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    ticket_id: null,
    job_id: null,
    correlation_id,
    trace_id: null,
  } as const satisfies Partial<AuditEntry>;
}
