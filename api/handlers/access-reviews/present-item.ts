/** Items of access reviews on the wire, with the names that their subjects have now. */

import type { AccessReviewItemDocument } from '../../../store/models/access-review.ts';
import { findNewcomers } from '../../../store/reviews/newcomers.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { showSubjects } from '../subjects.ts';
import { wireTimeOrNull } from '../wire-time.ts';

export async function presentItems(
  request: Pick<Request, 'access' | 'organizationId' | 'means'>,
  items: readonly AccessReviewItemDocument[],
): Promise<components['schemas']['AccessReviewItem'][]> {
  const subjectOf = ({ subject_type: type, subject_id: id }: AccessReviewItemDocument) => ({ type, id });
  const show = await showSubjects(request, items.map(subjectOf));
  const showsUsers = request.access.allowsSomewhere('user:read');
  const undecided = items.filter(({ state }) => state === 'undecided');
  const newcomers = await findNewcomers(request.means.store, undecided);
  return items.map((item) => {
    const subject = show(subjectOf(item));
    const come = newcomers.get(item._id);
    const joined = come?.userIds ?? item.joined_ids ?? [];
    return {
      id: item._id,
      grant_id: item.grant_id,
      subject_type: item.subject_type,
      subject_id: subject.id,
      subject_public_id: subject.public_id,
      subject_organization: subject.organization,
      subject_name: subject.name,
      members: item.member_ids.length,
      member_user_ids: showsUsers ? [...item.member_ids] : null,
      joined: joined.length,
      joined_user_ids: showsUsers ? [...joined] : null,
      joined_digest: come?.digest ?? null,
      role: item.role,
      permissions: [...item.permissions],
      // The document keeps the scope of the resource; the grant is on the resource alone.
      scope_id: item.resource_id === null ? item.scope_id : null,
      resource_id: item.resource_id,
      expires_at: wireTimeOrNull(item.expires_at),
      needs_fallback: item.needs_fallback,
      state: item.state,
      verdict: item.verdict,
      decided_by: item.decided_by?.name ?? null,
      decided_at: wireTimeOrNull(item.decided_at),
      reason: item.reason,
      decision_event_id: item.decision_event_id,
      objection: item.objection,
      settled_at: wireTimeOrNull(item.settled_at),
    };
  });
}
