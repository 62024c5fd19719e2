/** GET /v1/approvals */

import { type Decider, objectionToDecision } from '../../../domain/approval.ts';
import { requestOf } from '../../../store/approvals/approval-request.ts';
import { loadDecider } from '../../../store/approvals/decider.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { ApprovalDocument } from '../../../store/models/approval.ts';
import { query, type Request } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage, type Page, type PageFrame } from '../page.ts';
import { presentApprovals } from './present-approval.ts';

type ListRequest = Request<'listApprovals'>;

export const listApprovals = query('listApprovals', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listApprovals', request);
  const filter = {
    organization_id: organizationId,
    ...equal('status', asked.status),
    ...equal('kind', asked.kind),
    ...equal('operation', asked.operation),
    ...equal('resource_id', asked.resource_id),
    $and: [...access.filter('approval').$and, page.idBefore],
  };
  if (asked.decidable) return answerOf(request, await decidable(request, filter, page));
  const { approvals: model } = means.store.models;
  const found = await model.find(filter).sort({ _id: -1 }).limit(page.fetch).lean<ApprovalDocument[]>();
  return answerOf(request, page.close(found, byId));
});

async function answerOf({ means, now }: ListRequest, { rows, nextCursor }: Page<ApprovalDocument>) {
  const approvals = await presentApprovals(means.store, rows, now);
  return { status: 200, body: { approvals, next_cursor: nextCursor } } as const;
}

/** A page ends after so many that were looked at, however many of them are shown. */
const MOST_LOOKED_AT = 500;

/** Those that the caller could decide on at this moment: the store leaves out almost all others, and each is asked as the decision itself is. */
async function decidable(
  { access, actor, organizationId, means }: ListRequest,
  filter: object,
  page: PageFrame,
): Promise<Page<ApprovalDocument>> {
  const { store } = means;
  const now = await databaseTime(store);
  const by = actor.type === 'user' ? await loadDecider(store, organizationId, actor.id, now) : null;
  if (!by) return { rows: [], nextCursor: null };
  const permitted = access.filterWith('approval', 'approval:decide').$and;
  const waiting = await store.models.approvals
    .find({ $and: [filter, ...permitted, ...waitingFor(by, now)] })
    .sort({ _id: -1 })
    .limit(MOST_LOOKED_AT)
    .lean<ApprovalDocument[]>();
  const found = waiting.filter((approval) => objectionToDecision(requestOf(approval), by, now) === null);
  return page.close(found, byId, waiting.length === MOST_LOOKED_AT ? waiting.at(-1) : undefined);
}

/** What can be said in a query of {@link objectionToDecision}; it may find more than that allows, and never less. */
function waitingFor({ userId, groupIds, lent }: Decider, now: Date): object[] {
  const groups = { $in: [...new Set([groupIds, ...lent.map((place) => place.groupIds)].flat())] };
  const asks = (rule: object) => ({ rules: { $elemMatch: rule } });
  return [
    { status: 'pending', expires_at: { $gt: now }, 'decisions.user_id': { $ne: userId } },
    { 'decisions.instead_of_user_ids': { $ne: userId }, $nor: [{ 'requester.type': 'user', 'requester.id': userId }] },
    {
      $or: [
        asks({ 'rule.approver_group_ids': { $size: 0 } }),
        asks({ 'rule.approver_group_ids': groups }),
        asks({ 'rule.escalation.group_ids': groups }),
      ],
    },
  ];
}
