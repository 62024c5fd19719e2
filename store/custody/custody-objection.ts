/** Whether what a custody rests on holds by now. */

import type { AuditActor } from '../../domain/audit.ts';
import { isPendingCustody } from '../../domain/custody.ts';
import { type AccessObjection, accessObjection } from '../access-objection.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';

/**
 * @param actor who wants it now, and from where: conditions of policies may ask.
 * @returns what stands against it; null: nothing.
 */
export function custodyObjection(
  store: Store,
  custody: CustodyDocument,
  job: JobDocument,
  now: Date,
  actor: AuditActor = custody.holder,
): Promise<AccessObjection | null> {
  const { organization_id, resource_id, holder, reason, ticket_id, minutes, status } = custody;
  const asked = {
    operation: 'checkout',
    organizationId: organization_id,
    resourceId: resource_id,
    requester: holder,
    reason,
    ticketId: ticket_id,
    minutes,
    isBeginning: isPendingCustody(status),
  } as const;
  return accessObjection(store, asked, job, now, actor);
}
