/** What becomes of a request for consent, told to whoever runs Capstan: in the commit that makes it so, so that none is lost. */

import type { ClientSession } from 'mongoose';
import { type ApprovalTurn, approvalEvent, type EventSource } from '../../domain/operational-event.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { Store } from '../store.ts';

/**
 * @param source the process in which it happens.
 * @param detail what more there is to say of it, in Capstan's words; null: nothing.
 */
export async function tellTurn(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  turn: ApprovalTurn,
  source: EventSource,
  detail: string | null = null,
): Promise<void> {
  const event = approvalEvent({
    organizationId: approval.organization_id,
    scopeId: approval.scope_id,
    resourceId: approval.resource_id,
    kind: approval.kind,
    operation: approval.operation,
    jobId: approval.job_id,
    approvalId: approval._id,
    correlationId: approval.correlation_id,
    turn,
    detail,
  });
  await store.models.operationalEvents.create([operationalEventDocument(event, source)], { session });
}
