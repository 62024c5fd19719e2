/** GET /v1/approvals */

import { objectionToDecision } from '../../../domain/approval.ts';
import { requestOf } from '../../../store/approvals/approval-request.ts';
import { loadDecider } from '../../../store/approvals/decider.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { ApprovalDocument } from '../../../store/models/approval.ts';
import { query, type Request } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage, type PageFrame } from '../page.ts';
import { presentApprovals } from './present-approval.ts';

type ListRequest = Request<'listApprovals'>;

export const listApprovals = query('listApprovals', async (request) => {
  const { access, organizationId, query: asked, means, now } = request;
  const page = openPage('listApprovals', request);
  const filter = {
    organization_id: organizationId,
    ...equal('status', asked.status),
    ...equal('kind', asked.kind),
    ...equal('operation', asked.operation),
    ...equal('resource_id', asked.resource_id),
    $and: [...access.filter('approval').$and, page.idBefore],
  };
  const found = asked.decidable
    ? await decidable(request, filter, page)
    : await means.store.models.approvals.find(filter).sort({ _id: -1 }).limit(page.fetch).lean<ApprovalDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const approvals = await presentApprovals(means.store, rows, now);
  return { status: 200, body: { approvals, next_cursor: nextCursor } };
});

/** Those that the caller could decide on at this moment, asked of each as the decision itself is. */
async function decidable(
  { access, actor, organizationId, means }: ListRequest,
  filter: object,
  { fetch }: PageFrame,
): Promise<ApprovalDocument[]> {
  const { store } = means;
  const now = await databaseTime(store);
  const by = actor.type === 'user' ? await loadDecider(store, organizationId, actor.id, now) : null;
  if (!by) return [];
  const waiting = store.models.approvals
    .find({ $and: [filter, ...access.filterWith('approval', 'approval:decide').$and, { status: 'pending' }] })
    .sort({ _id: -1 })
    .lean<ApprovalDocument[]>()
    .cursor();
  const found: ApprovalDocument[] = [];
  for await (const approval of waiting) {
    if (objectionToDecision(requestOf(approval), by, now) === null) found.push(approval);
    if (found.length === fetch) break;
  }
  return found;
}
