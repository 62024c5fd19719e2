/** GET /v1/grants */

import type { GrantDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { equal, inScope } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { showSubjects } from '../subjects.ts';
import { inStatus, presentGrant, subjectOf } from './present-grant.ts';

export const listGrants = query('listGrants', async (request) => {
  const { access, organizationId, query: asked, means, now } = request;
  const page = openPage('listGrants', request);
  const found = await means.store.models.grants
    .find({
      organization_id: organizationId,
      ...equal('subject_type', asked.subject_type),
      ...ofSubject(organizationId, asked.subject_id),
      ...equal('role', asked.role),
      ...inScope(access, asked.scope_id),
      ...equal('resource_id', asked.resource_id),
      $and: [...access.filter('grant').$and, inStatus(asked.status, now), page.idAfter],
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<GrantDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const show = await showSubjects(request, rows.map(subjectOf));
  return {
    status: 200,
    body: { grants: rows.map((grant) => presentGrant(grant, show, now)), next_cursor: nextCursor },
  };
});

/** Ids of guests belong to their own organizations, and are not told or asked for here. */
function ofSubject(organizationId: number, id: number | undefined) {
  return id === undefined ? {} : { subject_id: id, subject_organization_id: organizationId };
}
