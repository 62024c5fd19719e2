/** Finds an audit record of the caller's organization. */

import type { AuditRecordDocument } from '../../../store/models/evidence.ts';
import type { Request } from '../../operation.ts';

/** @throws CapstanError `not_found`, also for one that was pruned. */
export async function findAuditRecord({
  access,
  organizationId,
  path,
  means,
}: Request<'getAuditEvent' | 'getAuditProof'>): Promise<AuditRecordDocument> {
  const found = await means.store.auditCollection().findOne({ _id: path.event_id, organization_id: organizationId });
  return access.requireFound('auditRecord', found);
}
