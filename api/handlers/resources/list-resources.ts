/** GET /v1/resources: a bare array; the header `Link` names the next page. */

import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentResource } from './present-resource.ts';

export const listResources = query('listResources', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listResources', request);
  const found = await means.store.models.resources
    .find({
      organization_id: organizationId,
      ...access.filter('resource'),
      ...equal('type', asked.type),
      ...equal('status', asked.status),
      ...equal('device_id', asked.device_id),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return {
    status: 200,
    body: await Promise.all(rows.map((resource) => presentResource(request, resource))),
    ...(nextCursor === null
      ? {}
      : { headers: { Link: nextLink({ ...asked, limit: page.limit, cursor: nextCursor }) } }),
  };
});

function nextLink(asked: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) search.set(name, String(value));
  return `</v1/resources?${search}>; rel="next"`;
}
